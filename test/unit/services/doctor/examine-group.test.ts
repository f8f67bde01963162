import { expect, test } from '@jest/globals';
import { countLost } from '../../../../services/doctor/examine-group.ts';

test('offsets that were deleted before they were read are counted, of every partition', () => {
  const ends = [
    { partition: 0, low: 10, high: 20 },
    { partition: 1, low: 5, high: 20 },
    { partition: 2, low: 7, high: 20 },
  ];
  const offsets = [
    { partition: 0, offset: 4 },
    { partition: 1, offset: 9 },
    // Nothing committed: it begins at what there is.
    { partition: 2, offset: undefined },
  ];
  expect(countLost(offsets, ends)).toBe(6);
});
