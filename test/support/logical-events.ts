import certificates from '../../services/simulate/certificates.json' with { type: 'json' };
import type { ComposedEvent, EventValue } from '../../services/simulate/index.ts';

export type LogicalEventName = 'Schannel 36887' | 'Schannel 36880' | 'Schannel 36882' | 'RasSstp 6' | 'RasSstp 1';

/** Events as a host logs them, for whatever shows what becomes of them in each input format. */
export interface LogicalEvent {
  readonly name: LogicalEventName;
  readonly event: ComposedEvent;
}

const CALLER: readonly EventValue[] = [
  ['CallerProcessId', '4312'],
  ['CallerProcessImageName', 'svchost'],
];
const CORRELATION: EventValue = ['CoId', '{7C1D4B0E-5A52-4C0F-9E43-0A1B2C3D4E5F}'];

/** An event of vpn01; what is not said is that of Schannel 36887 with alert 46. */
export function composeLogical(part: Partial<ComposedEvent> = {}): ComposedEvent {
  return {
    providerName: 'Schannel',
    providerGuid: '{1F678132-5938-4686-9FDC-C8FF68F15C85}',
    eventId: 36887,
    qualifiers: undefined,
    version: 0,
    level: 2,
    task: 0,
    opcode: 0,
    keywords: '0x8000000000000000',
    timeMs: Date.parse('2026-03-04T05:06:07.123Z'),
    ticks: 4567,
    recordId: 90210,
    channel: 'System',
    computer: 'vpn01.corp.example',
    userSid: 'S-1-5-18',
    processId: 712,
    threadId: 3344,
    activityId: '{4D3C2B1A-0F0E-4B0A-8D0C-001122334455}',
    data: [...CALLER, ['AlertDesc', '46']],
    container: 'EventData',
    rendering: { culture: 'en-US', message: 'The other side reported a fatal TLS problem.' },
    ...part,
  };
}

function composeSstp(eventId: number, data: readonly EventValue[]): ComposedEvent {
  return composeLogical({
    providerName: 'Microsoft-Windows-RasSstp',
    providerGuid: '{6C260F2C-049A-43D8-BF4D-D350A4E6611A}',
    eventId,
    level: 0,
    activityId: undefined,
    userSid: 'S-1-5-19',
    data: [CORRELATION, ...data],
    rendering: { culture: 'en-US', message: 'The tunnel was not made.' },
  });
}

/** A value of each kind: numbers, text, hexadecimal numbers, a pointer, an empty one, bytes, a GUID, hashes, an error text. */
export const LOGICAL_EVENTS: readonly LogicalEvent[] = [
  { name: 'Schannel 36887', event: composeLogical() },
  {
    name: 'Schannel 36880',
    event: composeLogical({
      eventId: 36880,
      level: 4,
      data: [
        ['Type', 'server'],
        ['Protocol', 'TLS 1.2'],
        ['CipherSuite', '0xc030'],
        ['ExchangeStrength', '384'],
        ['ContextHandle', '0x1f2e3d4c'],
        ['TargetName', ''],
        ['LocalCertSubjectName', 'CN=vpn01.corp.example'],
        ['RemoteCertSubjectName', ''],
      ],
      container: 'UserData',
    }),
  },
  {
    name: 'Schannel 36882',
    event: composeLogical({
      eventId: 36882,
      data: [
        ...CALLER,
        ['__binLength', String(certificates['self-signed'].length / 2)],
        ['certificateContext', certificates['self-signed']],
      ],
    }),
  },
  {
    name: 'RasSstp 6',
    event: composeSstp(6, [
      ['SHA1CertificateHash', 'A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4'],
      ['SHA256CertificateHash', 'A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F90'],
    ]),
  },
  { name: 'RasSstp 1', event: composeSstp(1, [['ErrorMessage', 'The server name or address could not be resolved']]) },
];

/** An event of a classic source: values without a name, a data section, no GUID. */
export const CLASSIC_EVENT: ComposedEvent = composeLogical({
  providerGuid: undefined,
  qualifiers: 0,
  activityId: undefined,
  data: [[undefined, '46']],
  binary: '0A0B0C0D',
});
