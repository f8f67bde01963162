import type { Random } from '../random.ts';

/** How often something is otherwise than plain XML has it, in thousandths of its chances; drawn for each document. */
const ODDITIES = [0, 0, 2, 10, 60, 250] as const;

const NAMES = ['Event', 'Events', 'System', 'EventData', 'UserData', 'Data', 'Binary', 'RenderingInfo', 'Message'];
const PLAIN_NAMES = [
  'a',
  'b',
  'ab',
  'e:Event',
  'x:a',
  ':',
  '_',
  'a.b-1',
  'xmlns',
  'Z9',
  'A:b:c',
  '__proto__',
  'toString',
];
const ODD_NAMES = [
  '',
  '1a',
  '-',
  '.a',
  'é',
  'aé',
  'Ωb',
  'a·',
  'a\u0300',
  '\u0300',
  '\u{10000}',
  'a\ud800',
  'a b',
  'a&amp;',
  'a\u00d7',
  '!',
  '?a',
  '/',
];
const ATTRIBUTES = [
  'Name',
  'Guid',
  'SystemTime',
  'Qualifiers',
  'Culture',
  'xmlns',
  'xmlns:e',
  'a',
  'b',
  'A',
  'x:y',
  '__proto__',
];
const PLAIN_SPACES = [' ', ' ', ' ', '\n', '\t', '  ', '\n  '];
const ODD_SPACES = ['', '\r', '\r\n', '\u00a0', '\u0085', '\u2028', '\f', '\v', '\ufeff', '\0', '/', '\n\r'];
const PLAIN_PIECES = [
  'x',
  'Schannel',
  '48',
  ' ',
  '\n',
  'é',
  '€',
  '>',
  ']',
  ']]',
  ']>',
  '/',
  '=',
  '"',
  "'",
  '?>',
  '-->',
  '\u0085',
  '\u2028',
  '\u007f',
  '\u0080',
  '\ufffd',
  '\ufdd0',
  '\ud7ff',
  '\ue000',
  '\u00a0',
  '\t',
  '#',
  ';',
  'amp;',
  '\ufeff',
];
const ENTITIES = ['&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&amp;lt;', '&amp;amp;', '&lt;a&gt;'];
const ODD_ENTITIES = [
  '&',
  '&;',
  '&#;',
  '&#x;',
  '&#65;',
  '&#x41;',
  '&#0;',
  '&#x1f;',
  '&#xD800;',
  '&#65534;',
  '&#x10FFFF;',
  '&#x110000;',
  '&#13;',
  '&#10;',
  '&#00000065;',
  '&unknown;',
  '&AMP;',
  '&Lt;',
  '&amp',
  '&am',
  '&&lt;;',
  '&a&lt;mp;',
  '& lt;',
  '&#9',
  '&toString;',
  '&#x26;lt;',
  '&#38;amp;',
  '&é;',
];
const ODD_PIECES = [
  ']]>',
  ']]>',
  '\r',
  '\r\n',
  '\0',
  '\u0001',
  '\u0008',
  '\u000b',
  '\u000c',
  '\u001f',
  '\ud800',
  '\udc00',
  '\ud83d\ude00',
  '\udc00\ud800',
  '\ufffe',
  '\uffff',
  '\u{1fffe}',
  '\u{10ffff}',
  '<',
  '<a',
  '</',
  '<>',
  '< a>',
];
const CDATA = [
  '<![CDATA[x]]>',
  '<![CDATA[]]>',
  '<![CDATA[<a>&b;]]>',
  '<![CDATA[]]]]>',
  '<![CDATA[x]]',
  '<![CDATA x]]>',
  '<![cdata[x]]>',
  '<![CDATA[\r\n]]>',
  '<![CDATA[a]]]]><![CDATA[>]]>',
];
const COMMENTS = [
  '<!-- a -->',
  '<!---->',
  '<!-- a -- b -->',
  '<!-- a --->',
  '<!--',
  '<!- a -->',
  '<!--<a>&b;-->',
  '<!-->',
];
const INSTRUCTIONS = [
  '<?a?>',
  '<?a b="c"?>',
  '<?xml version="1.0"?>',
  '<?XML ?>',
  '<? a?>',
  '<?a',
  '<?a?b?>',
  '<?a:b c?>',
  '<?a ?',
];
const DECLARATIONS = [
  '<?xml version="1.0"?>',
  '<?xml version="1.0" encoding="utf-8"?>\n',
  "<?xml version='1.1'?>",
  '<?xml version="1.0" encoding="utf-16" standalone="yes"?>',
  '<?xml?>',
  '<?xml version="2"?>',
  '<?xml encoding="utf-8"?>',
  ' <?xml version="1.0"?>',
  '\ufeff<?xml version="1.0"?>',
  '\ufeff',
];
const DOCTYPES = [
  '<!DOCTYPE a>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<!doctype a>',
  '<!DOCTYPE a SYSTEM "b">',
  '<!DOCTYPE',
  '<!ELEMENT a ANY>',
];
const OUTSIDE = ['x', ' x ', '&amp;', '<a/>', '<a></a>', '</a>', '\0', '\u00a0', ']]>', '<![CDATA[]]>', '<', '\ufeff'];
const TIMES = ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07.1234567Z', '2026-03-04 05:06:07', 'never', ''];

/**
 * A document out of a grammar near to event XML: half of them events, the others any elements. A part of them is plain
 * throughout, the others have something odd, allowed or not, here and there or everywhere.
 */
export function composeXml(random: Random): string {
  return new XmlComposer(random).compose();
}

class XmlComposer {
  readonly #random: Random;
  readonly #oddity: number;
  /** Elements that the document may still have. */
  #left: number;

  constructor(random: Random) {
    this.#random = random;
    this.#oddity = random.pick(ODDITIES);
    this.#left = random.pick([2, 6, 20]);
  }

  compose(): string {
    if (this.#chance(3))
      return this.#random.pick(['', ' ', '\n', '<', '>', 'x', '&amp;', '\ufeff', '</a>', '<a', '<a>']);
    const declaration = this.#odd() ? this.#random.pick(DECLARATIONS) : '';
    const root = this.#random.below(2) === 0 ? this.#element() : this.#eventRoot();
    const whole = `${declaration}${this.#around()}${root}${this.#around()}`;
    return this.#odd() ? whole.slice(0, this.#random.below(whole.length + 1)) : whole;
  }

  /** So many times in a thousand. */
  #chance(thousandths: number): boolean {
    return this.#random.below(1000) < thousandths;
  }

  #odd(): boolean {
    return this.#chance(this.#oddity);
  }

  #around(): string {
    if (this.#odd()) return this.#random.pick([...DOCTYPES, ...COMMENTS, ...INSTRUCTIONS, ...OUTSIDE, ...ODD_SPACES]);
    return this.#random.below(4) === 0 ? this.#random.pick(PLAIN_SPACES) : '';
  }

  /** White space that there must be, or may be. */
  #space(needed: boolean): string {
    if (this.#odd()) return this.#random.pick(ODD_SPACES);
    return needed || this.#random.below(12) === 0 ? this.#random.pick(PLAIN_SPACES) : '';
  }

  #name(): string {
    if (this.#odd()) return this.#random.pick(ODD_NAMES);
    return this.#random.pick(this.#random.below(2) === 0 ? NAMES : PLAIN_NAMES);
  }

  #attribute(name: string, value: string): string {
    const quote = this.#random.below(3) === 0 ? "'" : '"';
    const open = this.#odd() ? this.#random.pick(['', '"', "'", '`']) : quote;
    const close = this.#odd() ? this.#random.pick(['', '"', "'", '`']) : quote;
    const equals = this.#odd() ? this.#random.pick(['', '==', ':']) : '=';
    return `${this.#space(true)}${name}${this.#space(false)}${equals}${this.#space(false)}${open}${value}${close}`;
  }

  #attributes(): string {
    const names = Array.from({ length: this.#random.pick([0, 0, 1, 1, 2, 3]) }, () =>
      this.#odd() ? this.#random.pick(ODD_NAMES) : this.#random.pick(ATTRIBUTES),
    );
    // The same twice only where something is to be odd.
    const listed = this.#odd() ? [...names, ...names] : [...new Set(names)];
    return listed.map((name) => this.#attribute(name, this.#value())).join('');
  }

  #value(): string {
    const pieces = Array.from({ length: this.#random.below(3) }, () => {
      if (this.#odd()) return this.#random.pick([...ODD_PIECES, ...ODD_ENTITIES, ...ENTITIES, '\n', '\t', '"', "'"]);
      return this.#random.pick(PLAIN_PIECES).replace(/[\t\n"']/g, '.');
    });
    return pieces.join('');
  }

  #text(): string {
    const pieces = Array.from({ length: this.#random.below(4) }, () => {
      if (this.#odd())
        return this.#random.pick([ODD_PIECES, ODD_ENTITIES, CDATA, COMMENTS, INSTRUCTIONS, DOCTYPES].flat());
      return this.#random.pick(this.#random.below(4) === 0 ? ENTITIES : PLAIN_PIECES);
    });
    return pieces.join('');
  }

  #tags(name: string, attributes: string, content: string): string {
    const space = this.#space(false);
    if (content === '' && this.#random.below(2) === 0)
      return `<${name}${attributes}${space}/${this.#odd() ? this.#space(true) : ''}>`;
    const end = this.#odd()
      ? this.#random.pick([this.#name(), name.slice(1), `${name}x`, ` ${name}`, '', `${name}/`])
      : name;
    return `<${name}${attributes}${space}>${content}</${end}${this.#space(false)}>`;
  }

  #element(): string {
    this.#left--;
    const attributes = this.#attributes();
    let content = this.#text();
    for (let children = this.#random.below(4); children > 0 && this.#left > 0; children--)
      content += this.#element() + this.#text();
    return this.#tags(this.#name(), attributes, content);
  }

  #eventRoot(): string {
    const prefix = this.#random.below(5) === 0 ? 'e:' : '';
    if (this.#random.below(3) > 0) return this.#event(prefix);
    const events = Array.from({ length: this.#random.below(4) }, () => this.#event(prefix) + this.#around());
    return this.#tags(`${prefix}Events`, this.#attributes(), events.join(''));
  }

  #event(prefix: string): string {
    const system = [
      ['Provider', this.#attribute('Name', 'Schannel') + this.#attributes(), ''],
      ['EventID', '', `${this.#odd() ? this.#text() : ''}36887`],
      ['TimeCreated', this.#attribute('SystemTime', this.#random.pick(TIMES)), ''],
      ['Computer', '', this.#text()],
      ['Level', '', '2'],
    ].map(([name, attributes, text]) => this.#tags(`${prefix}${name}`, attributes as string, text as string));
    const rest = this.#random.pick(['EventData', 'UserData', 'RenderingInfo', 'Other']);
    const body = this.#random.below(4) === 0 ? '' : this.#tags(`${prefix}${rest}`, '', this.#body(prefix));
    const gap = this.#random.below(3) === 0 ? '\n  ' : '';
    const content = [this.#tags(`${prefix}System`, '', system.join(gap)), body].join(gap);
    return this.#tags(`${prefix}Event`, this.#attributes(), content);
  }

  #body(prefix: string): string {
    const values = Array.from({ length: this.#random.below(4) }, () => {
      if (this.#random.below(4) === 0) return this.#element();
      const name = this.#random.pick(['Data', 'Data', 'Binary', 'Message', 'Level']);
      const attributes = this.#random.below(2) === 0 ? '' : this.#attribute('Name', this.#value());
      return this.#tags(`${prefix}${name}`, attributes, this.#text());
    });
    return values.join(this.#random.below(3) === 0 ? '\n' : '');
  }
}
