import { expect, test } from '@jest/globals';
import { isSameHost, otherHost } from '../../../../normalizers/decode/same-host.ts';
import { createNormalizer } from '../../../../normalizers/index.ts';

test.each([
  ['WEB01', 'web01.corp.example', true],
  ['web01.corp.example', 'WEB01', true],
  ['WEB01.corp.example', 'web01.CORP.example', true],
  ['web01', 'web010.corp.example', false],
  // Both have a domain, so that these are two hosts, one of which is named like the other's domain.
  ['dc.corp', 'dc.corp.example', false],
  ['web01.corp.example', 'web01.other.example', false],
])('%s and %s are one host: %s', (a, b, same) => {
  expect(isSameHost(a, b)).toBe(same);
  expect(isSameHost(b, a)).toBe(same);
});

test.each([
  ['wec01', 'web01', 'wec01'],
  ['web01', 'web01.corp.example', undefined],
  ['wec01', undefined, 'wec01'],
  [undefined, 'web01', undefined],
  ['-', 'web01', undefined],
])('the machine %s beside the computer %s', (host, computer, other) => {
  expect(otherHost(host, computer)).toBe(other);
});

test('a name that is longer than any is none', () => {
  expect(otherHost('x'.repeat(2000), 'web01')).toBeUndefined();
});

/** One event that says where it was logged, and which machine sent it, in the formats and wrappers that say the latter. */
const RECORDS: Readonly<Record<string, (computer: string | undefined, host: string) => unknown>> = {
  winlogbeat: (computer, host) => ({
    '@timestamp': TIME,
    agent: { type: 'winlogbeat' },
    host: { name: host },
    winlog: { provider_name: 'Schannel', event_id: '36887', computer_name: computer },
  }),
  telegraf: (computer, host) => ({
    name: 'win_eventlog',
    tags: { Source: 'Schannel', EventID: '36887', Computer: computer, host },
    fields: { TimeCreated: TIME },
  }),
  otlp: (computer, host) => ({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'host.name', value: { stringValue: host } }] },
        scopeLogs: [{ logRecords: [{ body: { stringValue: renderXml(computer) } }] }],
      },
    ],
  }),
  syslog_rfc5424: (computer, host) => `<13>1 ${TIME} ${host} relay - - - ${renderXml(computer)}`,
};

const TIME = '2026-03-04T05:06:07Z';

function renderXml(computer: string | undefined): string {
  const element = computer === undefined ? '' : `<Computer>${computer}</Computer>`;
  return `<Event><System><Provider Name="Schannel"/><EventID>36887</EventID><TimeCreated SystemTime="${TIME}"/>${element}</System></Event>`;
}

test.each(Object.keys(RECORDS))('all say alike which machine is another one: %s', (name) => {
  const observe = (computer: string | undefined, host: string): string | undefined => {
    const record = RECORDS[name]?.(computer, host);
    const text = typeof record === 'string' ? record : JSON.stringify(record);
    const [outcome] = createNormalizer().normalize(Buffer.from(text), undefined, Date.parse(TIME));
    if (outcome?.kind !== 'event') throw new Error(JSON.stringify(outcome));
    return outcome.document.observer?.name;
  };
  expect(observe('web01.corp.example', 'WEB01')).toBeUndefined();
  expect(observe('web01.corp.example', 'wec01.corp.example')).toBe('wec01.corp.example');
  expect(observe('dc.corp.example', 'dc.corp')).toBe('dc.corp');
  expect(observe(undefined, 'wec01')).toBe('wec01');
});
