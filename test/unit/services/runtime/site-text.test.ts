import { describe, expect, test } from '@jest/globals';
import { parseSiteText, type SiteText } from '../../../../services/runtime/site-text.ts';

function parse(text: string): SiteText {
  return parseSiteText(Buffer.from(text));
}

function problemsOf(text: string): string[] {
  const { problems, place } = parse(text);
  return problems.map((problem) => `${place(problem.offset)}: ${problem.text}`);
}

test.each([
  ['YAML', 'a:\n  - b # note\n"c": {d: 1}\n'],
  ['YAML with a byte order mark and CRLF', '\ufeffa:\r\n  - b\r\nc:\r\n  d: 1\r\n'],
  ['JSON', '{\n\t"a": [\n\t\t"b"\n\t],\n\t"c": {"d": 1}\n}\n'],
  ['an anchor and its alias', 'x: &x b\na: [*x]\nc: {d: 1}\n'],
])('%s is read', (_name, text) => {
  expect(problemsOf(text)).toEqual([]);
  expect(parse(text).data).toMatchObject({ a: ['b'], c: { d: 1 } });
});

test('keys are texts, whatever they look like; words of YAML 1.1 are texts too', () => {
  expect(parse('36887: 012\ntrue: yes\nnull: ~\n').data).toEqual({ '36887': 12, true: 'yes', null: null });
});

test('names of Object.prototype are only names', () => {
  const data = parse('__proto__: {a: 1}\nconstructor: 2\n').data as object;
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  expect(Object.keys(data)).toEqual(['__proto__', 'constructor']);
});

const SECOND =
  'a second YAML document begins here, which would not be read: write "hosts" and "events" once each, without "---" between them';

test('what is refused in one place hides nothing in another: the value is there to be checked', () => {
  const text = 'a: [*.x, *, !t y]\nb: *n\nc: 1\nc: 2\n---\nd: 1\n';
  expect(problemsOf(text)).toHaveLength(6);
  expect(parse(text).data).toEqual({ a: ['*.x', '*', 'y'], b: '*n', c: 2 });
});

describe('refused is', () => {
  test.each([
    ['a key that is there twice', 'a: 1\nb: {c: 1, "c": 2}\n', '2:11: the key "c" is there twice, first at 2:5'],
    ['the same in JSON', '{"a": 1,\n "a": 2}', '2:2: the key "a" is there twice, first at 1:2'],
    [
      'an alias of nothing',
      'a: *x\n',
      "1:4: a is *x without quotes, which YAML takes for an alias, but nothing has that anchor: write '*x'",
    ],
    [
      'an asterisk without quotes',
      'a:\n  - b: [c, *]\n',
      "2:12: a[0].b[1] is * without quotes, which YAML takes for an alias, but nothing has that anchor: write '*'",
    ],
    ['a second document', 'a: 1\n---\nb: 2\n', `2:1: ${SECOND}`],
    ['a second document behind an end', 'a: 1\n...\nb: 2\n', `3:1: ${SECOND}`],
    ['an alias in its own anchor', 'a: &x\n  - *x\n', '2:5: the alias *x stands inside its own anchor'],
    ['a tag', 'a: !run x\n', '1:9: the tag !run is not read; write the value without it, a text in quotes'],
    [
      'a tag of YAML itself',
      'a: !!binary aGk=\n',
      '1:13: the tag !!binary is not read; write the value without it, a text in quotes',
    ],
    ['an empty file', '', '1:1: the file is empty; one that says nothing yet holds "hosts: []"'],
    ['a file of notes', '# none\n', '1:1: the file is empty; one that says nothing yet holds "hosts: []"'],
  ])('%s', (_name, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each([
    ['a list that does not end', 'a: [1\nb: 2\n', /^2:1: the YAML is broken: /],
    ['a tab as indentation', 'a:\n\tb: 1\n', /^2:1: the YAML is broken: Tabs/],
    ['a key that is a list', '[a]: 1\n', /^1:1: the YAML is broken: .*keys must be strings/],
    ['half a JSON file', '{"a": [1,', /^1:10: the YAML is broken: /],
  ])('%s', (_name, text, problem) => {
    expect(problemsOf(text)[0]).toMatch(problem);
    expect(parse(text).data).toBeUndefined();
  });

  test('what is not UTF-8', () => {
    const { problems } = parseSiteText(Buffer.from([0x61, 0x3a, 0x20, 0xff]));
    expect(problems.map(({ text }) => text)).toEqual(['the file is not UTF-8 text']);
  });

  test('aliases that multiply', () => {
    const letters = ['b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const lines = letters.map(
      (letter, i) =>
        `${letter}: &${letter} [${Array(9)
          .fill(`*${'abcdefg'[i] ?? ''}`)
          .join()}]`,
    );
    expect(problemsOf(`a: &a [x]\n${lines.join('\n')}\n`)).toEqual([
      '1:1: aliases (*name) stand for more than 100 copies of one anchor, nested ones multiplied',
    ]);
  });

  test.each([['['], ['{a: '], ['- ']])('%s without end', (piece) => {
    expect(problemsOf(piece.repeat(20_000))).toEqual([
      expect.stringMatching(/^1:\d+: lists or objects are nested far too deeply here$/),
    ]);
  });
});

test('a merge key is only a key', () => {
  expect(parse('x: &x {a: 1}\ny:\n  <<: *x\n').data).toEqual({ x: { a: 1 }, y: { '<<': { a: 1 } } });
});

test('a place is found by its path, as key or as value; behind an alias it is that of the alias', () => {
  const text = 'a: &a\n  - b: 1\n    c: [2, 3]\nd: *a\n';
  const { locate, place } = parse(text);
  const where = (path: string[], what: 'key' | 'value' = 'value'): string => place(locate(path, what));
  expect(where(['a', '0', 'c'])).toBe('3:8');
  expect(where(['a', '0', 'c'], 'key')).toBe('3:5');
  expect(where(['a', '0', 'c', '1'])).toBe('3:12');
  expect(where(['a', '0', 'nothing'])).toBe('2:5');
  expect(where(['d'], 'key')).toBe('4:1');
  expect(where(['d', '0', 'c', '1'])).toBe('4:4');
  expect(where([])).toBe('1:1');
});
