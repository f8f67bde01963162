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
      const text = lines.filter((line) => !/^ {2}(?:https?:|npx wincanal )|\\/.test(line));
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
  expect(lines).toContain('  npx wincanal explain schannel 36887 AlertDesc=48');
});

test('one of several says how to ask for it alone', () => {
  expect(presentCode(find('800'), 80, PLAIN, true)).toContain('only this one: npx wincanal explain ras 800');
  expect(presentCode(find('800'), 80, PLAIN)).not.toContain('only this one: npx wincanal explain ras 800');
});

test('the command for every code asks for it and for nothing else', () => {
  for (const hit of HITS) {
    // A shell would take a word without quotes apart at these.
    const [, kind = '', quoted = ''] =
      /^npx wincanal explain (\w+) ("[^"$`\\]+"|[\w.:=-]+)$/.exec(writeCodeCommand(hit)) ?? [];
    const table = CODE_TABLES.find((one) => one.kind === kind);
    const found = table === undefined ? [] : lookUpCode(quoted.replaceAll('"', ''), [table]);
    expect(found.map(({ code }) => code)).toEqual([hit.code]);
  }
});

test('a value with a space is in quotes', () => {
  const [event] = find('TLS 1.0').events;
  expect(event === undefined ? '' : writeEventCommand(event)).toBe(
    'npx wincanal explain schannel 36880 "Protocol=TLS 1.0"',
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

test('a number that could be an event id is said to be none', () => {
  const text = presentUnlisted('36999', CODE_TABLES, 200).join('\n');
  expect(text).toContain(
    '"36999" is in no table of codes, nor is it an event id of the catalogue (Schannel has 36855 to 36928, RasSstp has 1 to 33).',
  );
  expect(presentUnlisted('0x80090399', CODE_TABLES, 200).join('\n')).not.toContain('event id');
});

test('events that are excluded here are marked', () => {
  const hit = find('48');
  const marked = { ...hit, events: hit.events.map((event) => ({ ...event, excluded: event.id === 36887 })) };
  const text = presentCode(marked, 100, PLAIN).join(' ').replace(/\s+/g, ' ');
  expect(text).toMatch(/schannel 36887 medium [^(]* \(excluded here\) schannel 36888 medium [^(]* Next /);
});

test.each(CODE_TABLES)('the table of $kind is listed whole, below a head that fits the terminal', (table) => {
  const lines = presentTable(table, 60, PLAIN);
  const head = lines.slice(0, -table.codes.length);
  expect(head.join(' ')).toContain(`${table.title}: ${table.codes.length} in the table; each one is `);
  for (const line of head) expect(line.length).toBeLessThanOrEqual(60);
  expect(lines.at(-1)?.toLowerCase()).toContain(table.codes.at(-1)?.toLowerCase());
});
