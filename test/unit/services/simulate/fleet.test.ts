import { expect, test } from '@jest/globals';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import {
  BROKEN_KINDS,
  composeEvent,
  composeFleet,
  composeHosts,
  createRandom,
  RASSSTP,
  SCHANNEL,
  type FleetOptions,
  type FleetRecord,
} from '../../../../services/simulate/index.ts';

const OPTIONS: FleetOptions = {
  seed: 42,
  hosts: 30,
  events: 2000,
  otherShare: 0.6,
  broken: 14,
  formats: ['xml', 'winlogbeat'],
  fromMs: Date.parse('2026-03-04T05:00:00Z'),
  toMs: Date.parse('2026-03-04T06:00:00Z'),
};

function compose(changes: Partial<FleetOptions> = {}): FleetRecord[] {
  return [...composeFleet({ ...OPTIONS, ...changes })];
}

const text = (records: readonly FleetRecord[]): string =>
  records.map(({ key, value }) => `${key} ${value.toString('hex')}`).join('\n');

test('the same seed gives the same bytes, another seed gives others', () => {
  expect(text(compose())).toBe(text(compose()));
  expect(text(compose({ seed: 43 }))).not.toBe(text(compose()));
});

test('it composes as many records as asked for, with as many broken ones, of every kind in turn', () => {
  const kinds = compose().map(({ kind }) => kind);
  expect(kinds).toHaveLength(2000);
  for (const kind of BROKEN_KINDS) expect(kinds.filter((one) => one === kind)).toHaveLength(2);
});

test.each([0, 0.25, 1])('%d of the unbroken records are of other providers', (otherShare) => {
  const records = compose({ otherShare, broken: 0 });
  const share = records.filter(({ kind }) => kind === 'other').length / records.length;
  expect(Math.abs(share - otherShare)).toBeLessThan(0.05);
});

test('broken records are never more than all records', () => {
  expect(compose({ events: 3, broken: 10 })).toHaveLength(3);
  expect(compose({ events: 0, broken: 0 })).toEqual([]);
});

test('the key is the host in lower case, and record ids of a host count up in order of time', () => {
  const last = new Map<string, number>();
  for (const { key, value, kind } of compose({ formats: ['winlogbeat'], broken: 0 })) {
    const { winlog } = JSON.parse(value.toString()) as { winlog: { computer_name: string; record_id: number } };
    expect(key).toBe(winlog.computer_name.toLowerCase());
    const before = last.get(key);
    if (before !== undefined) expect(winlog.record_id).toBe(before + 1);
    last.set(key, winlog.record_id);
    expect(['ours', 'other']).toContain(kind);
  }
  expect(last.size).toBe(30);
});

test('events lie between the first and the last time, in order', () => {
  const times = compose({ formats: ['winlogbeat'], broken: 0 }).map(({ value }) =>
    Date.parse((JSON.parse(value.toString()) as { '@timestamp': string })['@timestamp']),
  );
  expect(times[0]).toBe(OPTIONS.fromMs);
  expect(times.at(-1)).toBe(OPTIONS.toMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a fleet of five has every role', () => {
  const roles = composeHosts(5, createRandom(1)).map(({ role }) => role);
  expect(new Set(roles).size).toBe(5);
});

test.each([SCHANNEL, RASSSTP])(
  '$name: every event carries exactly the values of a template of the catalogue',
  (provider) => {
    const data = PROVIDERS.find(({ catalog }) => catalog.data.provider.name === provider.name)?.catalog.data;
    const random = createRandom(7);
    const hosts = composeHosts(40, random).filter(({ role }) => provider === SCHANNEL || role.startsWith('vpn'));
    const seen = new Set<number>();
    for (let round = 0; round < 60; round++) {
      for (const host of hosts) {
        const event = composeEvent(provider, host, OPTIONS.fromMs, random);
        seen.add(event.eventId);
        const templates = data?.events[String(event.eventId)]?.templates.map(({ fields }) => fields.join()) ?? [];
        const names = event.data.map(([name]) => name).join();
        // An event without values has no template, or one without fields.
        if (names === '') expect(templates.filter((template) => template !== '')).toEqual([]);
        else expect(templates).toContain(names);
      }
    }
    expect(seen).toEqual(new Set(expectedIds(provider)));
  },
);

/** All ids that the recipes can make, found by running each of them. */
function expectedIds(provider: typeof SCHANNEL): number[] {
  const random = createRandom(1);
  const hosts = composeHosts(5, random);
  return provider.recipes.map(({ roles, compose: composeBody }) => {
    const host = hosts.find(({ role }) => roles.includes(role));
    if (host === undefined) throw new Error('a recipe for no role');
    return composeBody(host, random).eventId;
  });
}
