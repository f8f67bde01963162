import { describe, expect, test } from '@jest/globals';
import siteSchema from '../../../../mappings/schemas/site.schema.json' with { type: 'json' };
import documentSchema from '../../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import { compileSite, HOST_ROLES, type SiteHostData } from '../../../../normalizers/enrich/site.ts';
import { compileCondition } from '../../../../normalizers/enrich/facts.ts';
import { SEVERITY_NUMBERS } from '../../../../normalizers/enrich/severity.ts';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import { measureKept } from '../../../support/measure-kept.ts';
import { knowFacts } from '../../../support/know-facts.ts';

function rolesOf(hosts: readonly SiteHostData[], computer: string): readonly string[] | undefined {
  return compileSite({ hosts }).findHost(computer)?.roles;
}

describe('which hosts a pattern means', () => {
  test.each([
    ['dc1.corp.example', 'DC1.Corp.Example', true],
    ['DC1.CORP.EXAMPLE', 'dc1.corp.example', true],
    ['dc1.corp.example', 'dc1', false],
    ['dc1.corp.example', 'dc1.corp.example.', true],
    ['dc1', 'dc1.corp.example', true],
    ['dc1', 'dc1', true],
    ['dc1', 'dc10.corp.example', false],
    ['dc*', 'dc10.corp.example', true],
    ['dc*', 'x.dc.example', false],
    ['*1', 'dc1.corp.example', true],
    ['*', 'anything.example', true],
    ['*.corp.example', 'dc1.lab.corp.example', true],
    ['*.corp.example', 'corp.example', false],
    ['corp', 'dc1.corp.example', false],
  ])('%s and %s: %s', (pattern, computer, fits) => {
    const found = rolesOf([{ match: [pattern], roles: ['vpn_server'] }], computer);
    expect(found).toEqual(fits ? ['vpn_server'] : undefined);
  });

  test('no host is one that the event does not name, or that has an impossible name', () => {
    const { findHost } = compileSite({ hosts: [{ match: ['*'], owner: 'all' }] });
    expect(findHost('x'.repeat(255))?.owner).toBe('all');
    expect([findHost(undefined), findHost('x'.repeat(256))]).toEqual([undefined, undefined]);
  });
});

test('the roles of all entries add up, in one order; the first owner counts', () => {
  const site = compileSite({
    hosts: [
      { match: ['a.x'], roles: ['internet_server', 'vpn_server'] },
      { match: ['a', 'b'], roles: ['domain_controller', 'vpn_server'], owner: 'first' },
      { match: ['*'], owner: 'second' },
    ],
  });
  expect(site.findHost('a.x')).toEqual({
    roles: ['domain_controller', 'vpn_server', 'internet_server'],
    owner: 'first',
    facts: ['host.domain_controller', 'host.vpn_server', 'host.internet_server'],
  });
  expect(site.findHost('c')).toEqual({ roles: [], owner: 'second', facts: [] });
});

test('answers are kept, found and not found ones; the oldest makes room', () => {
  const { findHost } = compileSite({ hosts: [{ match: ['h?'], owner: 'x' }] }, 2);
  const first = findHost('h1');
  expect(findHost('h1')).toBe(first);
  expect(findHost('other')).toBeUndefined();
  expect(findHost('h1')).toBe(first);
  // The third one takes the place of the first.
  expect(findHost('h2')).toEqual(first);
  expect(findHost('h1')).not.toBe(first);
  expect(findHost('h1')).toEqual(first);
});

test('an answer that is kept does not keep the record of the event', () => {
  const { findHost } = compileSite({ hosts: [{ match: ['h*'], owner: 'x' }] });
  const kept = measureKept((i) => {
    const record = Buffer.from(`${'x'.repeat(500_000)}host-${i}.a-domain.corp.example`).toString();
    expect(findHost(record.slice(500_000))?.owner).toBe('x');
  });
  expect(kept).toBeLessThan(16 * 1024 * 1024);
});

test('an event is found by provider and id', () => {
  const { findEvent } = compileSite({ events: { 'schannel:36887': { owner: 'x' }, 'rassstp:1': { owner: 'y' } } });
  expect(findEvent('schannel', 36887)?.owner).toBe('x');
  expect(findEvent('rassstp', 1)?.owner).toBe('y');
  expect([findEvent('schannel', 1), findEvent('other', 1)]).toEqual([undefined, undefined]);
  expect(compileSite({}).findEvent('schannel', 1)).toBeUndefined();
});

/** All ways to choose one of each list. */
function combine(lists: readonly (readonly (readonly [string, string])[])[]): Map<string, string>[] {
  let all = [new Map<string, string>()];
  for (const list of lists)
    all = all.flatMap((facts) =>
      list.map(([name, value]) => (value === '-' ? facts : new Map([...facts, [name, value]]))),
    );
  return all;
}

describe('what a role demands holds, whatever else the event says', () => {
  const entries = PROVIDERS.flatMap(({ catalog }) => [...catalog.entries.values()]).filter(({ data }) =>
    data.rules?.some(({ when = {} }) => Object.keys(when).some((fact) => fact.startsWith('host.'))),
  );

  test.each(entries.map((entry) => [entry.id, entry] as const))('%d', (_, { data, judge }) => {
    // Each fact that a rule asks for, with each value that one asks for, one that nobody asks for, or none.
    const asked = new Map<string, Set<string>>();
    for (const { when = {}, to } of data.rules ?? []) {
      if (typeof to !== 'string') asked.set(to.fact, new Set(['critical', 'informational']));
      for (const [fact, values] of Object.entries(when)) {
        const set = asked.get(fact) ?? new Set(['-', 'other']);
        asked.set(fact, set);
        for (const value of Array.isArray(values) ? (values as string[]).slice(0, 3) : ['1']) set.add(value);
      }
    }
    const hosts = [...asked.keys()].filter((fact) => fact.startsWith('host.'));
    for (const host of hosts) asked.set(host, new Set(['-', 'yes']));
    let held = 0;
    for (const facts of combine(
      [...asked].map(([fact, values]) => [...values].map((value) => [fact, value] as const)),
    )) {
      const known = knowFacts(facts);
      const end = SEVERITY_NUMBERS[judge(known).label];
      for (const { when = {}, move = 'raise', to } of data.rules ?? []) {
        if (!hosts.some((host) => host in when) || typeof to !== 'string' || !compileCondition(when)(known)) continue;
        held++;
        const difference = end - SEVERITY_NUMBERS[to];
        expect([[...facts], move === 'lower' ? difference <= 0 : difference >= 0]).toEqual([[...facts], true]);
      }
    }
    expect(held).toBeGreaterThan(0);
  });
});

describe('the list of roles', () => {
  const rules = PROVIDERS.flatMap(({ catalog: { data, entries } }) =>
    Object.entries(data.events).flatMap(([id, event]) =>
      (event.rules ?? []).flatMap((rule) =>
        Object.keys(rule.when ?? {})
          // Noise is noise only on hosts without the role.
          .filter((fact) => fact.startsWith('host.') && !rule.reason.startsWith('noise:'))
          .map((fact) => ({ name: `${data.provider.key}:${id}`, fact, rule, judge: entries.get(Number(id))?.judge })),
      ),
    ),
  );

  test('is the same in both schemas', () => {
    expect(siteSchema.properties.hosts.items.properties.roles.items.enum).toEqual(HOST_ROLES);
    expect(documentSchema.definitions.wincanal.properties.site.properties.roles.items.enum).toEqual(HOST_ROLES);
  });

  test('holds what rules ask for, and nothing else', () => {
    expect(new Set(rules.map(({ fact }) => fact))).toEqual(new Set(HOST_ROLES.map((role) => `host.${role}`)));
  });

  test.each(rules)('$name, $fact: the rule moves the severity for each of its values, and names the role', (one) => {
    const { fact, rule, judge } = one;
    expect([rule.when?.[fact], rule.reason]).toEqual([['yes'], `host_role:${fact.slice('host.'.length)}`]);
    const others = Object.entries(rule.when ?? {}).filter(([name]) => name !== fact);
    let cases = [new Map<string, string>()];
    for (const [name, values] of others) {
      cases = (values as readonly string[]).flatMap((value) =>
        cases.map((facts) => (value === '-' ? facts : new Map<string, string>([...facts, [name, value]]))),
      );
    }
    for (const facts of cases) {
      // A role that the event states has a word too.
      if (facts.has('role')) facts.set('role.word', 'TLS server');
      const without = judge?.(knowFacts(facts));
      const judged = judge?.(knowFacts([...facts, [fact, 'yes']]));
      expect(without?.reasons).not.toContain(rule.reason);
      expect(judged?.reasons).toContain(rule.reason);
      expect(judged?.label).not.toBe(without?.label);
    }
  });
});
