/** Composes the binary golden cases of `otel`: `node test/support/compose-otlp.ts` writes them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeOtlp, toAnyValue, toPairs, type Otlp } from '../../services/simulate/index.ts';

/** The body that the receiver makes of the event that all formats render. */
export const ALERT_BODY: Otlp = {
  channel: 'System',
  computer: 'vpn01.corp.example',
  event_data: { CallerProcessId: '4312', CallerProcessImageName: 'svchost', AlertDesc: '46' },
  event_id: { id: 36887, qualifiers: 0 },
  execution: { process_id: 712, thread_id: 3344 },
  keywords: [],
  level: 'Error',
  message: 'A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 46.',
  opcode: '',
  provider: { event_source: '', guid: '{1f678132-5938-4686-9fdc-c8ff68f15c85}', name: 'Schannel' },
  record_id: 90210,
  security: { user_id: 'S-1-5-18' },
  system_time: '2026-03-04T05:06:07.1234567Z',
  task: '',
  version: 0,
};

/** The same event as the receiver has it with `raw: true`. */
export const ALERT_XML =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Schannel' Guid='{1F678132-5938-4686-9FDC-C8FF68F15C85}'/>" +
  '<EventID>36887</EventID><Version>0</Version><Level>2</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>' +
  "<TimeCreated SystemTime='2026-03-04T05:06:07.1234567Z'/><EventRecordID>90210</EventRecordID><Correlation/><Execution ProcessID='712' ThreadID='3344'/>" +
  "<Channel>System</Channel><Computer>vpn01.corp.example</Computer><Security UserID='S-1-5-18'/></System>" +
  "<EventData><Data Name='CallerProcessId'>4312</Data><Data Name='CallerProcessImageName'>svchost</Data><Data Name='AlertDesc'>46</Data></EventData></Event>";

/** RasSstp as it is not rendered: numbers as text, the mask in a list, values without names numbered. */
const SSTP_BODY: Otlp = {
  ...ALERT_BODY,
  event_data: { param1: '{7C1D4B0E-5A52-4C0F-9E43-0A1B2C3D4E5F}', param2: 'The remote name could not be resolved.' },
  event_id: { id: 1, qualifiers: 0 },
  keywords: ['0x8000000000000000'],
  level: '0',
  message: '',
  opcode: '0',
  provider: { event_source: '', guid: '{6c260f2c-049a-43d8-bf4d-d350a4e6611a}', name: 'Microsoft-Windows-RasSstp' },
  record_id: 90211,
  task: '0',
};

const DISK_BODY: Otlp = {
  ...ALERT_BODY,
  event_data: { param1: '\\Device\\Harddisk0\\DR0' },
  event_id: { id: 7, qualifiers: 49156 },
  message: 'The device has a bad block.',
  provider: { event_source: '', guid: '', name: 'disk' },
};

const TIMES = { timeUnixNano: '1772600767123456700', observedTimeUnixNano: '1772600769001000000' };

/** A log record as the collector sends it. */
export function composeRecord(body: unknown, part: Otlp = {}): Otlp {
  return { ...TIMES, severityNumber: 17, severityText: 'Error', body: toAnyValue(body), attributes: [], ...part };
}

/** A batch of one resource and one scope. */
export function composeBatch(records: readonly Otlp[], host = 'vpn01'): Otlp {
  return {
    resourceLogs: [
      { resource: { attributes: toPairs({ 'host.name': host }) }, scopeLogs: [{ scope: {}, logRecords: records }] },
    ],
  };
}

const MIXED = encodeOtlp(
  composeBatch(
    [
      composeRecord(ALERT_XML),
      composeRecord('broken: this word becomes no text'),
      composeRecord(SSTP_BODY, { severityNumber: 0, severityText: '0' }),
      composeRecord(DISK_BODY),
      composeRecord({ ...ALERT_BODY, event_id: { id: 70000 }, computer: 'tab\u0001vpn02' }),
    ],
    'wec01.corp.example',
  ),
);

/** The bytes of each case by its name. */
export const OTLP_CASES: Readonly<Record<string, Buffer>> = {
  '36887-proto-map': encodeOtlp(composeBatch([composeRecord(ALERT_BODY)])),
  // The resource is empty, as where no processor has detected one.
  '36887-proto-xml': encodeOtlp({
    resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords: [composeRecord(ALERT_XML)] }] }],
  }),
  'proto-batch': Buffer.from(MIXED.toString('latin1').replace('no text', 'no \xfftex'), 'latin1'),
  'proto-control-character': encodeOtlp(
    composeBatch([composeRecord({ ...ALERT_BODY, message: 'bell \u0007', version: 0 })]),
  ),
  'proto-other-providers': encodeOtlp(
    composeBatch([
      composeRecord(DISK_BODY),
      composeRecord(ALERT_XML.replace("Name='Schannel'", "Name='disk'").replace(/ Guid='[^']*'/, '')),
      composeRecord(DISK_BODY),
    ]),
  ),
  // No Windows event, in a batch without our names: it has to be seen.
  'proto-no-event': encodeOtlp(composeBatch([composeRecord(DISK_BODY), composeRecord('GET /health 200')])),
  'dead-proto-cut': encodeOtlp(composeBatch([composeRecord(ALERT_BODY), composeRecord(SSTP_BODY)])).subarray(0, 700),
  // The frame is that of logs; a span begins with the 16 bytes of its trace.
  'dead-proto-traces': Buffer.from('0a200a00121c0a0012180a1000112233445566778899aabbccddeeff2a0470696e67', 'hex'),
};

if (import.meta.main) {
  for (const [name, bytes] of Object.entries(OTLP_CASES))
    writeFileSync(join(import.meta.dirname, '..', 'golden', 'otel', `${name}.bin`), bytes);
}
