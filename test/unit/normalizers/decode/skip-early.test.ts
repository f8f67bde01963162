import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../normalizers/decode/limits.ts';
import { readText } from '../../../../normalizers/decode/read-text.ts';
import { namesOtherProvider } from '../../../../normalizers/decode/skip-early.ts';
import { createNormalizer, explainRecord } from '../../../../normalizers/index.ts';
import {
  ANY_SENDER,
  composeFleet,
  FLEET_FORMATS,
  FLEET_ZONE,
  renderRecord,
  type FleetFormat,
} from '../../../../services/simulate/index.ts';
import { GOLDEN_NOW, readGoldenCases } from '../../../golden/golden-cases.ts';
import { composeLogical, LOGICAL_EVENTS } from '../../../support/logical-events.ts';

const SCHANNEL_GUID = '{1f678132-5938-4686-9fdc-c8ff68f15c85}';

const event = (provider: string) => `<Event><System>${provider}</System></Event>`;

test.each([
  [event("<Provider Name='Disk'/>")],
  [event('<Provider Name="Disk"/>')],
  [event("<e:Provider Guid='{1}' Name = 'Disk'/>")],
  [`${event("<Provider Name='Disk'/>")}\r\n`],
  ["<Event xmlns='x'><System><Provider Name='Disk'/><TimeCreated SystemTime='1'/></System></Event>\n"],
  [event("<Provider EventSourceName='-' Name='-Disk'/>")],
  ['{"winlog":{"provider_name":"Disk"}}'],
  ['{"winlog":{"provider_name" : "Disk"}}\n'],
  ['{"ProviderName":"Disk","EventID":7}'],
  ['{"SourceName":"Disk","EventID":7}'],
  ['{"data":{"win":{"system":{"providerName":"Disk"}}}}'],
  ['{"Event":{"System":{"Provider":{"#attributes":{"Name":"Disk"}}}}}'],
  ['{"Event":{"System":{"Provider_attributes":{"Name":"Disk"}}}}'],
  ['{"System":{"Provider":{"Name":"Disk"}}}'],
  ['{"provider":{"name":"Disk"},"event_id":{"id":7}}'],
  ['{"event_id":{"id":7},"provider":{"event_source":"","guid":"{1}","name":"Disk"}}'],
  ['"\\u003cEvent\\u003e\\u003cSystem\\u003e\\u003cProvider Name=\'Disk\'/\\u003e\\u003c/Event\\u003e"'],
  ['"\\u003cEvent\\u003e\\u003cProvider Guid=\\"{1}\\" Name=\\"Disk\\"/\\u003e\\u003c/Event\\u003e"\n'],
  ['{"message":"<Event><System><Provider Name=\\"Disk\\"/></System></Event>"}'],
  ['{"message":"<Event><System><Provider Name=\'Disk\'/>\\u0000\\u00e4</System></Event>"}'],
  ['03/04/2026 06:06:07 AM\nLogName=System\nSourceName=Disk\nMessage=x'],
  ['{"_raw":"03/04/2026 06:06:07 AM\\nLogName=System\\nSourceName=Disk\\nMessage=x"}'],
  [
    '<13>Mar  4 06:06:09 h MSWinEventLog\t1\tSystem\t5\tWed Mar 04 06:06:07 2026\t7\tDisk\tN/A\tN/A\tError\th\tNone\t\tx',
  ],
  ['h#011MSWinEventLog#0111#011System#0115#011Wed Mar 04 06:06:07 2026#0117#011Disk#011N/A'],
  ['<13>Mar  4 06:06:09 h tag[1]: {"SourceName":"Disk","EventID":7}'],
  [`<13>1 2026-03-04T06:06:09Z h app - - - ${event("<Provider Name='Disk'/>")}`],
  ['2026 Mar 04 06:06:09 (h) any->EventChannel {"win":{"system":{"providerName":"Disk"}}}'],
  ['Log Name:      System\r\nSource:        Disk\r\nEvent ID:      7'],
  ['{"log":"ProviderName=Disk\\nProviderGuid=\\n"}'],
  ['ProviderName=Disk\nProviderGuid=\n'],
  ['{".winlog.Event.System.Provider._Name":"Disk",".winlog.Event.System.EventID":"7"}'],
  ['{"_winlog":{"Event":{"System":{"Provider":{"_Name":"Disk"}}}}}'],
  ['<Objs Version="1.1.0.1"><Obj RefId="0"><Props><S N="ProviderName">Disk</S></Props></Obj></Objs>'],
  [
    '<?xml version="1.0"?><Objs><Obj><S N="ProviderName">Disk</S><S N="Message">a_x000D__x000A_&lt;b&amp;c</S></Obj></Objs>',
  ],
  ['win_eventlog,Channel=System,EventID=7,Source=Disk,host=h Version=0i 1'],
  ['<38>Mar  4 06:06:09 gw01 sshd[812]: Accepted publickey for admin from 192.0.2.7'],
  ['<30>1 2026-03-04T06:06:09Z gw01 systemd 1 - - Started Session 4 of user admin.'],
  ['<30>1 2026-03-04T06:06:09Z gw01 app 1 - [a@1 b="c"] text'],
  ['{"fields":{"Version":0},"name":"win_eventlog","tags":{"EventID":"7","Source":"Disk"}}'],
  ['{"version":"1.1","_ProviderName":"Disk","_EventID":7,"short_message":"x"}'],
  ['{"version":"1.0","_SourceName":"Disk","_EventID":7,"short_message":"x","full_message":"x"}'],
  ['<14>1 2026-03-04T06:06:07+01:00 h Disk 4 - [NXLOG@14506 Keywords="-1" EventType="INFO" EventID="7" a="b"] x'],
  ['<14>1 2026-03-04T06:06:07+01:00 h Service_Control_Manager - - [NXLOG@14506 EventID="7036" ProviderGuid="{1}"]'],
])('%j is evidently another provider', (text) => {
  expect(namesOtherProvider(text)).toBe(true);
});

test.each([
  [event("<Provider Name='Schannel'/>")],
  [event("<Provider Name='sChAnNeL'/>")],
  [event("<Provider Name='RASsstp'/>")],
  [event(`<Provider Guid='${SCHANNEL_GUID.toUpperCase()}'/>`)],
  [event("<Provider Name='' Guid='6c260f2c-049a-43d8-bf4d-d350a4e6611a'/>")],
  ['{"ProviderName":"Disk"} {"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk"},{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk"}\r{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk"}\u001e{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk","a":{"b":1}} {"broken": {"ProviderName":"Tcpip"}'],
  ['{"events": [ {"ProviderName":"Disk"}, {"ProviderName":"Tcpip"} ]}'],
  ['{"events": [ {"ProviderName":"Disk"}, 5 ]}'],
  ['{"events": [ "<Event><System><Provider Name=\'Disk\'/></System></Event>", "" ]}'],
  [
    "<Event><System><Provider Name='Disk'/><TimeCreated SystemTime='1'/></System></Event><Event><TimeCreated SystemTime='1'/></Event>",
  ],
  [event("<Provider Name='&#83;channel'/>")],
  [event("<Provider Name='&#x53;channel'/>")],
  [event("<Provider Name=''/>")],
  [event('<Provider />')],
  [event('')],
  ["<Event><System><Provider Name='Disk'/><Ev"],
  ["<Event><System><Provider Name='Di"],
  [`<Events>${event("<Provider Name='Disk'/>")}</Events>`],
  [`<?xml version='1.0'?><e:Events >${event("<Provider Name='Disk'/>")}</e:Events>`],
  ['{"winlog":{"provider_name":"\\u0053channel"}}'],
  ['{"winlog":{"provider_name":"S\\u0063hannel"}}'],
  ['{"winlog":{"provider_name":""}}'],
  ['{"winlog":{"provider_name":null}}'],
  ['{"winlog":{"provider_name":"Disk"}'.slice(0, -1)],
  ['[{"winlog":{"provider_name":"Disk"}}]'],
  ['{"ProviderName":"Disk"}\n{"ProviderName":"Tcpip"}\n'],
  ['{"ProviderName":"Disk"}{"ProviderName":"Tcpip"}'],
  ['{"provider":{"event_source":"","guid":"{1}","name":""},"event_data":{"name":"x"}}'],
  ['"\\u003cEvent\\u003e\\u003cProvider/\\u003e\\u003cData Name=\'Disk\'/\\u003e\\u003c/Event\\u003e"'],
  ['"\\u003cEvent\\u003e\\u003cProvider Name=\'S\\u0026#99;hannel\'/\\u003e\\u003c/Event\\u003e"'],
  [
    '"\\u003cEvents\\u003e\\u003cEvent\\u003e\\u003cProvider Name=\'Disk\'/\\u003e\\u003c/Event\\u003e\\u003c/Events\\u003e"',
  ],
  ["\"\\u003cEvent\\u003e\\u003cProvider Name='Disk'/\\u003e\\u003c/Ev"],
  ['{"events":[{"ProviderName":"Disk"},{"ProviderName":"Tcpip"}]}'],
  [
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"${event("<Provider Name='Disk'/>")}"}}]}]}]}`,
  ],
  ['{"records":[{"ProviderName":"Disk"},{"ProviderName":"Tcpip"}]}'],
  ['{"records":[{"ProviderName":"Disk"},\n {"ProviderName":"Tcpip"}]}'],
  ['a\tMSWinEventLog\t1\tS\t5\tD\t7\tDisk\t\na\tMSWinEventLog\t1\tS\t5\tD\t7\tTcpip\t'],
  ['LogName=System\nSourceName=Disk\nMessage=x\n03/04/2026 06:06:07 AM\nLogName=System\nSourceName=Tcpip\nMessage=x'],
  ['x\nLogName=System\nSourceName=Disk\nMessage=x\nx\nLogName=System\nSourceName=Tcpip\nMessage=x'],
  ['Log Name: System\nSource:  Disk\n\nLog Name: System\nSource:  Tcpip\n'],
  ['<13>h: {"SourceName":"Disk"}\n<13>h: {"SourceName":"Tcpip"}'],
  ['31 <13>h: {"SourceName":"Disk"}'],
  ['<13>Mar  4 06:06:09 h tag[1]: {"SourceName":"Disk","EventID"'],
  ["<13>Mar  4 06:06:09 h tag[1]: <Event><System><Provider Name='Disk'/><Ev"],
  ['<Objs><Obj><S N="ProviderName">Disk</S></Obj><Obj><S N="ProviderName">Tcpip</S></Obj></Objs>'],
  ['win_eventlog,Source=Disk Version=0i 1\nwin_eventlog,Source=Tcpip Version=0i 1'],
  ['{"log":"<Events><Event><System><Provider Name=\'Disk\'/></System></Event></Events>"}'],
  [`{"log":"<13>h: ${event("<Provider Name='Disk'/>")}\\n<13>h: ${event("<Provider Name='Tcpip'/>")}"}`],
  ['{"_raw":"x\\nLogName=S\\nSourceName=Disk\\nMessage=\\nx\\nLogName=S\\nSourceName=Tcpip\\nMessage="}'],
  ['{"events":["<Event><System><Provider Name=\\"Disk\\"/></System></Event>","<Event/>"]}'],
  ['{"time":1,"records": [{"ProviderName":"Disk"},{"ProviderName":"Tcpip"}]}'],
  ['{"version":"1.1","_ProviderName":"Disk"}\0{"version":"1.1","_ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk","EventID":\0{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk","EventID":\n{"ProviderName":"Tcpip"}'],
  // A brace in a list of texts, and behind it the end of a record that was cut.
  ['{"ProviderName":"Disk","Strings":["a","{5F8B\n{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk","Strings":["a","{5F8B\0{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk","Strings":["Local","{2DA9}"],"x":\n{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk","records":["{\\"ProviderName\\":\\"Disk\\"}","{\\"ProviderName\\":\\"Tcpip\\"}"]}'],
  ['{"ProviderName":"Disk"}\u00a0{"ProviderName":"Tcpip"}'],
  ['{"ProviderName":"Disk"}\ufeff{"ProviderName":"Tcpip"}'],
  // No name, though something stands where names do.
  [event("<Provider Name='-'/>")],
  [event("<Provider EventSourceName='Disk'/>")],
  ['"\\u003cEvent\\u003e\\u003cProvider EventSourceName=\'Disk\'/\\u003e\\u003c/Event\\u003e"'],
  ['"\\u003cEvent\\u003e\\u003cProvider Name=\'-\'/\\u003e\\u003c/Event\\u003e"'],
  ['{"ProviderName":"-","EventID":7}'],
  ['{"System":{"Provider":{"Name":"-"}}}'],
  ['{".winlog.Event.System.Provider._Name":"-",".winlog.Event.System.EventID":"7"}'],
  ['{"fields":{"Version":0},"name":"win_eventlog","tags":{"EventID":"7","Source":"-"}}'],
  ['ProviderName=-\nProviderGuid=\n'],
  ['LogName=System\nSourceName=-\nMessage=x'],
  ['Log Name:      System\r\nSource:        -\r\nEvent ID:      7'],
  ['win_eventlog,Channel=System,EventID=7,Source=-,host=h Version=0i 1'],
  ['<Objs Version="1.1.0.1"><Obj RefId="0"><Props><S N="ProviderName">-</S></Props></Obj></Objs>'],
  ['<13>h MSWinEventLog\t1\tSystem\t5\tWed Mar 04 06:06:07 2026\t7\t-\tN/A\tN/A\tError\th\tNone\t\tx'],
  // Letters behind escapes of which a sign is escaped itself, or of CLIXML.
  ['{"message":"<Event><System><Provider Name=\'&\\u002383;channel\'/></System></Event>"}'],
  ['{"ProviderName":"x","message":"{\\"ProviderName\\":\\"\\u005cu0053channel\\"}"}'],
  ['<Objs Version="1.1.0.1"><Obj RefId="0"><Props><S N="ProviderName">_x0053_channel</S></Props></Obj></Objs>'],
  ...[
    ...['_X0053_channel', '&amp;#83;channel', '&amp;amp;#83;channel', '_x0026_#83;channel', '&amp;_x0023_83;channel'],
    ...['S<!---->channel', 'S<![CDATA[c]]>hannel', 'S<?a?>channel', '&lt;S>S&lt;!---->channel&lt;/S>'],
  ].map((name) => [
    `<?xml version="1.0"?><Objs Version="1.1.0.1"><Obj><S N="ProviderName">Disk</S></Obj><S>${name}</S></Objs>`,
  ]),
  ['{"ProviderName":"x","message":"\\u003cObjs>\\u003cS>\\u0026amp;#83;channel\\u003c/S>\\u003c/Objs>"}'],
  ['{"ProviderName":"x","message":"\\u003cObjs>\\u003cS>S\\u003c!---->channel\\u003c/S>\\u003c/Objs>"}'],
  // Event XML as Windows begins it.
  ["<Event xmlns='x'><System><Provider Name='Disk'/></System></Event"],
  [
    "<Event xmlns='x'><TimeCreated SystemTime='1'/><Provider Name='Disk'/></Event><Event xmlns='x'><TimeCreated SystemTime='1'/></Event>",
  ],
  // The source of NXLog's message is the application.
  ['<14>1 2026-03-04T06:06:07+01:00 h Schannel 4 - [NXLOG@14506 EventID="7"] x'],
  ['<14>1 2026-03-04T06:06:07+01:00 h - 4 - [NXLOG@14506 EventID="7"] x'],
  ['<14>1 2026-03-04T06:06:07+01:00 h Disk 4 - [NXLOG@14506 a="b"] x'],
  ['<14>1 2026-03-04T06:06:07+01:00 h relay 4 - [meta a="b"][NXLOG@14506 EventID="7"] x'],
  ['<14>1 - h Disk 4 - [NXLOG@14506 EventID="7"] x\n<14>1 - h Disk 4 - [NXLOG@14506 EventID="7"] x'],
  ['53 <14>1 - h Disk 4 - [NXLOG@14506 EventID="7"] x'],
  ['plain text'],
  ['<38>Mar  4 06:06:09 gw01'],
  ['<38>Mar  4 06:06:09 gw01 app: {"EventID":7}'],
  ["<38>Mar  4 06:06:09 gw01 app: <Event xmlns='x'><System/>"],
  ['<38>1 2026-03-04T06:06:09Z gw01 - - - - Started.'],
  ['<38>1 2026-03-04T06:06:09Z gw01 MSWinEventLog 1 - - MSWinEventLog\t1\tSystem'],
  ['<38>Mar  4 06:06:09 gw01 a: one\n<38>Mar  4 06:06:09 gw01 a: two'],
  ['<38>Mar  4 06:06:09 gw01 a: LogName=System\nSourceName='],
  [''],
])('%j is left to the decoders', (text) => {
  expect(namesOtherProvider(text)).toBe(false);
});

test('no letter of a name can hide behind an escape', () => {
  for (const name of ['Schannel', 'RasSstp']) {
    for (const letter of new Set(Array.from(name.toUpperCase() + name.toLowerCase()))) {
      const code = letter.charCodeAt(0);
      for (const escape of [`\\u00${code.toString(16)}`, `\\u00${code.toString(16).toUpperCase()}`])
        expect([escape, namesOtherProvider(`{"ProviderName":"x${escape}"}`)]).toEqual([escape, false]);
      for (const escape of [`&#${code};`, `&#x${code.toString(16)};`]) {
        const xml = event(`<Provider Name='x${escape}'/>`);
        expect([escape, namesOtherProvider(xml)]).toEqual([escape, false]);
        expect([escape, namesOtherProvider(`{"ProviderName":"Disk","System":"${xml}"}`)]).toEqual([escape, false]);
      }
    }
  }
});

test('no record that yields an event or a dead letter is skipped before it is parsed', () => {
  const skipped = readGoldenCases().filter(({ bytes }) => {
    const text = readText(bytes, DEFAULT_LIMITS);
    return typeof text === 'string' && namesOtherProvider(text);
  });
  // explainRecord takes every record apart.
  const kinds = skipped.flatMap(({ name, bytes }) =>
    explainRecord(bytes, GOLDEN_NOW).map(({ kind }) => ({ name, kind })),
  );
  expect(kinds.filter(({ kind }) => kind !== 'skip')).toEqual([]);
  expect(kinds.length).toBeGreaterThanOrEqual(2);
});

const OTHER = composeLogical({
  providerName: 'Microsoft-Windows-Kernel-General',
  providerGuid: '{A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D}',
  eventId: 12,
  rendering: { culture: 'en-US', message: 'The operating system started.' },
});
const normalizer = createNormalizer({ assumedTimezone: FLEET_ZONE });

test.each(FLEET_FORMATS)('%s loses no event of ours, and keeps none of another provider', (format) => {
  for (const { event: ours } of LOGICAL_EVENTS) {
    const record = renderRecord(format, [ours], ANY_SENDER);
    expect(normalizer.normalize(record, undefined, GOLDEN_NOW)).toMatchObject([{ kind: 'event' }]);
  }
  const record = renderRecord(format, [OTHER], ANY_SENDER);
  expect(normalizer.normalize(record, undefined, GOLDEN_NOW)).toMatchObject([{ kind: 'skip' }]);
});

/** Several events in one record are counted by parsing; lists among an event's own values look alike. */
const PARSED: ReadonlySet<FleetFormat> = new Set<FleetFormat>([
  ...(['xml_batch', 'clixml_xml', 'json_array', 'json_array_of_xml', 'ndjson', 'events_list', 'gelf_fluentd'] as const),
  ...(['azure_monitor_records', 'telegraf_batch', 'splunk_hec_batch', 'syslog_octet_count'] as const),
  ...(['otlp_json', 'otlp_json_attributes', 'otlp_json_xml', 'otel_array'] as const),
  ...(['powershell_5', 'powershell_7', 'event_json_xml2js', 'event_json_fast_xml_parser'] as const),
  // JSON or XML within a JSON text within a JSON text.
  ...(['wazuh_full_log', 'logstash_message_json', 'logstash_original'] as const),
]);

test.each(FLEET_FORMATS)(
  'other providers in the format %s are skipped, each event, and unparsed where they can be',
  (format) => {
    const fleet = {
      seed: 3,
      hosts: 10,
      events: 60,
      otherShare: 1,
      broken: 0,
      formats: [format],
      fromMs: GOLDEN_NOW - 3_600_000,
      toMs: GOLDEN_NOW,
    };
    const reasons = new Set<string>();
    for (const { value, events } of composeFleet(fleet)) {
      const outcomes = normalizer.normalize(value, undefined, GOLDEN_NOW);
      expect(outcomes.map(({ kind, index }) => [kind, index])).toEqual(
        Array.from({ length: events }, (_, i) => ['skip', i]),
      );
      for (const outcome of outcomes) if (outcome.kind === 'skip') reasons.add(outcome.reason);
    }
    expect(reasons.has('other_provider')).toBe(PARSED.has(format));
  },
);
