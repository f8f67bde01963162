import { listClassicWords } from '../../normalizers/schannel/classic-suite.ts';
import words from '../../normalizers/schannel/code-words.json' with { type: 'json' };
import { worstGrade } from '../../normalizers/schannel/rate-suite.ts';
import { describeRest, describeSources, describeUses, finish, lines, listCarriers, mark } from './describe-entry.ts';
import { describeTable, groupBy } from './describe-table.ts';
import { tableOf, textOf, type Entry } from './knowledge.ts';
import { anchor, code, join, link, table, text } from './markdown.ts';

/** What is said of a word of the tables, in the order in which words are shown. */
type Words = ReadonlyMap<string, string>;

const GRADES: Words = new Map(Object.entries(words.grades));
const WEAKNESSES: Words = new Map(Object.entries(words.weaknesses));
const PROTOCOL_GRADES: Words = new Map(Object.entries(words.protocol_grades));
const PROTOCOLS: Words = new Map(Object.entries(words.protocols));

/** The page of the cipher suites, by grade. */
export function describeCipherSuites(): string {
  const suites = tableOf('cipher');
  return describeTable(
    suites,
    `Carried by number as \`CipherSuite\` by ${listCarriers('cipher_suite')}. A number that was widened to 32 or 64 bits (\`0xFFFFC030\`) is read as its lower half; decimal numbers, names in upper and lower case, and the names of Windows' settings with a curve at their end (\`..._P384\`) are read too.`,
    groupBy(suites.entries, ([, entry]) => textOf(entry, 'grade') ?? '')
      .sort(([a], [b]) => rankGrade(a) - rankGrade(b))
      .map(([grade, rows]) => ({
        id: `grade-${grade}`,
        title: `Grade ${grade}`,
        note: join(finish(GRADES.get(grade)), ...describeUses(['cipher.grade'], grade)),
        rows,
      })),
    ['Number', 'Name', 'Weaknesses'],
    ([value, entry]) => [
      mark(value, textOf(entry, 'name')),
      code(textOf(entry, 'name') ?? ''),
      lines(
        (Array.isArray(entry['weaknesses']) ? entry['weaknesses'] : [])
          .map((word) => linkWeakness(String(word)))
          .join(', '),
        entry['schannel'] === true ? 'Schannel knows it, in some build' : '',
        ...listVersions(entry),
        ...describeRest(entry, ['name', 'grade', 'weaknesses', 'versions', 'schannel', 'source']),
        describeSources(entry),
      ),
    ],
    describeWeaknesses(),
    describeClassicWords(),
  );
}

function listVersions(entry: Entry): string[] {
  const versions = textOf(entry, 'versions');
  return versions === undefined ? [] : [`Used by ${text(versions)}`];
}

function linkWeakness(word: string): string {
  return WEAKNESSES.has(word) ? link(text(word), `#weakness-${word}`) : text(word);
}

function describeWeaknesses(): string {
  const rows = [...WEAKNESSES].map(([word, meaning]) => [
    `${anchor(`weakness-${word}`)}${text(word)}`,
    finish(meaning),
  ]);
  return join(anchor('weaknesses'), '## Weaknesses', table(['Weakness', 'Meaning'], rows));
}

/** Windows 2000 gives the parts of a suite as words. */
function describeClassicWords(): string {
  const rows = [...listClassicWords()].map(([word, { part, weaknesses, source }]) => [
    code(word.toUpperCase()),
    text(part),
    text(worstGrade(weaknesses) ?? ''),
    lines(weaknesses.map(linkWeakness).join(', '), describeSources({ source })),
  ]);
  return join(
    anchor('windows-2000'),
    '## Words of Windows 2000',
    'It writes no number but the parts of the suite, each as a word. The worst part is the grade.',
    table(['Word', 'Part', 'Grade', 'Weaknesses'], rows),
  );
}

function rankGrade(grade: string): number {
  const at = [...GRADES.keys()].indexOf(grade);
  return at < 0 ? GRADES.size : at;
}

/** The page of the protocol versions. */
export function describeProtocols(): string {
  const versions = tableOf('protocol');
  return describeTable(
    versions,
    `Carried as words in \`Protocol\` by ${listCarriers('protocol')}, read in every spelling that occurs: \`TLS 1.2\`, \`TLSv1.2\`, \`TLS1.2\`, \`tls_1_2\`, and by its number in the protocol (\`0x0303\`). Other words, such as \`unknown\`, are kept and not decoded.`,
    [{ id: 'all', title: 'Versions', rows: versions.entries }],
    ['Words', '`tls.version_protocol`', '`tls.version`', 'Grade'],
    ([version, entry]) => [
      mark(version),
      code(textOf(entry, 'protocol') ?? ''),
      code(textOf(entry, 'version') ?? ''),
      lines(
        lead(textOf(entry, 'grade') ?? '', PROTOCOL_GRADES),
        finish(PROTOCOLS.get(version)),
        ...describeUses(['protocol.grade'], textOf(entry, 'grade') ?? ''),
        `In the protocol: ${code(textOf(entry, 'wire') ?? '')}`,
        ...describeRest(entry, ['protocol', 'version', 'grade', 'wire', 'source']),
        describeSources(entry),
      ),
    ],
  );
}

/** A word with what is said of it. */
function lead(word: string, meanings: Words): string {
  const meaning = meanings.get(word);
  return meaning === undefined ? text(word) : `${text(word)}: ${text(meaning)}`;
}
