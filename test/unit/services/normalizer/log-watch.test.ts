import { beforeEach, describe, expect, test } from '@jest/globals';
import { LogWatch } from '../../../../services/normalizer/log-watch.ts';
import type { HostLog } from '../../../../services/normalizer/watched-log.ts';
import { convertRecords } from '../../../../services/normalizer/messages.ts';
import { PlaceList } from '../../../../services/normalizer/place-list.ts';
import { createLogger, createTelemetry, type Telemetry } from '../../../../services/runtime/telemetry.ts';
import { nameTopics } from '../../../../services/runtime/topics.ts';
import type { EventOutcome } from '../../../../normalizers/index.ts';
import { dead } from '../../../../normalizers/outcome.ts';
import { makeLogged, makeRecord } from './fakes.ts';

const topics = nameTopics('c');
const NOW = Date.UTC(2026, 0, 1);

let telemetry: Telemetry;
let watch: LogWatch;
beforeEach(() => {
  telemetry = createTelemetry(createLogger('silent', 'test'));
  telemetry.close();
  watch = new LogWatch({ topics, telemetry, limit: 100, intervalMs: 1000 });
  watch.resume(0, 0, NOW);
});

type Event = Pick<EventOutcome, 'bytes' | 'key'>;

/** Settles events at an input partition. */
function observe(partition: number, events: readonly Event[], offset: number): void {
  const places = new PlaceList();
  for (const { bytes, key } of events) places.add(bytes, key);
  watch.observe(partition, places, offset, NOW);
}

function publishAll(partition = 0): HostLog[] {
  const publication = watch.publish(partition, NOW + 1000);
  publication?.confirm();
  return (publication?.messages ?? []).map(({ value }) => JSON.parse(String(value)) as HostLog);
}

test('logs are told apart by host, channel and input partition, and the key names all three', () => {
  watch.resume(1, 50, NOW);
  observe(0, [makeLogged(1), makeLogged(2, 'DB1'), makeLogged(3, 'WEB1', 'Application')], 3);
  observe(1, [makeLogged(9)], 51);
  const keys = [0, 1]
    .flatMap((partition) => watch.publish(partition, NOW + 1000)?.messages ?? [])
    .map(({ key }) => key);
  expect(keys).toEqual([
    '["web1","System",0]',
    '["web1","Application",0]',
    '["db1","System",0]',
    '["web1","System",1]',
  ]);
});

test('an event that is copied to the alerts counts once, a dead letter not at all', () => {
  const outcomes = [{ ...makeLogged(1), severity: 99 }, dead('EVENT_NO_ID', '')];
  const places = new PlaceList();
  const normalizer = { normalize: () => outcomes };
  const { messages } = convertRecords([makeRecord(0, 'x')], { normalizer, topics, now: NOW, places });
  watch.observe(0, places, 1, NOW);
  expect(messages).toHaveLength(3);
  expect(publishAll()).toMatchObject([{ events: 1 }]);
  expect(telemetry.read()).toEqual({ 'wincanal_watched_events_total{arrival="ahead"}': 1 });
});

test('only what has changed is published again', () => {
  observe(0, [makeLogged(1), makeLogged(2, 'DB1')], 2);
  expect(publishAll()).toHaveLength(2);
  expect(watch.publish(0, NOW + 9000)).toBeUndefined();
  observe(0, [makeLogged(3, 'DB1')], 3);
  expect(watch.publish(0, NOW + 9000)?.messages.map(({ key }) => key)).toEqual(['["db1","System",0]']);
});

describe('memory is bounded:', () => {
  test('of more logs than the limit the least recently seen make room, and it is counted', () => {
    for (let batch = 0; batch < 11; batch++) {
      const hosts = Array.from({ length: 10 }, (_, i) => makeLogged(batch + 1, `H${batch * 10 + i}`));
      observe(0, [...hosts, makeLogged(batch + 1, 'BUSY')], (batch + 1) * 11);
    }
    const entries = publishAll();
    const names = entries.map(({ host }) => host);
    expect(entries.length).toBeLessThanOrEqual(100);
    expect(telemetry.read()).toMatchObject({
      'wincanal_forgotten_logs_total{reason="limit"}': 111 - entries.length,
    });
    expect(names).toContain('h109');
    expect(names).not.toContain('h0');
    // The one that every batch has was there all the time.
    expect(entries.find(({ host }) => host === 'busy')).toMatchObject({ seen: 11 });
  });

  test('a million invented hosts are no more than the limit', () => {
    const { bytes } = makeLogged(1);
    for (let i = 0; i < 1_000_000; i += 100) {
      const events = Array.from({ length: 100 }, (_, k) => ({ bytes, key: `invented-${i + k}` }));
      observe(0, events, i + 100);
    }
    watch.measure(new Set([0]));
    expect(telemetry.read()['wincanal_watched_logs']).toBeLessThanOrEqual(100);
    expect(publishAll().length).toBeLessThanOrEqual(100);
  });

  test('and all in one batch', () => {
    const hosts = Array.from({ length: 5000 }, (_, i) => ({ ...makeLogged(1), key: `invented-${i}` }));
    observe(0, hosts, 5000);
    expect(publishAll().length).toBeLessThanOrEqual(100);
  });

  test('of a host with more channels than any has, the further ones are not watched', () => {
    observe(
      0,
      Array.from({ length: 30 }, (_, i) => makeLogged(1, 'WEB1', `Invented/${i}`)),
      30,
    );
    expect(publishAll()).toHaveLength(16);
    expect(telemetry.read()).toMatchObject({ 'wincanal_unwatched_events_total{reason="too_many_channels"}': 14 });
  });

  test('more changed logs than a transaction should hold go with the next ones', () => {
    watch = new LogWatch({ topics, telemetry, limit: 10_000, intervalMs: 1000 });
    watch.resume(0, 0, NOW);
    const document = makeLogged(1);
    observe(
      0,
      Array.from({ length: 4500 }, (_, i) => ({ ...document, key: `host-${i}` })),
      4500,
    );
    expect([publishAll(), publishAll(), publishAll(), publishAll()].map(({ length }) => length)).toEqual([
      2000, 2000, 500, 0,
    ]);
  });
});

test.each(['__proto__', 'constructor', 'toString', '"', '\\', '\u0000', '🏰'.repeat(20)])(
  'a host named %j is a name like any other',
  (name) => {
    observe(0, [{ ...makeLogged(1), key: name }], 1);
    expect(publishAll()).toMatchObject([{ host: name, seen: 1 }]);
  },
);

describe('what is missing outlives the watch that found it:', () => {
  /** Settles the events of one host with these ids, and what is published then, by key; null where it is taken away. */
  function publishIds(ids: readonly number[], offset: number): Record<string, number | null> {
    observe(
      0,
      ids.map((id) => makeLogged(id)),
      offset,
    );
    const publication = watch.publish(0, NOW, true);
    publication?.confirm();
    const entries = (publication?.messages ?? []).map(({ key, value }) => {
      return [String(key), value === null ? null : (JSON.parse(String(value)) as HostLog).missing] as const;
    });
    return Object.fromEntries(entries);
  }

  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  let found: unknown[];
  beforeEach(() => {
    found = [];
    watch = new LogWatch({
      topics,
      telemetry,
      limit: 100,
      intervalMs: 1000,
      onMissing: (missing) => found.push(missing),
    });
    watch.resume(0, 7, NOW);
  });

  test('its entry has a key of its own, which the next watch does not have', () => {
    expect(publishIds([...range(1, 1500), ...range(1504, 1700)], 1704)).toEqual({
      '["web1","System",0]': 3,
      '["web1","System",0,7]': 3,
    });
    expect(found).toMatchObject([{ ids: 3, logs: 1, first: { host: 'web1', missing_ranges: [[1501, 1503]] } }]);
    // Another process has had the partition: nothing is known any more.
    watch.resume(0, 2000, NOW);
    expect(publishIds([1701], 2001)).toEqual({ '["web1","System",0]': 0 });
    expect(found).toHaveLength(1);
  });

  test('it is written again only where it changes, and taken away where all has come late', () => {
    publishIds([...range(1, 1500), ...range(1504, 1700)], 1704);
    expect(publishIds([1701], 1705)).toEqual({ '["web1","System",0]': 3 });
    expect(publishIds([1501], 1706)).toEqual({ '["web1","System",0]': 2, '["web1","System",0,7]': 2 });
    expect(publishIds([1502, 1503], 1708)).toEqual({ '["web1","System",0]': 0, '["web1","System",0,7]': null });
    expect(publishIds([1702], 1709)).toEqual({ '["web1","System",0]': 0 });
    expect(found).toHaveLength(1);
  });

  test('what was not committed is sent again', () => {
    observe(
      0,
      [...range(1, 1500), ...range(1504, 1700)].map((id) => makeLogged(id)),
      1704,
    );
    expect(watch.publish(0, NOW, true)?.messages).toHaveLength(2);
    expect(found).toEqual([]);
    expect(watch.publish(0, NOW, true)?.messages).toHaveLength(2);
  });
});
