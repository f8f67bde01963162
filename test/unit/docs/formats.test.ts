import { expect, test } from '@jest/globals';
import { findKept, listFormats, listWrappers } from '../../../docs/generate-formats.ts';
import { createNormalizer } from '../../../normalizers/index.ts';
import { ANY_SENDER, FLEET_FORMATS, FLEET_ZONE, renderRecord } from '../../../services/simulate/index.ts';
import { GOLDEN_NOW } from '../../golden/golden-cases.ts';
import { composeLogical } from '../../support/logical-events.ts';

const formats = listFormats();

test('there are formats and wrappers to list', () => {
  expect(formats.length).toBeGreaterThanOrEqual(15);
  expect(listWrappers().map(({ name }) => name)).toContain('logstash');
});

test.each(formats)('$name, told by $sign, has at least three golden cases', ({ cases }) => {
  expect(cases).toBeGreaterThanOrEqual(3);
});

test.each(listWrappers())('the wrapper $name, told by $sign, has a golden case', ({ cases }) => {
  expect(cases).toBeGreaterThanOrEqual(1);
});

test('the simulated fleet can send in every format', () => {
  const normalizer = createNormalizer({ assumedTimezone: FLEET_ZONE });
  const sent = FLEET_FORMATS.flatMap((format) =>
    normalizer
      .normalize(renderRecord(format, [composeLogical()], ANY_SENDER), undefined, GOLDEN_NOW)
      .map((outcome): string => (outcome.kind === 'event' ? outcome.document.wincanal.input.format : outcome.kind)),
  );
  expect([...new Set(sent)].sort()).toEqual([...new Set(formats.map(({ name }) => name))].sort());
});

test('what is kept is read from documents, not assumed', () => {
  expect(findKept('xml_rendered')).toEqual({
    names: 'yes',
    userData: 'yes',
    bytes: 'yes',
    dataSection: 'yes',
    recordId: 'yes',
    level: 'number',
    time: '100 ns',
    zone: 'yes',
    message: 'yes',
    account: 'yes',
    process: 'yes',
    identity: 'yes',
  });
  expect(findKept('nxlog_local')).toMatchObject({ dataSection: 'no', level: 'no', time: '1 s', zone: 'no' });
  expect(findKept('winlogbeat')).toMatchObject({ level: 'word', time: '1 ms' });
  expect(findKept('fluent_bit')).toMatchObject({ names: 'by position', dataSection: 'as a value', account: 'no' });
  expect(findKept('vector')).toMatchObject({ names: 'yes', userData: 'no', dataSection: 'no' });
  expect(findKept('azure_monitor')).toMatchObject({ recordId: 'no', identity: 'no', process: 'no' });
});
