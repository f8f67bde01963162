import { expect, test } from '@jest/globals';
import statusCodes from '../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import { explainRecord, type Explanation } from '../../../normalizers/index.ts';
import alerts from '../../../normalizers/schannel/alerts.json' with { type: 'json' };
import suites from '../../../normalizers/schannel/cipher-suites.json' with { type: 'json' };
import states from '../../../normalizers/schannel/error-states.json' with { type: 'json' };
import protocols from '../../../normalizers/schannel/protocols.json' with { type: 'json' };

const NOW = Date.UTC(2026, 2, 4, 5, 7);

/** Explains an event that has one value. */
function explain(provider: string, id: number, name: string, value: string): Explanation {
  const [result] = explainRecord(
    Buffer.from(
      `<Event><System><Provider Name="${provider}"/><EventID>${id}</EventID><TimeCreated SystemTime="2026-03-04T05:06:07Z"/>` +
        `</System><EventData><Data Name="${name}">${value}</Data></EventData></Event>`,
    ),
    NOW,
  );
  if (result?.kind !== 'explanation') throw new Error(`${provider} ${id} ${name}=${value} is not explained`);
  return result;
}

/** Per table: how many entries it has, and for each entry what the document and the explanation say of it. */
const TABLES: readonly (readonly [table: string, size: number, reach: () => unknown[], expected: unknown[]])[] = [
  [
    'TLS alerts, received and sent',
    37,
    () =>
      Object.keys(alerts.alerts).map((code) =>
        [36887, 36888].map((id) => {
          const { document, decoded } = explain('Schannel', id, 'AlertDesc', code);
          return [document.wincanal.tls?.alert?.name, decoded[0]?.symbol, decoded[0]?.meaning];
        }),
      ),
    Object.values(alerts.alerts).map(({ name, received, sent }) => [
      [name, name, received.meaning],
      [name, name, sent.meaning],
    ]),
  ],
  [
    'error states',
    171,
    () =>
      Object.keys(states.error_states).map((code) => {
        const { document, decoded } = explain('Schannel', 36888, 'ErrorState', code);
        const { name, meaning, confidence } = document.wincanal.tls?.error_state ?? {};
        return [name, meaning, confidence, decoded[0]?.confidence, decoded[0]?.check];
      }),
    Object.values(
      states.error_states as Record<string, { name: string; meaning: string; check?: string; confidence: string }>,
    ).map(({ name, meaning, check, confidence }) => [name, meaning, confidence, confidence, check]),
  ],
  [
    'status codes',
    307,
    () =>
      Object.keys(statusCodes.codes).map((code) => {
        const { document, decoded } = explain('Schannel', 36876, 'ErrorCode', code);
        return [document.error?.code, document.wincanal.error, decoded[0]?.symbol, decoded[0]?.fix];
      }),
    Object.entries(
      statusCodes.codes as Record<string, { symbol: string; meaning: string; fix?: string; subsystem: string }>,
    ).map(([code, { symbol, meaning, fix, subsystem }]) => [code, { symbol, meaning, source: subsystem }, symbol, fix]),
  ],
  [
    'RAS errors',
    52,
    () =>
      Object.keys(statusCodes.ras).map((number) => {
        const { document, decoded } = explain('Microsoft-Windows-RasSstp', 5, 'ErrorMessage', number);
        return [document.wincanal.error?.symbol, decoded[0]?.symbol, decoded[0]?.fix];
      }),
    Object.values(statusCodes.ras).map(({ symbol, fix }) => [symbol, symbol, fix]),
  ],
  [
    'cipher suites, by number and by name',
    368,
    () =>
      Object.entries(suites.cipher_suites).map(([id, { name }]) =>
        [id, name].map((text) => {
          const { document, decoded } = explain('Schannel', 36880, 'CipherSuite', text);
          return [document.tls?.cipher, document.wincanal.tls?.cipher_suite?.id, decoded[0]?.symbol];
        }),
      ),
    Object.entries(suites.cipher_suites).map(([id, { name }]) => [
      [name, id, name],
      [name, id, name],
    ]),
  ],
  [
    'protocol versions',
    8,
    () =>
      Object.keys(protocols.protocols).map((words) => {
        const { document, decoded } = explain('Schannel', 36880, 'Protocol', words);
        return [document.tls?.version_protocol, document.tls?.version, decoded[0]?.symbol];
      }),
    Object.entries(protocols.protocols).map(([words, { protocol, version }]) => [
      protocol,
      version,
      words.toUpperCase(),
    ]),
  ],
];

test.each(TABLES)('%s: all %i are reached from an event', (_table, size, reach, expected) => {
  expect(expected).toHaveLength(size);
  expect(reach()).toEqual(expected);
});

test('what is inferred is never stated: a summary says what a state probably means', () => {
  const summary = (code: number): string =>
    explain('Schannel', 36888, 'ErrorState', String(code)).document.wincanal.summary;
  for (const [code, { meaning, confidence }] of Object.entries(states.error_states)) {
    const text = summary(Number(code));
    expect([code, text.includes(`probably means that ${meaning}`)]).toEqual([code, confidence === 'inferred']);
    expect([code, text.includes(`, which means that ${meaning}`)]).toEqual([code, confidence !== 'inferred']);
  }
});
