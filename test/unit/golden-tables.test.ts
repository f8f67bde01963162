import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { CodeEntry, CodeTable } from '../../normalizers/code-table.ts';
import { CODE_TABLES } from '../../normalizers/registry.ts';
import { exchangeKind, findCipherSuite, type CipherSuite } from '../../normalizers/schannel/cipher-suites.ts';
import { readCodeFacts } from '../support/read-code-facts.ts';

const UPDATE = process.env['WINCANAL_GOLDEN_UPDATE'] === '1';
const FOLDER = join(import.meta.dirname, '../golden/tables');

/** All that a person is told of a code, on a line: a change of a table is read as a diff of these lines. */
function writeLine(code: string, entry: CodeEntry | undefined): string {
  if (entry === undefined) return `${code} is not known`;
  const suite = findCipherSuite(code);
  return [
    `${code} ${entry.symbol}`,
    ...entry.details.map(({ name, text }) => `${name}: ${typeof text === 'string' ? text : text.join(', ')}`),
    ...entry.links.map((link) => `${link.as}: ${link.kind} ${link.code}`),
    ...(suite === undefined ? [] : writeSuite(suite)),
  ].join(' | ');
}

/** What rules and pages take of a suite besides. */
function writeSuite(suite: CipherSuite): string[] {
  const known = suite.schannel === true ? 'known to Schannel' : 'not known to Schannel';
  return [`exchange: ${suite.key_exchange}`, `strength: ${exchangeKind(suite) ?? 'no unit'}`, known];
}

/** The codes are those that are published, not those that the table has: what it loses is missed. */
function writeTable({ kind, find }: CodeTable): string {
  return readCodeFacts(kind)
    .map(([code]) => `${writeLine(code, find(code))}\n`)
    .join('');
}

test.each(CODE_TABLES.map((table) => [table.kind, table] as const))(
  '%s: the table says what is written',
  (kind, table) => {
    const path = join(FOLDER, `${kind}.txt`);
    const found = writeTable(table);
    if (UPDATE) writeFileSync(path, found);
    expect(found.split('\n')).toEqual((existsSync(path) ? readFileSync(path, 'utf8') : '').split('\n'));
  },
);
