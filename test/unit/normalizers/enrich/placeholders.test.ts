import { expect, test } from '@jest/globals';
import {
  fillCommand,
  listPlaceholders,
  listReplacements,
  PLACEHOLDERS,
} from '../../../../normalizers/enrich/placeholders.ts';
import { blankEvent, nameData } from '../../../../normalizers/blank-event.ts';
import { explainEvent, type Explanation } from '../../../../normalizers/explain.ts';
import { interpretEvent } from '../../../../normalizers/interpret.ts';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import type { WindowsEvent } from '../../../../normalizers/windows-event.ts';
import { createNormalizer } from '../../../../normalizers/index.ts';
import { composeEventXml, findProviderByWord } from '../../../../services/cli/compose-event.ts';
import { fillCommands } from '../../../../services/cli/fill-commands.ts';
import { presentDocument } from '../../../../services/cli/present-document.ts';
import pc from 'picocolors';

const NOW = Date.parse('2026-03-04T05:06:07Z');
const COMMANDS = PROVIDERS.flatMap(({ catalog }) => Object.values(catalog.data.commands).map(({ run }) => run));

/** Words in capitals that a command means as they are. */
const OWN_WORDS = new Set(
  `AT_KEYEXCHANGE BA BA195980-CD49-458b-9E23-C84EE0ADCD75 CA CAPI2 CERTIFICATE.cer DISM GA GET HKCU HKLM HTTP
   IO LDAP MY NUL RDP REG_BINARY REG_DWORD RENEW.txt ROOTS.sst RSA SCHANNEL
   SHA1 SHA256 SID SOFTWARE SSL SY SYSTEM TEMP TLS_DHE TLS_RSA`.split(/\s+/),
);

function explain(providerKey: string, eventId: number, values: Readonly<Record<string, string>>): Explanation {
  const provider = findProviderByWord(providerKey);
  if (provider === undefined) throw new Error(`no provider ${providerKey}`);
  return explainEvent(composeEvent(provider.catalog.data.provider.name, eventId, values), provider, 0, NOW);
}

function composeEvent(providerName: string, eventId: number, values: Readonly<Record<string, string>>): WindowsEvent {
  return { ...blankEvent(providerName, eventId, NOW), data: nameData(Object.entries(values)) };
}

test('every word in capitals of every command is a placeholder or one of its own', () => {
  const words = new Set(
    COMMANDS.flatMap((run) => run.match(/\b[A-Z][A-Z0-9_]+(?:-[0-9A-Za-z-]{20,})?(?:\.(?:cer|pfx|sst|txt))?\b/g) ?? []),
  );
  const known = new Set([...PLACEHOLDERS, ...OWN_WORDS]);
  expect([...words].filter((word) => !known.has(word)).sort()).toEqual([]);
  expect([...known].filter((word) => !words.has(word)).sort()).toEqual([]);
  expect(PLACEHOLDERS.filter((word) => !COMMANDS.some((run) => listPlaceholders(run).includes(word)))).toEqual([]);
});

test('values of the event stand where a command asks for them, and nowhere else', () => {
  const values = { CallerProcessId: '4711', AlertDesc: '48', TargetName: 'ldap.corp.example' };
  const explanation = explain('schannel', 36888, values);
  const { commands, filled } = fillCommands(explanation);
  expect(explanation.replacements).toMatchObject({ PID: '4711', HOST: 'ldap.corp.example', EVENTID: '36888' });
  expect(filled['HOST']).toBe('ldap.corp.example');
  expect(commands.some(({ run }) => run.includes('-connect ldap.corp.example:PORT'))).toBe(true);
  expect(commands.flatMap(({ run }) => listPlaceholders(run))).not.toContain('HOST');
  const text = presentDocument({ ...explanation, commands, filled }, 100, pc.createColors(false)).join('\n');
  expect(text).toContain('  from the event  HOST = ldap.corp.example');
  expect(text).toMatch(/ {2}yours to fill {3}(?:PORT|INTERMEDIATE\.cer)/);
});

test.each([
  ['schannel', 36887, { AlertDesc: '46', CallerProcessId: '812' }, 'PID', '812'],
  ['schannel', 36884, { Name: 'Mail.Corp.Example' }, 'NAME', 'Mail.Corp.Example'],
  ['schannel', 36928, { OCSPResponderURL: 'http://ocsp.corp.example/ca' }, 'RESPONDER', 'ocsp.corp.example'],
  ['schannel', 36876, { ErrorCode: '0x80090325' }, 'EVENTID', '36876'],
  [
    'rassstp',
    5,
    { CoId: '{3F2504E0-4F89-41D3-9A0C-0305E82C3301}' },
    'CORRELATION_ID',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ],
] as const)('%s %i with %j fills %s', (provider, id, values, placeholder, value) => {
  expect(explain(provider, id, values).replacements).toMatchObject({ [placeholder]: value });
});

test('the documents that are published keep the words of the catalogue', () => {
  const provider = findProviderByWord('schannel');
  if (provider === undefined) throw new Error('no provider');
  const values = ['AlertDesc=48', 'TargetName=ldap.corp.example', 'CallerProcessId=4711'];
  const xml = composeEventXml(provider, '36888', values, NOW);
  const [outcome] = createNormalizer().normalize(Buffer.from(xml), undefined, NOW);
  const commands = outcome?.kind === 'event' ? outcome.document.wincanal.remediation?.commands : undefined;
  expect(commands?.join('\n')).toContain('HOST:PORT');
  expect(commands?.join('\n')).not.toContain('ldap.corp.example');
  const explanation = explain('schannel', 36888, { AlertDesc: '48', TargetName: 'ldap.corp.example' });
  expect(explanation.document.wincanal.remediation?.commands?.join('\n')).not.toContain('ldap.corp.example');
});

const SHA1 = '0123456789ABCDEF0123456789ABCDEF01234567';

test.each([
  ['local', [SHA1, SHA1.repeat(2)], SHA1],
  ['local', [SHA1.repeat(2), SHA1], SHA1],
  // The certificate of the other side is none to look for in the store of this host.
  ['remote', [SHA1], undefined],
  [undefined, [SHA1], undefined],
  ['local', [`${SHA1.slice(1)};`], undefined],
  ['local', [`${SHA1}\n`], undefined],
  ['local', undefined, undefined],
] as const)('the thumbprint of a certificate of %s with %j', (owner, hash, thumbprint) => {
  const provider = findProviderByWord('schannel');
  if (provider === undefined) throw new Error('no provider');
  const interpretation = interpretEvent(composeEvent('schannel', 36870, {}), provider);
  const fields = {
    ...interpretation.fields,
    related: hash === undefined ? undefined : { hash: [...hash] },
    wincanal: { tls: owner === undefined ? undefined : { certificate: { owner } }, sstp: undefined, error: undefined },
  };
  expect(listReplacements({ ...interpretation, fields })['THUMBPRINT']).toBe(thumbprint);
});

/** What an attacker puts into a value that ends up in a command of an administrator. */
const HOSTILE = [
  'a;calc',
  'a & calc',
  'a&&calc',
  'a|calc',
  '$(calc)',
  'a$(calc).example',
  '${env:TEMP}',
  '`calc`',
  'a`calc',
  'a"b',
  "a'b",
  'a\ncalc',
  'a\r\ncalc',
  'a b',
  'a\tb',
  '-servername',
  '--help',
  '/c',
  '\\\\evil\\share',
  '%COMSPEC%',
  'a%PATH%b',
  '^calc',
  'a>b',
  'a<b',
  'a(b)',
  'a{b}',
  '#a',
  '*',
  'a?',
  '.a',
  '',
  'a\u0000b',
  'a\u001b[2J',
  // Look-alikes and letters that lower-casing turns into ASCII: Cyrillic a, Kelvin sign, dotted I, full-width letters.
  '\u0430.example',
  '\u212Aelvin.example',
  'l\u0130dap.example',
  '\uff41.example',
  'a\u2010b.example',
  'a\u202eb',
  'a\u3002example',
  'xn\u2013a',
  'a'.repeat(254),
] as const;

test.each(HOSTILE.map((value) => [JSON.stringify(value), value] as const))(
  'a hostile value %s never gets into a command',
  (_name, value) => {
    const cases = [
      explain('schannel', 36888, { AlertDesc: '48', TargetName: value, CallerProcessId: value }),
      explain('schannel', 36887, { AlertDesc: '112', TargetName: value, CallerProcessId: value }),
      explain('schannel', 36884, { Name: value }),
      explain('schannel', 36928, { OCSPResponderURL: `http://${value}/ca` }),
      explain('rassstp', 5, { CoId: value, ErrorMessage: value }),
    ];
    for (const explanation of cases) {
      expect(Object.keys(explanation.replacements)).toEqual(['EVENTID']);
      const { commands } = fillCommands(explanation);
      const plain = explanation.commands.map(({ run }) => run.replaceAll('EVENTID', explanation.document.event.code));
      expect(commands.map(({ run }) => run)).toEqual(plain);
    }
  },
);

test('what stands around a value is no part of it', () => {
  const { replacements } = explain('schannel', 36888, { TargetName: '\n a ', CallerProcessId: '4711 ' });
  expect(replacements).toMatchObject({ HOST: 'a', PID: '4711' });
  expect(explain('schannel', 36928, { OCSPResponderURL: 'http://@a/ca' }).replacements).toMatchObject({
    RESPONDER: 'a',
  });
});

test.each(['1e3', '0x', '-1', '99999999999', '47 11', '４７１１', '1;2'])('%j is no process id', (pid) => {
  expect(explain('schannel', 36887, { AlertDesc: '46', CallerProcessId: pid }).replacements).not.toHaveProperty('PID');
});

test('only whole words are filled; variables of a shell are none', () => {
  const replacements = { PID: '7', HOST: 'h.example', NAME: 'n' };
  expect(fillCommand('Get-Process -Id PID', replacements)).toBe('Get-Process -Id 7');
  expect(fillCommand('$PID %HOST% -NAME PROCESS_ID PIDS NAME.cer', replacements)).toBe(
    '$PID %HOST% -NAME PROCESS_ID PIDS NAME.cer',
  );
  expect(fillCommand('HOST:PORT', { HOST: "$&$'" })).toBe("$&$':PORT");
  expect(fillCommand('constructor HOST', Object.create({ HOST: 'x' }) as Record<string, string>)).toBe(
    'constructor HOST',
  );
});
