import { expect, test } from '@jest/globals';
import { findRetentionFault } from '../../../../services/replay/check-retention.ts';

const DAY = 86_400_000;
const describe = (name: string, config: Record<string, string>) => ({ name, partitions: 1, replication: 1, config });
const letters = (retention: number) =>
  describe('c.deadletter', { 'retention.ms': String(retention), 'segment.ms': String(7 * DAY) });
const marks = (retention: number, more: Record<string, string> = {}) =>
  describe('c.replayed', {
    'cleanup.policy': 'delete',
    'retention.ms': String(retention),
    'retention.bytes': '-1',
    ...more,
  });

test('marks are kept for as long as a letter can be, and a day', () => {
  expect(findRetentionFault(letters(30 * DAY), marks(38 * DAY))).toBeUndefined();
  expect(findRetentionFault(letters(30 * DAY), marks(38 * DAY - 1))).toContain('at least 3283200000 ms (912 h)');
  expect(findRetentionFault(letters(-1), marks(-1))).toBeUndefined();
  expect(findRetentionFault(letters(-1), marks(38 * DAY))).toContain('for ever');
});

test('marks that go for another reason are too few as well', () => {
  expect(findRetentionFault(letters(DAY), marks(-1, { 'retention.bytes': '1000' }))).toContain('retention.bytes=1000');
  expect(findRetentionFault(letters(DAY), marks(-1, { 'cleanup.policy': 'compact' }))).toContain('compact');
});
