import { constants } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { CODE_TABLES } from '../../../normalizers/registry.ts';
import { findAlert } from '../../../normalizers/schannel/codes.ts';
import { findProtocol } from '../../../normalizers/schannel/protocols.ts';
import { readCodeFacts } from '../../support/read-code-facts.ts';

/** How many codes are published of each kind that the tables have; typed in, so that a file cannot lose lines unseen. */
const SIZES: Readonly<Record<string, number>> = {
  alert: 37,
  state: 171,
  status: 307,
  ras: 52,
  cipher: 368,
  protocol: 8,
};

test('there are facts for every code table', () => {
  expect(CODE_TABLES.map(({ kind }) => kind).sort()).toEqual(Object.keys(SIZES).sort());
});

test.each(CODE_TABLES.map((table) => [table.kind, table] as const))(
  '%s: codes and names are those published',
  (kind, table) => {
    const facts = readCodeFacts(kind);
    expect(facts).toHaveLength(SIZES[kind] ?? 0);
    expect([...table.codes].sort()).toEqual(facts.map(([code]) => code).sort());
    // The symbol of a protocol version is its code; its number is looked at below.
    const named = facts.map(([code, name]) => [code, kind === 'protocol' ? code : name]);
    expect(facts.map(([code]) => [code, table.find(code)?.symbol])).toEqual(named);
  },
);

test('alerts have the level of their specification', () => {
  const facts = readCodeFacts('alert');
  expect(facts.map(([code]) => [code, findAlert(Number(code))?.level])).toEqual(
    facts.map(([code, , level]) => [code, level]),
  );
});

test('protocol versions have the number of their specification', () => {
  const facts = readCodeFacts('protocol');
  expect(facts.map(([code]) => [code, findProtocol(code)?.wire])).toEqual(facts.map(([code, wire]) => [code, wire]));
});

test.each([
  ['TLS 1.0', constants.TLS1_VERSION],
  ['TLS 1.1', constants.TLS1_1_VERSION],
  ['TLS 1.2', constants.TLS1_2_VERSION],
  ['TLS 1.3', constants.TLS1_3_VERSION],
])('%s has the number that OpenSSL gives it', (words, number) => {
  expect(Number(findProtocol(words)?.wire)).toBe(number);
});
