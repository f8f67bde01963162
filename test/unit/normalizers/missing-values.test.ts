import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { isDead } from '../../../normalizers/decode/decoded.ts';
import { blankEvent } from '../../../normalizers/blank-event.ts';
import { decodeText } from '../../../normalizers/decode/detect.ts';
import { DEFAULT_LIMITS } from '../../../normalizers/decode/limits.ts';
import { isUnreadable, readText } from '../../../normalizers/decode/read-text.ts';
import { explainEvent, type Explanation } from '../../../normalizers/explain.ts';
import { CERTIFICATE_VERDICTS } from '../../../normalizers/enrich/certificate-verdicts.ts';
import { interpretEvent } from '../../../normalizers/interpret.ts';
import type { Provider } from '../../../normalizers/provider.ts';
import { findProvider, PROVIDERS } from '../../../normalizers/registry.ts';
import { emptyData } from '../../../normalizers/event-data.ts';
import type { WindowsEvent } from '../../../normalizers/windows-event.ts';
import { fillCommands } from '../../../services/cli/fill-commands.ts';
import { presentDocument } from '../../../services/cli/present-document.ts';
import { GOLDEN_NOW, readGoldenCases } from '../../golden/golden-cases.ts';
import { findSentenceFaults, findTextFaults } from '../../support/find-text-faults.ts';
import certificates from '../../support/certificates/certificates.json' with { type: 'json' };
import { listSubsets } from '../../support/list-subsets.ts';

const PLAIN = pc.createColors(false);

/** Certificates that differ in what is said of them, and bytes that are none; the roles take turns with them. */
const CERTIFICATES: readonly string[] = [
  certificates.good,
  certificates.expired,
  certificates['not-yet-valid'],
  certificates.weak,
  certificates['self-signed-code'],
  certificates['no-subject'],
  certificates['many-names'],
  '3082010A',
];

/** Values that Windows would write, by the name of a field, else by its decoder, else by its type. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  pid: ['4711'],
  image: ['svchost'],
  role: ['server', 'client'],
  tls_alert: ['48', '40', '0', '199'],
  error_state: ['1205', '1203', '10001', '999'],
  status_code: ['0x80090325', '8009030D', '0x80091234'],
  protocol: ['TLS 1.2', 'TLS 1.0', 'unknown'],
  cipher_suite: ['0xC030', '0x0005', '0xEEEE'],
  classic_cipher: ['RC4', 'DES', 'unheard-of'],
  Mac: ['MD5', 'SHA'],
  classic_exchange: ['RSA', 'DH'],
  CipherStrength: ['128', '56'],
  exchange_strength: ['2048', '512', '255'],
  target_name: ['ldap.corp.example', '10.0.0.7'],
  local_subject: ['CN=web01.corp.example'],
  remote_subject: ['CN=client7.corp.example'],
  module: ['rsaenh.dll'],
  csp: ['Microsoft RSA SChannel Cryptographic Provider'],
  key_name: ['te-4f1c0f5e-7a53-4dd1-a1a0-3c6a5f5f0d11'],
  key_type: ['key exchange'],
  ticket_path: ['C:\\ProgramData\\Tickets\\keys.bin'],
  ocsp_reason: ['The server name could not be resolved.', '0x80072ee7'],
  local_certificate: CERTIFICATES,
  remote_certificate: CERTIFICATES,
  correlation_id: ['{3F2504E0-4F89-41D3-9A0C-0305E82C3301}'],
  error_text: ['The operation timed out.', '0x800b0109', 'Zeitüberschreitung des Vorgangs'],
  http_status: ['407', '503', 'none'],
  http_version: ['485454502F312E30'],
  sha1: ['0123456789ABCDEF0123456789ABCDEF01234567'],
  sha256: ['0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF'],
  sstp_hash: ['0123456789ABCDEF0123456789ABCDEF01234567'],
  listener_hash: ['1123456789ABCDEF0123456789ABCDEF01234567'],
  url: ['https://vpn.corp.example:443/sra/'],
  certificate_name: ['CN=vpn.corp.example'],
  ocsp_url: ['http://ocsp.corp.example/ca'],
  Binary: ['3082010A'],
  FILETIME: ['2026-03-04T05:06:07.0000000Z'],
  HexInt32: ['0x40'],
  Pointer: ['0x1a2b3c'],
  UInt32: ['12'],
};

interface Case {
  readonly name: string;
  readonly provider: Provider;
  readonly event: WindowsEvent;
}

const BARE: WindowsEvent = {
  ...blankEvent('', 0, GOLDEN_NOW),
  level: 2,
  levelName: 'error',
  recordId: '7',
  channel: 'System',
  computer: 'WEB01.corp.example',
};

/** Every template of every event, with as many sets of values as its most varied field has values. */
const TEMPLATES: readonly Case[] = PROVIDERS.flatMap((provider) => {
  const { events, fields, provider: names } = provider.catalog.data;
  const choices = (name: string): readonly string[] => {
    const { decode = '', type = '' } = fields[name] ?? {};
    const values = VALUES[name] ?? VALUES[decode] ?? VALUES[type];
    // Any other words would only seem to try what the field is decoded to.
    if (values === undefined) throw new Error(`no values for ${name}, decoded as ${decode}: add them to VALUES`);
    return values;
  };
  return Object.entries(events).flatMap(([id, { templates }]) =>
    templates.flatMap(({ fields: used, builds }) => {
      const sets = Math.max(1, ...used.map((name) => choices(name).length));
      return Array.from({ length: sets }, (_, set) => {
        const data = Object.fromEntries(used.map((name) => [name, choices(name).at(set % choices(name).length) ?? '']));
        const event = { ...BARE, providerName: names.name, eventId: Number(id), data };
        return { name: `${names.key} ${id} of ${builds}, values ${set}`, provider, event };
      });
    }),
  );
});

const GOLDEN: readonly Case[] = readGoldenCases().flatMap(({ name, bytes }) => {
  const text = readText(bytes, DEFAULT_LIMITS);
  if (isUnreadable(text)) return [];
  return decodeText(text).flatMap((event, index) => {
    if (isDead(event)) return [];
    const provider = findProvider(event.providerName);
    return provider === undefined ? [] : [{ name: `${name} ${index}`, provider, event }];
  });
});

const [COMPUTER, BINARY] = [-1, -2];

/** How a value is missing: not there, or as Windows and collectors write "none". */
const GAPS = [undefined, '', '-'] as const;

/** The event without some of its values; those without names keep their place. */
function without(event: WindowsEvent, missing: ReadonlySet<string | number>, gap: (typeof GAPS)[number]): WindowsEvent {
  const data = emptyData();
  for (const [name, value] of Object.entries(event.data)) {
    if (!missing.has(name)) data[name] = value;
    else if (gap !== undefined) data[name] = gap;
  }
  return {
    ...event,
    data,
    unnamed: event.unnamed.map((value, place) => (missing.has(place) ? (gap ?? '') : value)),
    computer: missing.has(COMPUTER) ? undefined : event.computer,
    binary: missing.has(BINARY) ? undefined : event.binary,
  };
}

interface Variant {
  readonly missing: readonly (string | number)[];
  readonly gap: string | undefined;
  readonly event: WindowsEvent;
}

function* listVariants({ event }: Case): Generator<Variant> {
  const ownBinary = event.binary === undefined ? [] : [BINARY];
  for (const values of listSubsets<string | number>([
    ...Object.keys(event.data),
    ...event.unnamed.keys(),
    ...ownBinary,
  ])) {
    for (const gap of values.length === 0 ? [undefined] : GAPS) {
      yield { missing: values, gap, event: without(event, new Set(values), gap) };
    }
    const missing = [...values, COMPUTER];
    yield { missing, gap: undefined, event: without(event, new Set(missing), undefined) };
  }
}

/** Values of an event that look like a fault themselves, as they come out in texts; a mask stands for them. */
function listOddValues({ data, unnamed, computer = '' }: WindowsEvent): string[] {
  // The name of a host is published without dots before it.
  return [...Object.entries(data).flat(), ...unnamed, computer.toLowerCase().replace(/^\.+/, '')]
    .map((value) => value.trim().replace(/\s+/g, ' '))
    .filter((value) => value !== '' && (/[.,;:]$/.test(value) || findTextFaults(value).length > 0));
}

/** Sentences are checked as such; titles, headings and reasons are texts. */
function findFaults(explanation: Explanation, oddValues: readonly string[]): string[] {
  const { document, causes } = explanation;
  const { summary, title, remediation, severity } = document.wincanal;
  const masked = (text: string): string => oddValues.reduce((rest, value) => rest.replaceAll(value, 'VALUE'), text);
  const inText = (text: string | undefined): readonly string[] =>
    text === undefined ? [] : checked(masked(text), findTextFaults);
  return [
    ...[summary, ...causes].flatMap((text) => checked(masked(text), findSentenceFaults)),
    ...[title, document.event.reason, ...severity.reasons, remediation?.summary, remediation?.actor].flatMap(inText),
    ...(remediation?.steps ?? []).flatMap(inText),
    ...presentBlocks(explanation).flatMap(inText),
  ];
}

/** Texts come many times; each is looked at once. */
const known = new Map<string, readonly string[]>();
function checked(text: string, find: (text: string) => string[]): readonly string[] {
  let faults = known.get(text);
  if (faults === undefined) {
    faults = find(text).map((fault) => `${fault}: ${text}`);
    known.set(text, faults);
  }
  return faults;
}

const CORRELATION_ID = /\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}/gi;

/** What the terminal shows besides commands, registry values and addresses, which are to be copied and may hold any signs. */
function presentBlocks(explanation: Explanation): string[] {
  const { causes, decoded, certificate, related, document } = explanation;
  const { remediation } = document.wincanal;
  // The constant parts make most of the text and are checked above.
  const short = {
    related,
    decoded,
    certificate,
    causes,
    ...fillCommands(explanation),
    commands: [],
    document: {
      ...document,
      wincanal: {
        ...document.wincanal,
        remediation:
          remediation === undefined ? undefined : { ...remediation, steps: [], registry: [], references: [] },
      },
    },
  };
  // Blocks as one text: where a line is broken says nothing.
  return presentDocument(short, 100, PLAIN)
    .join('\n')
    .split('\n\n')
    .map((block) => block.trim().replace(/\s+/g, ' ').replace(CORRELATION_ID, 'GUID'));
}

test.each([
  ['every template', TEMPLATES, 200],
  ['every golden input', GOLDEN, 200],
] as const)('whatever values are missing from %s, all that is explained reads well', (_name, cases, least) => {
  expect(cases.length).toBeGreaterThan(least);
  const bad = new Map<string, object>();
  let [explained, withCertificate, withoutReadable] = [0, 0, 0];
  for (const { name, provider, event: whole } of cases) {
    const oddValues = listOddValues(whole);
    for (const { missing, gap, event } of listVariants({ name, provider, event: whole })) {
      const explanation = explainEvent(event, provider, 0, GOLDEN_NOW);
      explained++;
      if (explanation.certificate !== undefined) withCertificate++;
      if (explanation.document.tags?.includes('certificate_unreadable') === true) withoutReadable++;
      for (const fault of findFaults(explanation, oddValues)) {
        if (!bad.has(fault)) bad.set(fault, { fault, name, missing, gap });
      }
    }
  }
  expect([...bad.values()]).toEqual([]);
  expect(explained).toBeGreaterThan(10_000);
  expect(withCertificate).toBeGreaterThan(1000);
  expect(withoutReadable).toBeGreaterThan(10);
});

test('every fact of a certificate is among the templates', () => {
  const facts = new Set(
    TEMPLATES.flatMap(({ provider, event }) =>
      interpretEvent(event, provider)
        .facts.entries()
        .map(([fact]) => fact),
    ),
  );
  const verdicts = Object.keys(CERTIFICATE_VERDICTS).map((verdict) => `certificate.${verdict}`);
  const missing = [
    'certificate',
    'certificate.names',
    'certificate.faults',
    'certificate.days_left',
    ...verdicts,
  ].filter((fact) => !facts.has(fact));
  expect(missing).toEqual([]);
});

test('all ids of all catalogues are among the templates', () => {
  const ids = new Set(TEMPLATES.map(({ provider, event }) => `${provider.catalog.data.provider.key} ${event.eventId}`));
  const wanted = PROVIDERS.flatMap(({ catalog }) =>
    Object.entries(catalog.data.events)
      .filter(([, { templates }]) => templates.length > 0)
      .map(([id]) => `${catalog.data.provider.key} ${id}`),
  );
  expect([...ids].sort()).toEqual(wanted.sort());
});

test('subsets are all of up to eight names, and of more those that lack few or nearly all', () => {
  expect(listSubsets(['a', 'b'])).toEqual([[], ['a'], ['b'], ['a', 'b']]);
  expect(listSubsets(Array.from({ length: 8 }, (_, i) => i))).toHaveLength(256);
  // 1 + 9 + 36 + 84 of up to three, 9 that leave one, 1 that leaves none.
  expect(new Set(listSubsets(Array.from({ length: 9 }, (_, i) => i)).map(String)).size).toBe(140);
});

test.each([
  ['The host undefined failed.', 'a missing value'],
  ['The strength is NaN bits.', 'a missing value'],
  ['The alert is %1.', 'an unresolved parameter'],
  ['The alert is {alert.code}.', 'a placeholder'],
  ['The alert[ came.', 'a bracket of a template'],
  ['The alert came].', 'a bracket of a template'],
  ['The alert () came.', 'empty parentheses or quotes'],
  ['The alert "" came.', 'empty parentheses or quotes'],
  ['The alert  came.', 'a doubled space'],
  ['The alert , came.', 'a space at the wrong place'],
  ['The alert came .', 'a space at the wrong place'],
  ['The alert,, came.', 'doubled punctuation'],
  ['The alert came;.', 'doubled punctuation'],
  ['The alert came..', 'doubled punctuation'],
  ['The status is.', 'an end without more'],
  ['the alert came.', 'no capital at the start'],
  ['The alert came', 'no full stop at the end'],
  ['The alert is unknown.', 'a required fact that is missing'],
])('%j is found to read badly', (text, fault) => {
  expect(findSentenceFaults(text)).toContain(fault);
});

test.each([
  'The host vpn01 (svchost) got alert 48 (unknown_ca): it was full.',
  'A certificate is bound for 0.0.0.0:443 and [::]:443.',
  'Set it for .NET programs, such as C:\\Windows\\x.exe.',
  'The address fe80::1%12 of the server is its own.',
])('%j reads well', (text) => {
  expect(findSentenceFaults(text)).toEqual([]);
});
