import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import type { SetupItem } from '../../../../services/setup/index.ts';
import { countStates, formatItem } from '../../../../services/setup/main.ts';

const item = (kind: SetupItem['kind'], state: SetupItem['state']): SetupItem => ({
  kind,
  state,
  name: '',
  details: [],
});

const PLAIN = [item('topic', 'created'), item('index template', 'unchanged'), item('topic', 'created')];
const TYPE = item('field type', 'substituted');

test.each([
  [PLAIN, '2 created, 1 unchanged'],
  [[TYPE, ...PLAIN], '2 created, 1 unchanged; 1 field type replaced, which the server lacks'],
  [
    [TYPE, TYPE, item('feature', 'substituted'), ...PLAIN],
    '2 created, 1 unchanged; 2 field types replaced, 1 feature left out, which the server lacks',
  ],
])('how many of each, and what stands in for what the server lacks: %#', (items, told) => {
  expect(countStates({ items })).toBe(told);
});

test('each text is laid out behind the state, and details below it', () => {
  const layOut = (lead: string, text: string): string[] => [`<${stripVTControlCharacters(lead)}|${text}>`];
  const show = (given: Partial<SetupItem>): string =>
    stripVTControlCharacters(formatItem({ ...item('topic', 'changed'), name: 't', ...given }, layOut));
  expect(show({ details: ['a was 1, now 2', 'b was 3, now 4'] })).toBe(
    '<changed      |topic t>\n<             |a was 1, now 2>\n<             |b was 3, now 4>\n',
  );
  expect(show({ state: 'substituted', details: ['text instead'] })).toBe('<substituted  |topic t: text instead>\n');
});
