import { describe, expect, test } from '@jest/globals';
import {
  compileSite,
  createNormalizer,
  createExplainer,
  type EnrichedDocument,
  type Outcome,
  type SiteData,
} from '../../../normalizers/index.ts';

interface EventText {
  readonly provider?: string;
  readonly id?: number;
  readonly computer?: string;
  readonly data?: Readonly<Record<string, string>>;
}

function compose({ provider = 'Schannel', id = 36870, computer, data = { Type: 'server' } }: EventText): Buffer {
  const values = Object.entries(data).map(([name, value]) => `<Data Name="${name}">${value}</Data>`);
  return Buffer.from(
    `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="${provider}"/>` +
      `<EventID>${id}</EventID><Level>2</Level><TimeCreated SystemTime="2026-01-15T08:00:00Z"/>` +
      `<EventRecordID>7</EventRecordID>${computer === undefined ? '' : `<Computer>${computer}</Computer>`}</System>` +
      `<EventData>${values.join('')}</EventData></Event>`,
  );
}

function normalize(site: SiteData | undefined, event: EventText): Outcome | undefined {
  const options = site === undefined ? {} : { site: compileSite(site) };
  return createNormalizer(options).normalize(compose(event), undefined, 0)[0];
}

/** The document as its readers get it. */
function documentOf(site: SiteData | undefined, event: EventText): EnrichedDocument {
  const outcome = normalize(site, event);
  if (outcome?.kind !== 'event') throw new Error(`no document: ${JSON.stringify(outcome)}`);
  const document = JSON.parse(outcome.json) as EnrichedDocument;
  expect(document.event.severity).toBe(outcome.document.event.severity);
  return document;
}

const SITE: SiteData = {
  hosts: [
    { match: ['dc*.corp.example'], roles: ['domain_controller'], owner: 'Directory team' },
    { match: ['vpn1'], roles: ['vpn_server', 'internet_server'] },
    { match: ['desk*'], owner: 'Service desk' },
  ],
  events: {
    'schannel:36887': { severity: 'low', runbook: 'https://wiki.example/alerts?a=b#c', owner: 'TLS team' },
    'schannel:36880': { exclude: true },
    'schannel:36999': { severity: 'critical', runbook: 'https://wiki.example/new' },
  },
};

describe('roles', () => {
  test('are in the document and move the severity, each named', () => {
    const { event, wincanal } = documentOf(SITE, { computer: 'DC7.corp.example' });
    expect(wincanal.site).toEqual({ roles: ['domain_controller'], owner: 'Directory team' });
    expect(wincanal.severity).toEqual({ label: 'critical', reasons: ['base:high', 'host_role:domain_controller'] });
    expect(event.severity).toBe(99);
  });

  test('of another program than the directory do not count on a domain controller', () => {
    const data = { Type: 'server', CallerProcessId: '8', CallerProcessImageName: 'svchost' };
    const { wincanal } = documentOf(SITE, { computer: 'dc7.corp.example', data });
    expect(wincanal.severity.reasons).toEqual(['base:high']);
    const own = { ...data, CallerProcessImageName: 'lsass' };
    expect(documentOf(SITE, { computer: 'dc7.corp.example', data: own }).wincanal.severity.label).toBe('critical');
  });

  test('matter to the other provider too', () => {
    const event = { provider: 'Microsoft-Windows-RasSstp', id: 18, computer: 'vpn1.corp.example', data: {} };
    expect(documentOf(SITE, event).wincanal.severity.reasons).toEqual(['base:high', 'host_role:vpn_server']);
    expect(documentOf(undefined, event).wincanal.severity.label).toBe('high');
  });

  test('can lower a severity: what scanners cause on a server of the Internet', () => {
    const event = { id: 36874, data: { Protocol: 'TLS 1.0' } };
    expect(documentOf(SITE, { ...event, computer: 'vpn1' }).wincanal.severity).toEqual({
      label: 'low',
      reasons: ['base:medium', 'host_role:internet_server'],
    });
    expect(documentOf(SITE, { ...event, computer: 'web1' }).wincanal.severity.label).toBe('medium');
  });

  test('a host of which nothing is known, or that is not named, has no site object', () => {
    expect(documentOf(SITE, { computer: 'web1.corp.example' }).wincanal).not.toHaveProperty('site');
    expect(documentOf(SITE, {}).wincanal).not.toHaveProperty('site');
    expect(documentOf(SITE, { computer: 'desk9' }).wincanal.site).toEqual({ owner: 'Service desk' });
  });
});

describe('what is said of an event id', () => {
  test('the severity is the last rule, named where it moves; the runbook is the reference', () => {
    const alert = { id: 36887, computer: 'desk9', data: { AlertDesc: '48' } };
    const before = documentOf(undefined, alert);
    expect(before.wincanal.severity.label).toBe('medium');
    const { event, wincanal } = documentOf(SITE, alert);
    expect(wincanal.severity).toEqual({ label: 'low', reasons: [...before.wincanal.severity.reasons, 'site:low'] });
    expect([event.severity, event.reference]).toEqual([21, 'https://wiki.example/alerts?a=b#c']);
    expect(before.event).not.toHaveProperty('reference');
  });

  test('a severity that is the same anyway is not named', () => {
    const site: SiteData = { events: { 'schannel:36870': { severity: 'high' } } };
    expect(documentOf(site, {}).wincanal.severity).toEqual({ label: 'high', reasons: ['base:high'] });
  });

  test('its owner goes before that of the host', () => {
    const alert = { id: 36887, computer: 'desk9', data: { AlertDesc: '48' } };
    expect(documentOf(SITE, alert).wincanal.site).toEqual({ owner: 'TLS team' });
  });

  test('an id that the catalogue lacks is judged and has a runbook as well', () => {
    const { event, wincanal } = documentOf(SITE, { id: 36999, computer: 'dc1.corp.example' });
    expect(wincanal.severity).toEqual({ label: 'critical', reasons: ['level:error', 'site:critical'] });
    expect([event.action, event.reference]).toEqual(['unknown', 'https://wiki.example/new']);
    expect(wincanal.site?.roles).toEqual(['domain_controller']);
  });

  test('an excluded one is skipped, as is one of the other list', () => {
    const skipped = { kind: 'skip', index: 0, reason: 'excluded_id' };
    expect(normalize(SITE, { id: 36880 })).toEqual(skipped);
    const normalizer = createNormalizer({ site: compileSite(SITE), excludedIds: new Set(['schannel:36870']) });
    expect(normalizer.normalize(compose({}), undefined, 0)).toEqual([skipped]);
    expect(normalizer.normalize(compose({ id: 36880 }), undefined, 0)).toEqual([skipped]);
  });

  test('an id of the other provider is not meant', () => {
    const site: SiteData = { events: { 'rassstp:36870': { exclude: true, severity: 'low' } } };
    expect(documentOf(site, {}).event.severity).toBe(73);
  });
});

test('what all entries together make of an event fits the schema', () => {
  const site: SiteData = {
    hosts: [{ match: ['*'], roles: ['domain_controller', 'vpn_server', 'internet_server'], owner: 'x'.repeat(256) }],
    events: { 'schannel:36870': { runbook: `https://e/${'x'.repeat(1014)}`, severity: 'informational', owner: 'é' } },
  };
  const { wincanal, event } = documentOf(site, { computer: 'a' });
  expect(wincanal.site?.owner).toBe('é');
  expect(event.reference).toHaveLength(1024);
});

test('an explanation says so too, and explains what is excluded', () => {
  const explainer = createExplainer({ site: compileSite(SITE) });
  const explain = (event: EventText) => explainer(compose(event), 0)[0];
  const known = explain({ computer: 'dc1.corp.example' });
  expect(known).toMatchObject({
    provider: 'schannel',
    document: { event: { severity: 99 }, wincanal: { site: { owner: 'Directory team' } } },
  });
  expect(explain({ id: 36880 })).toMatchObject({ kind: 'explanation', provider: 'schannel' });
});

test.each([
  // Raised, lowered, and said to be what it is anyway.
  [36887, { AlertDesc: '45' }, 'critical', 'high'],
  [36887, { AlertDesc: '45' }, 'low', 'high'],
  [36887, { AlertDesc: '48' }, 'medium', undefined],
  [36999, {}, 'low', 'medium'],
] as const)('an explanation of %i %j, here %s, says what it would be without: %s', (id, data, severity, without) => {
  const explain = createExplainer({ site: compileSite({ events: { [`schannel:${id}`]: { severity } } }) });
  expect(explain(compose({ id, data }), 0)).toMatchObject([{ severityWithoutSite: without }]);
});

test('roles of the host still count in what a severity would be without the site file', () => {
  const site: SiteData = {
    hosts: [{ match: ['dc1'], roles: ['domain_controller'] }],
    events: { 'schannel:36870': { severity: 'low' } },
  };
  const explain = createExplainer({ site: compileSite(site) });
  const withoutOf = (computer: string): unknown =>
    explain(compose({ id: 36870, computer, data: { Type: 'server' } }), 0)[0];
  expect(withoutOf('dc1')).toMatchObject({ severityWithoutSite: 'critical' });
  expect(withoutOf('web1')).toMatchObject({ severityWithoutSite: 'high' });
});
