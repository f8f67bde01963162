import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { lookUpCode, type CodeHit } from '../../../../../../normalizers/look-up-code.ts';
import { CODE_TABLES } from '../../../../../../normalizers/registry.ts';
import {
  presentCode,
  presentTable,
  presentUnlisted,
  writeCodeCommand,
  writeEventCommand,
} from '../../../../../../services/cli/commands/explain/present-code.ts';
import { findTextFaults } from '../../../../../support/find-text-faults.ts';

const PLAIN = pc.createColors(false);
const HITS = CODE_TABLES.flatMap((table) => table.codes.flatMap((code) => lookUpCode(code, [table])));

function find(text: string): CodeHit {
  const [hit] = lookUpCode(text);
  if (hit === undefined) throw new Error(`no ${text}`);
  return hit;
}

test('every code of every table reads well, and no line is wider than the terminal but for what is to be copied', () => {
  expect(HITS.length).toBeGreaterThan(900);
  for (const hit of HITS) {
    for (const width of [60, 80, 120]) {
      const lines = presentCode(hit, width, PLAIN);
      const text = lines.filter((line) => !/^ {2}(?:https?:|wincanal )|\\/.test(line));
      expect([hit.code, text.filter((line) => line.length > Math.min(width, 100))]).toEqual([hit.code, []]);
      const blocks = text.join('\n').split('\n\n');
      const faults = blocks.flatMap((block) =>
        findTextFaults(
          block
            .trim()
            .replace(/"[^"]*"/g, 'QUOTED')
            .replace(/\s+/g, ' '),
        ),
      );
      expect([hit.code, faults]).toEqual([hit.code, []]);
    }
  }
});

test('a code says everything in order', () => {
  const lines = presentCode(find('48'), 80, PLAIN);
  expect(lines.slice(0, 4)).toEqual([
    'unknown_ca',
    'TLS alert 48, 0x30',
    '',
    '  level            fatal: the session ends',
  ]);
  expect(lines.filter((line) => /^[A-Z]/.test(line)).slice(1)).toEqual([
    'The program gets',
    'Error states',
    'Events that carry it',
    'Next',
    'References',
  ]);
  expect(lines).toContain("  schannel  36887  medium  Other side does not trust the issuer of this host's");
  expect(lines).toContain('  wincanal explain schannel 36887 AlertDesc=48');
});

test('one of several says how to ask for it alone', () => {
  expect(presentCode(find('800'), 80, PLAIN, true)).toContain('only this one: wincanal explain ras 800');
  expect(presentCode(find('800'), 80, PLAIN)).not.toContain('only this one: wincanal explain ras 800');
});

test('the command for every code asks for it and for nothing else', () => {
  for (const hit of HITS) {
    // A shell would take a word without quotes apart at these.
    const [, kind = '', quoted = ''] =
      /^wincanal explain (\w+) ("[^"$`\\]+"|[\w.:=-]+)$/.exec(writeCodeCommand(hit)) ?? [];
    const table = CODE_TABLES.find((one) => one.kind === kind);
    const found = table === undefined ? [] : lookUpCode(quoted.replaceAll('"', ''), [table]);
    expect(found.map(({ code }) => code)).toEqual([hit.code]);
  }
});

test('a value with a space is in quotes', () => {
  const [event] = find('TLS 1.0').events;
  expect(event === undefined ? '' : writeEventCommand(event)).toBe(
    'wincanal explain schannel 36880 "Protocol=TLS 1.0"',
  );
});

test('severities have their colours, in columns that stay straight', () => {
  const colored = presentCode(find('0x80090325'), 80, pc.createColors(true));
  const plain = presentCode(find('0x80090325'), 80, PLAIN);
  // eslint-disable-next-line no-control-regex -- colours are escape sequences
  expect(colored.map((line) => line.replace(/\u001b\[[\d;]*m/gu, ''))).toEqual(plain);
  expect(colored.join('')).toContain('\u001b[31m');
});

test('a code in no table: what the tables hold and what may have been meant', () => {
  const tables = CODE_TABLES.filter(({ kind }) => kind === 'status');
  const text = presentUnlisted('0x80090399', tables, 100).join('\n');
  expect(text).toContain('"0x80090399" is in no table of codes.');
  expect(text).toMatch(/^ {2}status {2}Status code {2}\d+ entries, 0x00090312 to 0x800b0114$/m);
  expect(text).toContain('"certutil -error 0x80090399"');
});

test('a name in no table steers no terminal', () => {
  for (const line of presentUnlisted('x\u001b[2J\u202e\u009b', CODE_TABLES, 80)) {
    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
});

test.each(CODE_TABLES)('the table of $kind is listed whole', (table) => {
  const lines = presentTable(table, PLAIN);
  expect(lines[0]).toContain(`${table.title}: ${table.codes.length} in the table`);
  expect(lines).toHaveLength(table.codes.length + 1);
});
