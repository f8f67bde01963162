import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeenIds, type Arrival } from '../../../../services/normalizer/seen-ids.ts';

const HOUR = 3_600_000;

function addAll(ids: readonly number[], seen = new SeenIds()): Arrival[] {
  return ids.map((id) => seen.add(id, id * 1000));
}

function countOf(arrivals: readonly Arrival[], ...kinds: readonly Arrival[]): number {
  return arrivals.filter((arrival) => kinds.includes(arrival)).length;
}

/** Ids from one to another, an hour apart. */
function addHourly(seen: SeenIds, from: number, to: number): void {
  for (let id = from; id <= to; id++) seen.add(id, id * HOUR);
}

test.each([
  [
    [5, 6, 7],
    ['ahead', 'next', 'next'],
  ],
  [
    [5, 7, 6],
    ['ahead', 'ahead', 'late'],
  ],
  [
    [5, 5, 6, 5],
    ['ahead', 'repeated', 'next', 'repeated'],
  ],
  [
    [5, 9, 6, 8, 7, 7, 9, 10],
    ['ahead', 'ahead', 'late', 'late', 'late', 'repeated', 'repeated', 'next'],
  ],
  [
    [5, 4, 1, 3, 2],
    ['ahead', 'late', 'late', 'late', 'late'],
  ],
])('of %j each is what it is', (ids, expected) => {
  expect(addAll(ids)).toEqual(expected);
});

test('any ids, in any order, any number of times: none is new twice, and none is taken as repeated that is new', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), (ids) => {
      const seen = new SeenIds();
      const known = new Set<number>();
      for (const id of ids) {
        const arrival = seen.add(id, id);
        if (arrival === 'repeated') expect(known).toContain(id);
        else if (arrival !== 'unjudged') expect(known).not.toContain(id);
        if (arrival !== 'unjudged') known.add(id);
      }
      expect(seen.highest).toBe(ids.length === 0 ? -1 : Math.max(...ids));
    }),
    { numRuns: 2000 },
  );
});

test('an id so far back that its stretch is no longer kept is not judged, also when there is room again', () => {
  const seen = new SeenIds();
  addAll(
    Array.from({ length: 21 }, (_, i) => 2 * i),
    seen,
  );
  expect(addAll([39, 0, 8, 9], seen)).toEqual(['late', 'unjudged', 'unjudged', 'late']);
});

test('with no more gaps at once than are kept, everything is judged', () => {
  // No id is more than 15 places from its own, so there are never more than 15 gaps.
  const jitter = fc.array(fc.nat({ max: 14 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(jitter, fc.nat({ max: 2 ** 40 }), (delays, first) => {
      const ids = delays
        .map((wait, at) => ({ id: first + at, at: at + wait }))
        .sort((a, b) => a.at - b.at)
        .flatMap(({ id }, at) => (at % 3 === 0 ? [id, id] : [id]));
      const arrivals = addAll(ids);
      expect(countOf(arrivals, 'unjudged')).toBe(0);
      expect(countOf(arrivals, 'ahead', 'next', 'late')).toBe(delays.length);
    }),
    { numRuns: 500 },
  );
});

describe('what is missing', () => {
  test('is told where the ids before the gap came in a row for long, and those behind it do again', () => {
    const seen = new SeenIds();
    addHourly(seen, 1, 1000);
    addHourly(seen, 1004, 1102);
    expect([seen.whole, seen.missing, seen.missingRanges()]).toEqual([true, 0, []]);
    addHourly(seen, 1103, 1103);
    expect([seen.missing, seen.missingRanges()]).toEqual([3, [[1001, 1003]]]);
  });

  test('is none any more when it comes late', () => {
    const seen = new SeenIds();
    addHourly(seen, 1, 1000);
    addHourly(seen, 1004, 1200);
    addAll([1002], seen);
    expect(seen.missingRanges()).toEqual([]);
    addAll([1001, 1003], seen);
    expect(seen.missing).toBe(0);
  });

  test('stays counted when its gap is no longer kept', () => {
    const seen = new SeenIds();
    addHourly(seen, 1, 1000);
    addHourly(seen, 1004, 1200);
    addAll(
      Array.from({ length: 50 }, (_, i) => 2000 + 2 * i),
      seen,
    );
    expect([seen.missing, seen.missingRanges()]).toEqual([3, []]);
  });

  test.each([
    ['a burst of our events among those of others', 1, 1000, 1000],
    ['too few ids in a row', 1, 999, HOUR],
  ])('is not told after %s', (_what, from, to, step) => {
    const seen = new SeenIds();
    for (let id = from; id <= to; id++) seen.add(id, id * step);
    for (let id = to + 2; id <= to + 3000; id++) seen.add(id, id * 1000);
    expect([seen.whole, seen.missing]).toEqual([false, 0]);
  });

  test('is not told where only some of the ids come', () => {
    const seen = new SeenIds();
    for (let id = 1; id < 9000; id += 1 + (id % 7 === 0 ? 2 : 0)) seen.add(id, id * HOUR);
    expect([seen.whole, seen.missing]).toEqual([false, 0]);
  });
});
