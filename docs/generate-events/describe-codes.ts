import {
  CONFIDENCE,
  confidenceOf,
  countEntries,
  describeRest,
  describeTableSources,
  describeUses,
  finish,
  lines,
  listCarriers,
  mark,
} from './describe-entry.ts';
import { TABLES, textOf, type CodeTable, type Entry } from './knowledge.ts';
import { anchor, bullets, code, join, link, table, text } from './markdown.ts';
import { finishPage, UP } from './page.ts';
import { linkCode, ROLES } from './words.ts';

/** A code with its entry. */
type Row = CodeTable['entries'][number];

/** A part of a long table: its place, its heading, its rows. */
interface Group {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly note?: string;
  readonly rows: readonly Row[];
}

/** The page of the internal states of Schannel, by hundreds: each hundred is a part of the handshake. */
export function describeErrorStates(): string {
  const states = TABLES.errorStates;
  return describeTable(
    states,
    `Carried as \`ErrorState\` (in 36870 as \`ErrorStatus\`) by ${listCarriers('error_state')}. They are neither Windows errors nor SSPI codes: they say at which point of its code Schannel gave up.\n\n${CONFIDENCE}`,
    groupBy(states.entries, ([number]) => String(Math.min(Math.floor(Number(number) / 100), 100) * 100)).map(
      ([first, rows]) => ({ id: `from-${first}`, title: nameHundred(first, rows), rows }),
    ),
    ['State', 'Name', 'Meaning', 'Side', 'Alerts', 'Confidence'],
    ([number, entry]) => [
      mark(number, textOf(entry, 'name')),
      code(textOf(entry, 'name') ?? ''),
      lines(
        finish(textOf(entry, 'meaning')),
        finish(textOf(entry, 'check')),
        ...describeFix(entry),
        ...describeUses(['error_state.code'], number),
        ...describeRest(entry, ['name', 'meaning', 'role', 'alerts', 'check', 'fix', 'confidence']),
      ),
      text(ROLES[textOf(entry, 'role') ?? ''] ?? 'either'),
      (Array.isArray(entry['alerts']) ? entry['alerts'] : [])
        .map((alert) => linkCode(TABLES.alerts, String(alert), 'name'))
        .join(', '),
      confidenceOf(entry),
    ],
  );
}

function nameHundred(first: string, rows: readonly Row[]): string {
  const parts = [...new Set(rows.map(([, entry]) => (textOf(entry, 'name') ?? '').split('_')[0] ?? ''))];
  const shown = parts.length > 4 ? [...parts.slice(0, 3), `${parts.length - 3} more`] : parts;
  return `${rows[0]?.[0] ?? first} to ${rows.at(-1)?.[0] ?? first}: ${shown.join(', ')}`;
}

/** Systems that define status codes, as their pages call them. */
const SUBSYSTEMS: Readonly<Record<string, string>> = {
  sspi: 'SSPI: security packages such as Schannel, Kerberos and NTLM',
  cryptoapi: 'CryptoAPI and CNG: certificates, chains and keys',
  win32: 'Win32: system errors',
  winsock: 'Winsock: sockets and name resolution',
  winhttp: 'WinHTTP: HTTP clients',
  hresult: 'HRESULT: general errors of COM',
  ras: 'RAS: remote access',
};

/** The page of the Windows status codes, by the system that defines them. */
export function describeStatusCodes(): string {
  const codes = TABLES.statusCodes;
  return describeTable(
    codes,
    `Carried as \`Error\` and \`ErrorCode\` by ${listCarriers('status_code')}, and inside the error text of Windows by ${listCarriers('error_text')}. A code is read in every notation that occurs: \`0x80090325\`, \`80090325\`, \`2148074277\` and \`-2146893019\` are the same; Win32 errors are found by their number (\`0x00000005\`) and as HRESULT (\`0x80070005\`). A text without a number is recognised by the English words that the table shows as “Known by”.\n\n${CONFIDENCE}`,
    groupBy(codes.entries, ([, entry]) => textOf(entry, 'source') ?? '').map(([source, rows]) => ({
      id: `from-${source}`,
      title: SUBSYSTEMS[source] ?? source,
      rows,
    })),
    ['Code', 'Decimal', 'Symbol', 'Meaning', 'Confidence'],
    ([value, entry]) => [
      mark(value, textOf(entry, 'symbol')),
      String(Number(value) | 0),
      code(textOf(entry, 'symbol') ?? ''),
      lines(...describeStatus(entry), ...describeUses(['error.code'], value), ...describeSymbolUses(entry)),
      confidenceOf(entry),
    ],
  );
}

/** The page of the RAS errors. */
export function describeRasErrors(): string {
  const errors = TABLES.rasErrors;
  return describeTable(
    errors,
    `Numbers that RasClient and the VPN client of Windows report for the whole connection attempt. The events of RasSstp carry one only where Windows Server 2008 wrote it into the data section of ${link('5', 'rassstp.md#5')}; otherwise they are here to look up.\n\n${CONFIDENCE}`,
    [{ id: 'all', title: 'Errors', rows: errors.entries }],
    ['Error', 'Symbol', 'Meaning', 'Confidence'],
    ([value, entry]) => [
      mark(value, textOf(entry, 'symbol')),
      code(textOf(entry, 'symbol') ?? ''),
      lines(...describeStatus(entry)),
      confidenceOf(entry),
    ],
  );
}

/** Grades, from good to bad, and what they say. */
const GRADES: Readonly<Record<string, string>> = {
  good: 'forward secrecy and authenticated encryption',
  legacy: 'still secure, but without forward secrecy or authenticated encryption; to be replaced in time',
  'national-or-uncommon': 'not known to be weak, and not recommended for general use',
  weak: 'to be switched off',
  insecure: 'broken',
  signalling: 'no suite at all but a signal in the list of suites',
};

/** The page of the cipher suites, by grade. */
export function describeCipherSuites(): string {
  const suites = TABLES.cipherSuites;
  return describeTable(
    suites,
    `Carried by number as \`CipherSuite\` by ${listCarriers('cipher_suite')}. A number that was widened to 32 bits (\`0xFFFFC030\`) is read as its lower half.`,
    groupBy(suites.entries, ([, entry]) => textOf(entry, 'grade') ?? '')
      .sort(([a], [b]) => rankGrade(a) - rankGrade(b))
      .map(([grade, rows]) => ({
        id: `grade-${grade}`,
        title: `Grade ${grade}`,
        note: join(finish(GRADES[grade]), ...describeUses(['cipher.grade'], grade)),
        rows,
      })),
    ['Number', 'Name', 'Weaknesses'],
    ([value, entry]) => [
      mark(value, textOf(entry, 'name')),
      code(textOf(entry, 'name') ?? ''),
      lines(
        (Array.isArray(entry['weaknesses']) ? entry['weaknesses'] : []).map((word) => text(String(word))).join(', '),
        ...describeRest(entry, ['name', 'grade', 'weaknesses']),
      ),
    ],
  );
}

function rankGrade(grade: string): number {
  const at = Object.keys(GRADES).indexOf(grade);
  return at < 0 ? Object.keys(GRADES).length : at;
}

/** The page of the protocol versions. */
export function describeProtocols(): string {
  const versions = TABLES.protocols;
  return describeTable(
    versions,
    `Carried as words in \`Protocol\` by ${listCarriers('protocol')}, read in upper and lower case. Other words, such as \`unknown\`, are kept and not decoded.`,
    [{ id: 'all', title: 'Versions', rows: versions.entries }],
    ['Words', '`tls.version_protocol`', '`tls.version`', 'Grade'],
    ([words, entry]) => [
      mark(words),
      code(textOf(entry, 'protocol') ?? ''),
      code(textOf(entry, 'version') ?? ''),
      lines(
        text(textOf(entry, 'grade') ?? ''),
        ...describeUses(['protocol.grade'], textOf(entry, 'grade') ?? ''),
        ...describeRest(entry, ['protocol', 'version', 'grade']),
      ),
    ],
  );
}

function describeStatus(entry: Entry): string[] {
  const known = textOf(entry, 'text');
  return [
    finish(textOf(entry, 'meaning')),
    ...describeFix(entry),
    known === undefined ? '' : `Known by “${text(known)}”`,
    ...describeRest(entry, ['symbol', 'meaning', 'fix', 'source', 'text', 'confidence']),
  ];
}

function describeFix(entry: Entry): string[] {
  const fix = textOf(entry, 'fix');
  return fix === undefined ? [] : [`Usual fix: ${finish(fix)}`];
}

function describeSymbolUses(entry: Entry): string[] {
  const symbol = textOf(entry, 'symbol');
  return symbol === undefined ? [] : describeUses(['error.symbol'], symbol);
}

function describeTable(
  codes: CodeTable,
  introduction: string,
  groups: readonly Group[],
  head: readonly string[],
  describeRow: (row: Row) => readonly string[],
): string {
  return finishPage(
    codes.file,
    `# ${text(codes.title)}`,
    UP,
    `${countEntries(codes)} ${introduction}`,
    groups.length < 2
      ? ''
      : bullets(groups.map(({ id, title, rows }) => `${link(text(title), `#${id}`)}: ${rows.length}`)),
    ...groups.map(({ id, title, note, rows }) =>
      join(anchor(id), `## ${text(title)}`, note, table(head, rows.map(describeRow))),
    ),
    describeTableSources(codes),
  );
}

/** Rows by what `key` says of them, in the order in which it first occurs. */
function groupBy(rows: readonly Row[], key: (row: Row) => string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return [...groups];
}
