import { expect, test } from '@jest/globals';
import { createNormalizer, type Outcome } from '../../../../normalizers/index.ts';

const NOW = Date.parse('2026-03-04T05:07:00Z');

function run(record: unknown): Outcome | undefined {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return createNormalizer().normalize(Buffer.from(text), undefined, NOW)[0];
}

/** A record of each way in which formats take the time, with what stands there. */
const RECORDS: Readonly<Record<string, (time: unknown) => unknown>> = {
  winlogbeat: (time) => ({ '@timestamp': time, winlog: { provider_name: 'Schannel', event_id: '36887' } }),
  'winlog.time_created': (time) => ({
    '@timestamp': '2026-03-04T05:06:08Z',
    winlog: { provider_name: 'Schannel', event_id: '36887', time_created: time },
  }),
  winlogbeat_6: (time) => ({ '@timestamp': time, source_name: 'Schannel', event_id: 36887, record_number: '7' }),
  nxlog: (time) => ({ SourceModuleType: 'im_msvistalog', SourceName: 'Schannel', EventID: 36887, EventTime: time }),
  azure_monitor: (time) => ({ EventLog: 'System', Source: 'Schannel', EventID: 36887, TimeGenerated: time }),
  powershell: (time) => ({
    Id: 36887,
    LogName: 'System',
    MachineName: 'x',
    ProviderName: 'Schannel',
    TimeCreated: time,
  }),
  vector: (time) => ({ source_type: 'windows_event_log', provider_name: 'Schannel', event_id: 36887, timestamp: time }),
  wazuh: (time) => ({ win: { system: { providerName: 'Schannel', eventID: '36887', systemTime: time } } }),
  telegraf: (time) => ({ name: 'win_eventlog', fields: { Source: 'Schannel', EventID: 36887, TimeCreated: time } }),
  fluentd: (time) => ({ ProviderName: 'Schannel', EventID: '36887', Description: 'x', TimeCreated: time }),
  fluent_bit_winlog: (time) => ({ SourceName: 'Schannel', EventID: 36887, RecordNumber: 7, TimeGenerated: time }),
  openwec: (time) => ({ System: { Provider: { Name: 'Schannel' }, EventID: 36887, TimeCreated: time } }),
  otel: (time) => ({ event_id: { id: 36887 }, provider: { name: 'Schannel' }, system_time: time }),
  event_json: (time) => ({
    Event: {
      System: { Provider: { '@Name': 'Schannel' }, EventID: 36887, TimeCreated: { '@SystemTime': time } },
    },
  }),
};

test.each(Object.entries(RECORDS))('an event without a usable time quotes what came in its place: %s', (_, record) => {
  for (const time of ['yesterday', 1_772_600_767]) {
    const outcome = run(record(time));
    expect(outcome).toMatchObject({ kind: 'dead', code: 'EVENT_NO_TIME' });
    expect(outcome?.kind === 'dead' ? outcome.detail : '').toContain(` is "${time}", expected a time with its zone`);
  }
});

test.each([
  [undefined, '@timestamp is missing, '],
  [null, '@timestamp is missing, '],
  ['', '@timestamp is "", '],
  [[], '@timestamp is a list, '],
  [{ value: 1 }, '@timestamp is a JSON object, '],
  [true, '@timestamp is a JSON boolean, '],
  ['x'.repeat(5000), `@timestamp is "${'x'.repeat(200)}", `],
])('what is no time is described: %#', (time, detail) => {
  const outcome = run(RECORDS['winlogbeat']?.(time));
  expect(outcome?.kind === 'dead' ? outcome.detail : '').toBe(`${detail}expected a time with its zone`);
});

test('the time of an OTLP record that has no other is quoted as it stands there', () => {
  const body = { kvlistValue: { values: [{ key: 'event_id', value: { kvlistValue: { values: [ID] } } }, PROVIDER] } };
  const attributes = [
    { key: 'windows.eventlog.event_id', value: { intValue: '36887' } },
    { key: 'windows.eventlog.provider.name', value: { stringValue: 'Schannel' } },
  ];
  for (const record of [{ body }, { attributes }]) {
    const batch = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '0', ...record }] }] }] };
    expect(run(batch)).toMatchObject({
      code: 'EVENT_NO_TIME',
      detail: 'timeUnixNano is "0", expected a time with its zone',
    });
  }
});

const ID = { key: 'id', value: { intValue: '36887' } };
const PROVIDER = {
  key: 'provider',
  value: { kvlistValue: { values: [{ key: 'name', value: { stringValue: 'Schannel' } }] } },
};

test.each(Object.entries(RECORDS))('a notation that means one thing is read whoever writes it: %s', (_, record) => {
  for (const [time, utc] of [
    ['/Date(1772600767123)/', '2026-03-04T05:06:07.123Z'],
    ['134170743671234567', '2026-03-04T05:06:07.1234567Z'],
  ] as const) {
    const outcome = run(record(time));
    expect(outcome?.kind === 'event' ? outcome.document['@timestamp'] : outcome).toBe(utc);
  }
});

test.each([
  [undefined, 'winlog.event_id is missing, '],
  ['', 'winlog.event_id is "", '],
  ['70000', 'winlog.event_id is "70000", '],
])('an id that is missing is told from one that is empty: %j', (id, detail) => {
  const outcome = run({ '@timestamp': '2026-03-04T05:06:07Z', winlog: { provider_name: 'Schannel', event_id: id } });
  expect(outcome).toMatchObject({ code: 'EVENT_NO_ID', detail: `${detail}expected a number from 0 to 65535` });
});
