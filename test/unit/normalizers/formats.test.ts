import { expect, test } from '@jest/globals';
import { createNormalizer, type EnrichedDocument } from '../../../normalizers/index.ts';
import { PROVIDERS } from '../../../normalizers/registry.ts';
import {
  renderEventXml,
  renderWinlogbeat,
  type ComposedEvent,
  type EventValue,
} from '../../../services/simulate/index.ts';
import { composeLogical } from '../../support/logical-events.ts';

const NOW = Date.parse('2026-03-04T05:07:00.000Z');

/** A plausible value of every field of the templates of the fully described events; empty ones are values too. */
const VALUES: Readonly<Record<string, string>> = {
  CallerProcessId: '4312',
  CallerProcessImageName: 'svchost',
  Type: 'client',
  AlertDesc: '48',
  ErrorState: '552',
  ErrorStatus: '10001',
  ErrorCode: '0x8009030D',
  Protocol: 'TLS 1.0',
  CipherSuite: '0xc030',
  ExchangeStrength: '384',
  ContextHandle: '0x1c4f2a6d3e0',
  TargetName: 'API.partner.example',
  LocalCertSubjectName: '',
  RemoteCertSubjectName: 'CN=api.partner.example',
  CipherStrength: '128',
  Cipher: 'RC4',
  Mac: 'MD5',
  Exchange: 'RSA',
  __binLength: '7',
  certificateContext: '5A0B3C7D9E1F24',
  pCertificateContext: '5A0B3C7D9E1F24',
  EncodedCert: '5A0B3C7D9E1F24',
  CredContext: '5A0B3C7D9E1F24',
  Certificate: '5A0B3C7D9E1F24',
  binaryData: '5A0B3C7D9E1F24',
  CertFlags: '0x2',
  ModuleName: 'ncrypt.dll',
  Error: '0x8009001D',
  CSPName: 'Microsoft RSA SChannel Cryptographic Provider',
  CSPType: '12',
  KeyName: 'te-WebServer-5a0b3c7d',
  KeyType: 'key exchange',
  KeyFlags: '0x20',
  Name: 'LDAP.corp.example',
  Path: 'C:\\KeyConfig\\TlsSessionTicketKey.config',
  FailureReason: 'The responder did not answer.',
  OCSPResponderURL: 'http://OCSP.corp.example:8080/ocsp',
  ThisUpdate: '2026-03-03T00:00:00.0000000Z',
  NextUpdate: '2026-03-10T00:00:00.0000000Z',
  CoId: '{7C1D4B0E-5A52-4C0F-9E43-0A1B2C3D4E5F}',
  binary: '485454502F3200',
  Url: 'https://+:443/sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/',
  CertificateName: 'vpn.corp.example',
  param1: 'A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4',
  param2: '0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C',
  ErrorMessage: 'The operation timed out',
  HTTPResponseCode: '503',
  SHA1CertificateHash: 'A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4',
  SHA256CertificateHash: 'A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F90',
};

interface FullEvent {
  readonly name: string;
  readonly event: ComposedEvent;
}

/** One event for each template of each id that is fully described. */
const fullEvents: FullEvent[] = PROVIDERS.flatMap(({ catalog: { data, entries } }) =>
  [...entries.values()]
    .filter((entry) => entry.data.coverage === 'full')
    .flatMap((entry) =>
      entry.data.templates.map(({ fields }) => {
        const values = fields.map((field): EventValue => {
          const value = VALUES[field];
          if (value === undefined) throw new Error(`no sample value for ${data.provider.name} ${entry.id} ${field}`);
          // The manifest declares no name for these: in the XML the values come without one, and Winlogbeat counts them.
          return [/^param[0-9]$/.test(field) ? undefined : field, value];
        });
        return {
          name: `${data.provider.key} ${entry.id} with ${fields.length} values`,
          event: compose({
            providerName: data.provider.name,
            providerGuid: data.provider.guid.toUpperCase(),
            eventId: entry.id,
            level: data.provider.key === 'rassstp' ? 0 : 2,
            data: values,
            container: fields.length === 8 ? 'UserData' : 'EventData',
          }),
        };
      }),
    ),
);

function compose(part: Partial<ComposedEvent>): ComposedEvent {
  return composeLogical({
    version: 1,
    computer: 'VPN01.corp.example',
    data: [['AlertDesc', '46']],
    rendering: { culture: 'en-US', message: 'A message.' },
    ...part,
  });
}

function normalize(text: string): EnrichedDocument {
  const [outcome, ...rest] = createNormalizer().normalize(Buffer.from(text), undefined, NOW);
  if (outcome?.kind !== 'event' || rest.length > 0) throw new Error(`expected one event: ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.json) as EnrichedDocument;
}

const id = (text: string): string => normalize(text).event.id;

/** Paths at which two JSON values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (isTree(a) && isTree(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].flatMap((name) => differences(a[name], b[name], path === '' ? name : `${path}.${name}`));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [path];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the agent adds, and what it loses: digits below the millisecond, and the numbers behind its words. */
const WINLOGBEAT_DIFFERS = [
  '@timestamp',
  'agent',
  'event.created',
  'wincanal.input.format',
  'wincanal.keywords',
  'wincanal.level_value',
  'wincanal.opcode',
  'wincanal.task',
];

test('every event with a full entry is compared', () => {
  expect(new Set(fullEvents.map(({ event }) => event.eventId)).size).toBe(59);
});

test.each(fullEvents)('$name: event XML and Winlogbeat give one identity and one document', ({ event }) => {
  const xml = normalize(renderEventXml(event, { rendered: true }));
  for (const major of [7, 8, 9] as const) {
    const beat = normalize(renderWinlogbeat(event, { major }));
    expect(beat.event.id).toBe(xml.event.id);
    expect(differences(xml, beat).sort()).toEqual(WINLOGBEAT_DIFFERS);
  }
});

test('what differs is right on both sides', () => {
  const event = compose({});
  const xml = normalize(renderEventXml(event));
  const beat = normalize(renderWinlogbeat(event, { delayMs: 1000 }));
  expect([xml['@timestamp'], beat['@timestamp']]).toEqual(['2026-03-04T05:06:07.1234567Z', '2026-03-04T05:06:07.123Z']);
  expect([xml.event.created, beat.event.created]).toEqual([undefined, '2026-03-04T05:06:08.123Z']);
  expect([xml.wincanal.level_value, beat.wincanal.level_value]).toEqual([2, undefined]);
  expect([xml.log, beat.log]).toEqual([{ level: 'error' }, { level: 'error' }]);
});

const base = compose({});
const SAME: readonly (readonly [string, string])[] = [
  ['its XML in other quotes and lines', renderEventXml(base, { quote: '"', indented: true })],
  [
    'a message in German',
    renderEventXml(compose({ rendering: { culture: 'de-DE', message: 'Nachricht' } }), { rendered: true }),
  ],
  ['the case of the computer', renderEventXml(compose({ computer: 'vpn01.CORP.example' }))],
  ['the case of the channel', renderEventXml(compose({ channel: 'SYSTEM' }))],
  ['the case of the provider', renderEventXml(compose({ providerName: 'schannel' }))],
  ['no provider GUID', renderEventXml(compose({ providerGuid: undefined }))],
  ['digits below the second', renderEventXml(compose({ timeMs: base.timeMs + 500, ticks: 1 }))],
  ['a collector', renderWinlogbeat(base, { collector: 'wec01.corp.example' })],
  ['the process', renderEventXml(compose({ processId: 4 }))],
  ['the values', renderEventXml(compose({ data: [['AlertDesc', '47']] }))],
];

test.each(SAME)('with a record id, %s is the same event', (_, text) => {
  expect(id(text)).toBe(id(renderEventXml(base)));
});

test.each<[string, Partial<ComposedEvent>]>([
  ['record id', { recordId: 90211 }],
  ['host', { computer: 'vpn02.corp.example' }],
  ['channel', { channel: 'Security' }],
  ['event id', { eventId: 36888 }],
  ['second', { timeMs: base.timeMs + 1000 }],
  ['provider', { providerName: 'RasSstp', providerGuid: undefined }],
])('with a record id, another %s is another event', (_, part) => {
  expect(id(renderEventXml(compose(part)))).not.toBe(id(renderEventXml(base)));
});

test('an alias is the same event', () => {
  const [full, alias] = ['Microsoft-Windows-RasSstp', 'RasSstp'].map((providerName) =>
    id(renderEventXml(compose({ providerName, providerGuid: undefined, eventId: 11, data: [] }))),
  );
  expect(alias).toBe(full);
});

const withoutId = (part: Partial<ComposedEvent> = {}, rendered = false): string =>
  renderEventXml(compose({ ticks: 0, ...part }), { rendered }).replace(/<EventRecordID>.*<\/EventRecordID>/, '');

test.each<[string, string]>([
  ['a message in German', withoutId({ rendering: { culture: 'de-DE', message: 'Nachricht' } }, true)],
  ['the case of the computer', withoutId({ computer: 'vpn01.CORP.example' })],
  ['the case of the channel', withoutId({ channel: 'SYSTEM' })],
  [
    'an empty value',
    withoutId({
      data: [
        ['AlertDesc', '46'],
        ['Empty', ''],
      ],
    }),
  ],
])('without a record id, %s is the same event', (_, text) => {
  expect(id(text)).toBe(id(withoutId()));
});

test('without a record id, the order of the values is not looked at: some formats sort them', () => {
  const one = withoutId({
    data: [
      ['AlertDesc', '46'],
      ['ErrorState', '1'],
    ],
  });
  const other = withoutId({
    data: [
      ['ErrorState', '1'],
      ['AlertDesc', '46'],
    ],
  });
  expect(id(other)).toBe(id(one));
});

test.each<[string, Partial<ComposedEvent>]>([
  ['time below the second', { timeMs: base.timeMs + 1 }],
  ['host', { computer: 'vpn02.corp.example' }],
  ['event id', { eventId: 36888 }],
  ['process', { processId: 4 }],
  ['thread', { threadId: 4 }],
  ['value', { data: [['AlertDesc', '47']] }],
  ['name of a value', { data: [['ErrorState', '46']] }],
])('without a record id, another %s is another event', (_, part) => {
  expect(id(withoutId(part))).not.toBe(id(withoutId()));
});

test('an event with and one without a record id never share an identity', () => {
  expect(id(withoutId())).not.toBe(id(renderEventXml(base)));
});
