import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import schema from '../../../../mappings/schemas/host-log.schema.json' with { type: 'json' };
import { WatchedLog, type HostLog, type Observation } from '../../../../services/normalizer/watched-log.ts';

const NOW = Date.parse('2026-03-04T05:07:00.000Z');
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

function open(): WatchedLog {
  return new WatchedLog('web1', 'System', NOW, 100);
}

function describeLog(log: WatchedLog): HostLog {
  const entry = log.describe(2, 200, NOW);
  expect(validate(entry) ? [] : validate.errors).toEqual([]);
  return entry;
}

/** Observes ids whose events happened so many seconds before now. */
function observe(log: WatchedLog, ...events: readonly (readonly [id: number, secondsAgo: number])[]): Observation[] {
  return events.map(([id, secondsAgo]) => log.observe(id, NOW - secondsAgo * 1000, NOW));
}

test('an entry says what was seen, from where on, and how far behind it is', () => {
  const log = open();
  observe(log, [40, 500], [43, 300], [42, 400], [43, 300], [45, 90]);
  expect(describeLog(log)).toEqual({
    schema_version: '1.0',
    host: 'web1',
    channel: 'System',
    partition: 2,
    watched: { from_offset: 100, since: '2026-03-04T05:07:00.000Z' },
    offset: 200,
    at: '2026-03-04T05:07:00.000Z',
    first_id: 40,
    highest_id: 45,
    highest_time: '2026-03-04T05:05:30.000Z',
    seen: 4,
    not_seen_at_most: 2,
    whole: false,
    missing: 0,
    missing_ranges: [],
    events: 5,
    late: 1,
    repeated: 1,
    unjudged: 0,
    restarts: 0,
    last_restart: null,
    lag_seconds: 90,
    max_lag_seconds: 500,
  });
});

test('an event that comes late says nothing of the lag', () => {
  const log = open();
  observe(log, [10, 5], [12, 4], [11, 9000]);
  expect(describeLog(log)).toMatchObject({ lag_seconds: 4, max_lag_seconds: 5 });
});

test('a clock that is ahead is a negative lag, and hides no restart', () => {
  const log = open();
  observe(log, [90_000, 10], [90_001, -86_400 * 365 * 70]);
  expect(describeLog(log).lag_seconds).toBeLessThan(0);
  expect([log.observe(1, NOW + 5000, NOW + 6000), log.observe(2, NOW + 5500, NOW + 6000)]).toEqual([
    'pending',
    'restarted',
  ]);
});

test('ids that begin anew while time goes on are a restart, once', () => {
  const log = open();
  const arrivals = observe(log, [50_000, 100], [50_001, 99], [1, 50], [2, 49], [3, 48]);
  expect(arrivals).toEqual(['ahead', 'next', 'pending', 'restarted', 'next']);
  expect(describeLog(log)).toMatchObject({
    ...{ first_id: 1, highest_id: 3, seen: 3, not_seen_at_most: 0, restarts: 1 },
    last_restart: { time: '2026-03-04T05:06:10.000Z', highest_id_before: 50_001 },
  });
});

test('what a slower collector still brings of the log before its restart does not undo it', () => {
  const log = open();
  observe(log, [50_000, 100], [1, 50], [2, 49]);
  expect(observe(log, [50_001, 99], [50_002, 98], [3, 40])).toEqual(['unjudged', 'unjudged', 'next']);
  expect(describeLog(log)).toMatchObject({ highest_id: 3, restarts: 1, unjudged: 2 });
});

test('old events that are sent again are no restart', () => {
  const log = open();
  observe(log, [50_000, 100], [50_001, 99]);
  observe(log, ...Array.from({ length: 100 }, (_, i) => [i + 1, 90_000 - i] as const));
  expect(describeLog(log)).toMatchObject({ highest_id: 50_001, restarts: 0 });
});

test('one odd event makes nothing begin anew, however often it comes', () => {
  const log = open();
  expect(observe(log, [50_000, 100], [1, 50], [1, 50], [50_001, 40], [7, 30], [50_002, 20])).toEqual([
    ...['ahead', 'pending', 'repeated', 'next', 'pending', 'next'],
  ]);
  expect(describeLog(log)).toMatchObject({ restarts: 0, highest_id: 50_002 });
});

test('an odd event and old ones that are sent again are no restart together', () => {
  const log = open();
  observe(log, [50_000, 100], [1, 50], [7, 90_000], [8, 89_999]);
  expect(describeLog(log)).toMatchObject({ restarts: 0, highest_id: 50_000 });
});

test('an absurdly high id is healed by the next two that are true', () => {
  const log = open();
  observe(log, [500, 100], [Number.MAX_SAFE_INTEGER, 90], [501, 80], [502, 70]);
  expect(describeLog(log)).toMatchObject({ highest_id: 502, restarts: 1 });
});

test('a number that runs over at 32 bits is seen as a restart', () => {
  const log = open();
  observe(log, [2 ** 32 - 2, 10], [2 ** 32 - 1, 9], [0, 8], [1, 7], [2, 6]);
  expect(describeLog(log)).toMatchObject({ first_id: 0, highest_id: 2, restarts: 1 });
});

test('in any order and with repetitions: what was not seen is at least what is not there, and all events are counted', () => {
  const ids = fc.array(fc.integer({ min: 1000, max: 1100 }), { minLength: 1, maxLength: 150 });
  fc.assert(
    fc.property(ids, (arriving) => {
      const log = open();
      // The time follows the id, as on one host.
      for (const id of arriving) log.observe(id, NOW - (2000 - id) * 1000, NOW);
      const entry = describeLog(log);
      const different = new Set(arriving).size;
      const span = Math.max(...arriving) - entry.first_id + 1;
      const there = [...new Set(arriving)].filter((id) => id >= entry.first_id).length;
      expect(entry.highest_id).toBe(Math.max(...arriving));
      expect(entry.seen).toBeLessThanOrEqual(different);
      expect(entry.not_seen_at_most).toBeGreaterThanOrEqual(span - there);
      expect(entry.seen + entry.repeated + entry.unjudged).toBe(arriving.length);
      expect([entry.restarts, entry.missing]).toEqual([0, 0]);
    }),
    { numRuns: 1000 },
  );
});

test('whatever ids and times come, the entry fits its schema', () => {
  const id = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 20 }), fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 + 5 }));
  const time = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(fc.array(fc.tuple(id, time), { minLength: 1, maxLength: 80 }), (events) => {
      const log = open();
      for (const [recordId, at] of events) log.observe(recordId, at, NOW);
      const entry = describeLog(log);
      expect(entry.events).toBe(events.length);
      expect(entry.not_seen_at_most).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1000 },
  );
});
