import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import type { EnrichedDocument } from '../../../../../normalizers/index.ts';
import {
  composeEvent,
  composeHosts,
  createRandom,
  renderEventXml,
  renderWinlogbeat,
  SCHANNEL,
} from '../../../../../services/simulate/index.ts';
import { cleanEnvironment, LAUNCHER, runWincanal } from '../../../../support/run-wincanal.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-normalize-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const random = createRandom(11);
const [host] = composeHosts(1, random);
if (host === undefined) throw new Error('no host');
const EVENTS = Array.from({ length: 30 }, () =>
  composeEvent(SCHANNEL, host, Date.parse('2026-03-04T05:06:07Z'), random, false),
);
const LINES = EVENTS.map((event, index) => (index % 2 === 0 ? renderEventXml(event) : renderWinlogbeat(event)));
const RECORD_IDS = EVENTS.map(({ recordId }) => String(recordId));
const OTHER = LINES[1]?.replaceAll('Schannel', 'Another').replaceAll(/1f678132/giu, '00000001') ?? '';

const STEERING = /[\p{Cc}\p{Bidi_Control}]/u;

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const recordIds = (stdout: string): (string | undefined)[] =>
  parseLines(stdout).map((document) => (document as EnrichedDocument).winlog.record_id);

test('documents come in the order of the input, from files and standard input alike', async () => {
  const first = write('first.ndjson', `${LINES.slice(0, 10).join('\n')}\n`);
  const second = write('second.log', LINES.slice(20).join('\r\n'));
  const { code, stdout, stderr } = await runWincanal(['normalize', first, '-', second], {
    input: LINES.slice(10, 20).join('\n'),
  });
  expect(recordIds(stdout)).toEqual(RECORD_IDS);
  expect(stderr).toBe('30 records: 30 documents (schannel 30), 0 skipped, 0 dead\n');
  expect(code).toBe(0);
});

test('dead letters go to their file with place, reason and the original bytes, and the exit code is 1', async () => {
  const path = write('mixed.ndjson', [LINES[0], '{"no":', '', LINES[1], OTHER, '<Event>'].join('\n'));
  const dead = join(folder, 'dead.ndjson');
  const { code, stdout, stderr } = await runWincanal(['normalize', '--dead', dead, path]);
  expect(code).toBe(1);
  expect(recordIds(stdout)).toEqual(RECORD_IDS.slice(0, 2));
  expect(parseLines(readFileSync(dead, 'utf8'))).toEqual([
    {
      code: 'DECODE_NOT_JSON',
      detail: expect.any(String),
      file: path,
      line: 2,
      source_index: 0,
      original: btoa('{"no":'),
    },
    {
      code: 'DECODE_XML_MALFORMED',
      detail: expect.any(String),
      file: path,
      line: 6,
      source_index: 0,
      original: btoa('<Event>'),
    },
  ]);
  expect(stderr).toContain(
    '5 records: 2 documents (schannel 2), 1 skipped (other_provider_unparsed 1), 2 dead (DECODE_NOT_JSON 1, DECODE_XML_MALFORMED 1)',
  );
});

test('standard output, where the documents go, is refused for dead letters, and nothing is read', async () => {
  const { code, stdout, stderr } = await runWincanal(['normalize', '--dead', '-'], { input: '{' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error: --dead: standard output is for the documents; name a file');
  expect(existsSync('-')).toBe(false);
});

test('without a file for them the first dead letters are shown with file and line', async () => {
  const path = write('bad.ndjson', Array.from({ length: 9 }, () => '{').join('\n'));
  const { code, stderr } = await runWincanal(['normalize', path]);
  expect(code).toBe(1);
  const shown = stderr.split('\n').filter((line) => line.startsWith(path));
  expect(shown).toHaveLength(5);
  expect(shown[1]).toContain(`${path}:2: DECODE_NOT_JSON `);
  expect(stderr).toContain('9 dead (DECODE_NOT_JSON 9)');
});

test('a hostile record or name of a file steers no terminal, in documents, dead letters and the summary', async () => {
  const hostile = 'evil\u009b2J\u0085\u202e\u200f';
  const record = JSON.parse(LINES[1] ?? '') as { winlog: { computer_name: string; event_data?: object } };
  record.winlog.computer_name = hostile;
  record.winlog.event_data = { ...record.winlog.event_data, Name: `\u001b[2J${hostile}` };
  const path = write(`${hostile}\u001b[2J.ndjson`, [JSON.stringify(record), `{"a":\u001b[2J${hostile}`].join('\n'));
  const dead = join(folder, `dead\u001b[2J${hostile}.ndjson`);
  for (const args of [[path], ['--dead', dead, path]]) {
    const { code, stdout, stderr } = await runWincanal(['normalize', ...args]);
    expect(code).toBe(1);
    for (const line of [...stdout.split('\n'), ...stderr.split('\n')]) expect(line).not.toMatch(STEERING);
    expect(stdout).toContain('evil\\u009b2J');
    const [document] = parseLines(stdout) as EnrichedDocument[];
    expect(document?.winlog.computer_name).toBe(hostile);
    expect(stderr).toContain('1 dead (DECODE_NOT_JSON 1)');
  }
  for (const line of readFileSync(dead, 'utf8').split('\n')) expect(line).not.toMatch(STEERING);
});

test('the summary as JSON', async () => {
  const { stderr } = await runWincanal(['normalize', '--json'], { input: [LINES[0], OTHER, '{'].join('\n') });
  expect(parseLines(stderr).at(-1)).toEqual({
    records: 3,
    documents: { schannel: 1 },
    skipped: { other_provider_unparsed: 1 },
    dead: { DECODE_NOT_JSON: 1 },
  });
});

test('a file that is not named like one of lines is one record, unless said otherwise', async () => {
  const events = `<Events>${EVENTS.slice(0, 3)
    .map((event) => renderEventXml(event, { indented: true }))
    .join('\n')}</Events>`;
  const path = write('saved.xml', events);
  const whole = await runWincanal(['normalize', path]);
  expect(recordIds(whole.stdout)).toEqual(RECORD_IDS.slice(0, 3));
  expect(whole.stderr).toContain('1 record: 3 documents');
  const lines = await runWincanal(['normalize', '--framing', 'line', write('lines.txt', LINES.join('\n'))]);
  expect(recordIds(lines.stdout)).toEqual(RECORD_IDS);
});

test.each([
  [{}, 0, '10001 documents'],
  [{ WINCANAL_MAX_RECORD_EVENTS: '' }, 0, '10001 documents'],
  [{ WINCANAL_MAX_RECORD_EVENTS: '20000' }, 0, '10001 documents'],
  [{ WINCANAL_MAX_RECORD_EVENTS: '10000' }, 1, '1 dead (DECODE_TOO_MANY 1)'],
  [{ WINCANAL_MAX_RECORD_BYTES: '1024' }, 1, '1 dead (DECODE_TOO_LARGE 1)'],
])('a file may hold more than a record of Kafka, unless the settings say otherwise: %j', async (env, exit, told) => {
  const event =
    '<Event><System><Provider Name="Schannel"/><EventID>36867</EventID><TimeCreated SystemTime="2026-03-04T05:06:07Z"/></System></Event>';
  const path = write('export.xml', `<Events>${event.repeat(10_001)}</Events>`);
  const { code, stderr } = await runWincanal(['normalize', path], { env: env });
  expect(stderr.replaceAll(',', '')).toContain(told);
  expect(code).toBe(exit);
});

test('UTF-16 is one record, or lines where that is said', async () => {
  const bom = Buffer.from([0xff, 0xfe]);
  const one = write(
    'one.log',
    Buffer.concat([bom, Buffer.from(renderEventXml(EVENTS[0] ?? never(), { indented: true }), 'utf16le')]),
  );
  expect(recordIds((await runWincanal(['normalize', one])).stdout)).toEqual(RECORD_IDS.slice(0, 1));
  const many = write('many.log', Buffer.concat([bom, Buffer.from(LINES.join('\r\n'), 'utf16le')]));
  expect(recordIds((await runWincanal(['normalize', '--framing', 'line', many])).stdout)).toEqual(RECORD_IDS);
});

function never(): never {
  throw new Error('no event');
}

test('a line that is too large is a dead letter with its beginning, and the next line is read', async () => {
  const dead = join(folder, 'large.ndjson');
  const { stdout } = await runWincanal(['normalize', '--dead', dead], {
    input: `{"x":"${'y'.repeat(200_000)}"}\n${LINES[0] ?? ''}\n`,
    env: { WINCANAL_MAX_RECORD_BYTES: '4096' },
  });
  expect(recordIds(stdout)).toEqual(RECORD_IDS.slice(0, 1));
  const [letter] = parseLines(readFileSync(dead, 'utf8')) as {
    code: string;
    original: string;
    original_cut: boolean;
  }[];
  expect(letter).toMatchObject({ code: 'DECODE_TOO_LARGE', original_cut: true });
  expect(Buffer.from(letter?.original ?? '', 'base64')).toHaveLength(4097);
});

test.each([
  [['missing.ndjson'], 'there is no file "missing.ndjson"'],
  [[tmpdir()], `"${tmpdir()}" is a directory`],
  [['--dead', '/no/such/folder/dead', '-'], '--dead: "/no/such/folder/dead" cannot be written (ENOENT)'],
])('%j is wrong use, and nothing is written', async (args, message) => {
  const { code, stdout, stderr } = await runWincanal(['normalize', ...args], { input: LINES[0] ?? '' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('a document comes out before the input ends', async () => {
  const child = spawn(LAUNCHER, ['normalize'], { env: cleanEnvironment(), stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write(`${LINES[0] ?? ''}\n`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  expect(recordIds(String(first.value))).toEqual(RECORD_IDS.slice(0, 1));
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('a reader that goes away ends it quietly', async () => {
  const path = write('long.ndjson', Array.from({ length: 400 }, () => LINES.join('\n')).join('\n'));
  const child = spawn(LAUNCHER, ['normalize', path], { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
});

test('options of the configuration apply', async () => {
  const { stdout } = await runWincanal(['normalize'], {
    input: LINES[0] ?? '',
    env: { WINCANAL_KEEP_ORIGINAL: 'true', WINCANAL_NAMESPACE: 'lab' },
  });
  expect(parseLines(stdout)).toEqual([
    expect.objectContaining({ data_stream: { type: 'logs', dataset: 'wincanal.schannel', namespace: 'lab' } }),
  ]);
  expect((parseLines(stdout)[0] as EnrichedDocument).event.original).toBe(LINES[0]);
});

test('a site file counts, and one with problems is refused before anything is read', async () => {
  const input = renderEventXml({ ...(EVENTS[0] as (typeof EVENTS)[number]), computer: 'here.example' });
  const good = write('good.yaml', 'hosts: [{match: [here.example], owner: Us}]\nevents: {schannel:1: {owner: x}}\n');
  const run = await runWincanal(['normalize', '--framing', 'file'], { input, env: { WINCANAL_SITE_FILE: good } });
  expect(run.code).toBe(0);
  expect((JSON.parse(run.stdout) as EnrichedDocument).wincanal.site).toEqual({ owner: 'Us' });
  expect(run.stderr).toMatch(/^warning: .*good\.yaml:2:10: events has the key "schannel:1"/u);

  const bad = write('bad.yaml', 'hosts: {}\n');
  const refused = await runWincanal(['normalize'], { input, env: { WINCANAL_SITE_FILE: bad } });
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain(`WINCANAL_SITE_FILE: ${bad}:1:8: hosts is an object`);
});

test('up refuses a bad site file before it starts a server', async () => {
  const bad = write('bad.yaml', 'hosts: {}\n');
  const { code, stderr } = await runWincanal(['up', '--once'], { env: { WINCANAL_SITE_FILE: bad } });
  expect(code).toBe(2);
  expect(stderr).toContain(`WINCANAL_SITE_FILE: ${bad}:1:8: hosts is an object`);
});
