import { expect, test } from '@jest/globals';
import type { SetupItem } from '../../../../services/setup/index.ts';
import { countStates } from '../../../../services/setup/main.ts';

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
