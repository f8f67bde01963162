import { expect, test } from '@jest/globals';
import { scanXml } from '../../../../normalizers/decode/scan-xml.ts';
import { createRandom } from '../../../../services/simulate/index.ts';
import { compareReaders } from '../../../fuzz/xml/compare.ts';
import { generateDocuments } from '../../../fuzz/xml/generate-documents.ts';

/** What is told: tags with the places where they begin and end, attributes, and texts. */
function scan(source: string): string[] | undefined {
  const told: string[] = [];
  const read = scanXml(source, {
    open: (name, attributes, start) => {
      const listed = Object.entries(attributes).map(([key, value]) => ` ${key}=[${value}]`);
      told.push(`${start}<${name}${listed.join('')}>`);
    },
    text: (text) => told.push(text),
    close: (end) => told.push(`</>${end}`),
  });
  return read ? told : undefined;
}

test.each<[string, string[]]>([
  ['<a/>', ['0<a>', '</>4']],
  ['<a></a>', ['0<a>', '</>7']],
  [' \n\t<a />\n ', ['3<a>', '</>8']],
  ['<a\n>x</a\t>', ['0<a>', 'x', '</>10']],
  ['<a><b>x</b> <b/></a>', ['0<a>', '3<b>', 'x', '</>11', ' ', '12<b>', '</>16', '</>20']],
  ['<a><a><a/></a></a>', ['0<a>', '3<a>', '6<a>', '</>10', '</>14', '</>18']],
  ['<e:a.b-1 xmlns:e="u"/>', ['0<e:a.b-1 xmlns:e=[u]>', '</>22']],
  [`<a b="'" c='"'/>`, [`0<a b=['] c=["]>`, '</>16']],
  [`<a\n b = "" c\t='>/ é'/>`, ['0<a b=[] c=[>/ é]>', '</>22']],
  ['<a __proto__="x" toString="y"/>', ['0<a __proto__=[x] toString=[y]>', '</>31']],
  ['<a b="1" B="2"/>', ['0<a b=[1] B=[2]>', '</>16']],
  ['<a>&lt;&gt;&amp;&quot;&apos;</a>', ['0<a>', `<>&"'`, '</>32']],
  ['<a>x &amp;lt; y</a>', ['0<a>', 'x &lt; y', '</>19']],
  ['<a>]] > ]> \u007f\u0085\u2028\ufffd€</a>', ['0<a>', ']] > ]> \u007f\u0085\u2028\ufffd€', '</>20']],
  ['<a>\n\t<b/>\n</a>', ['0<a>', '\n\t', '5<b>', '</>9', '\n', '</>14']],
])('reads %j', (source, told) => {
  expect(scan(source)).toEqual(told);
  expect(compareReaders(source)).toEqual({ accepted: true, plain: false });
});

const REFERENCES = [
  '&',
  '&;',
  '&#65;',
  '&#x41;',
  '&#0;',
  '&b;',
  '&LT;',
  '&lt',
  '&l&lt;t;',
  '&&lt;lt;',
  '& lt;',
  '&toString;',
];
const CONTROLS = ['\0', '\u0008', '\u000b', '\f', '\r', '\r\n', '\u000e', '\u001f'];
const OTHERS = ['\ufffe', '\uffff', '\ud800', '\udc00', '😀', ']]>'];
const MARKUP = ['<!-- x -->', '<?x?>', '<?xml version="1.0"?>', '<!DOCTYPE a>', '<![CDATA[x]]>', '<!ENTITY b "c">'];
const inText = (text: string): string => `<a>${text}</a>`;
const everywhere = (text: string): string[] => [inText(text), `<a b="${text}"/>`, `${text}<a/>`, `<a/>${text}`];

test.each<[string, readonly string[]]>([
  ['nothing, or no element', ['', ' ', 'x', '<', '<>', '</a>', '&amp;', '\ufeff<a/>']],
  ['what is cut in a tag', ['<a', '<a ', '<a b', '<a b=', '<a b="', '<a b="c"', '<a/', '<a></', '<a></a']],
  ['what is cut behind one', ['<a>', '<a>x', '<a><b/>', '<a><b></b>']],
  ['more than one root, or text around it', ['<a/><b/>', '<a></a><a>', '<a/></a>', '<a/>x', 'x<a/>', '<a/>&amp;']],
  ['end tags of another name', ['<a></b>', '<a></ab>', '<ab></a>', '<a></>', '<a></ a>', '<a><b></a></b>']],
  ['end tags with more than a name', ['<a></a b="c">', '<a></a/>', '<a></a<b/>']],
  ['names that are none', ['< a/>', '<1/>', '<-a/>', '<.a/>', '<a&b/>', '<a 1="x"/>', '<a ="x"/>']],
  ['names that are not ASCII', ['<é/>', '<aé/>', '<a é="x"/>', '<a·/>']],
  ['attributes twice', ['<a b="1" b="1"/>', '<a b="" b=""/>', '<a __proto__="1" __proto__="1"/>']],
  ['attributes without value or quotes', ['<a b/>', '<a b=c/>', `<a b="c'/>`, '<a b=="c"/>', '<a b "c"/>']],
  ['attributes without space, and stray slashes', ['<a b="c"d="e"/>', '<a b="c"/ >', '<a b="c" / >', '<a/b="c">']],
  ['values that are not told as they stand', ['<a b="&amp;"/>', '<a b="\n"/>', '<a b="\t"/>', '<a b="<"/>']],
  ['other references than the five', REFERENCES.map(inText)],
  ['control characters, and what ends lines', CONTROLS.flatMap(everywhere)],
  ['what else is forbidden, and pairs of surrogates', OTHERS.flatMap(everywhere)],
  ['other markup than tags', MARKUP.flatMap(everywhere)],
])('leaves to the parser: %s', (_, sources) => {
  for (const source of sources) {
    expect([source, scan(source)]).toEqual([source, undefined]);
    expect([source, compareReaders(source)]).toEqual([source, { accepted: false, plain: false }]);
  }
});

const DOCUMENTS = 10_000;

test('scanner and pattern say what the parser says, of whatever they accept (npm run fuzz:xml has more of it)', () => {
  const documents = generateDocuments(createRandom(36887));
  let accepted = 0;
  let plain = 0;
  for (let left = DOCUMENTS; left > 0; left--) {
    const text = documents.next().value;
    const compared = compareReaders(text);
    if (compared.difference !== undefined) throw new Error(`${compared.difference}\n${JSON.stringify(text)}`);
    if (compared.accepted) accepted++;
    if (compared.plain) plain++;
  }
  expect(accepted).toBeGreaterThan(DOCUMENTS / 4);
  expect(plain).toBeGreaterThan(DOCUMENTS / 10);
});
