import type { Random } from '../../../services/simulate/index.ts';
import {
  ATTRIBUTES,
  CDATA,
  COMMENTS,
  DECLARATIONS,
  DOCTYPES,
  ENTITIES,
  INSTRUCTIONS,
  NAMES,
  ODD_ENTITIES,
  ODD_NAMES,
  ODD_PIECES,
  ODD_SPACES,
  OUTSIDE,
  PLAIN_NAMES,
  PLAIN_PIECES,
  PLAIN_SPACES,
  TIMES,
} from './parts.ts';

/** How often something is otherwise than plain XML has it; drawn for each document. */
const ODDITIES = [0, 0, 0.002, 0.01, 0.06, 0.25] as const;

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
    if (this.#random.chance(0.003))
      return this.#random.pick(['', ' ', '\n', '<', '>', 'x', '&amp;', '\ufeff', '</a>', '<a', '<a>']);
    const declaration = this.#odd() ? this.#random.pick(DECLARATIONS) : '';
    const root = this.#random.integer(0, 1) === 0 ? this.#element() : this.#eventRoot();
    const whole = `${declaration}${this.#around()}${root}${this.#around()}`;
    return this.#odd() ? whole.slice(0, this.#random.integer(0, whole.length)) : whole;
  }

  #odd(): boolean {
    return this.#random.chance(this.#oddity);
  }

  #around(): string {
    if (this.#odd()) return this.#random.pick([...DOCTYPES, ...COMMENTS, ...INSTRUCTIONS, ...OUTSIDE, ...ODD_SPACES]);
    return this.#random.integer(0, 3) === 0 ? this.#random.pick(PLAIN_SPACES) : '';
  }

  /** White space that there must be, or may be. */
  #space(needed: boolean): string {
    if (this.#odd()) return this.#random.pick(ODD_SPACES);
    return needed || this.#random.integer(0, 11) === 0 ? this.#random.pick(PLAIN_SPACES) : '';
  }

  #name(): string {
    if (this.#odd()) return this.#random.pick(ODD_NAMES);
    return this.#random.pick(this.#random.integer(0, 1) === 0 ? NAMES : PLAIN_NAMES);
  }

  #attribute(name: string, value: string): string {
    const quote = this.#random.integer(0, 2) === 0 ? "'" : '"';
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
    const pieces = Array.from({ length: this.#random.integer(0, 2) }, () => {
      if (this.#odd()) return this.#random.pick([...ODD_PIECES, ...ODD_ENTITIES, ...ENTITIES, '\n', '\t', '"', "'"]);
      return this.#random.pick(PLAIN_PIECES).replace(/[\t\n"']/g, '.');
    });
    return pieces.join('');
  }

  #text(): string {
    const pieces = Array.from({ length: this.#random.integer(0, 3) }, () => {
      if (this.#odd())
        return this.#random.pick([ODD_PIECES, ODD_ENTITIES, CDATA, COMMENTS, INSTRUCTIONS, DOCTYPES].flat());
      return this.#random.pick(this.#random.integer(0, 3) === 0 ? ENTITIES : PLAIN_PIECES);
    });
    return pieces.join('');
  }

  #tags(name: string, attributes: string, content: string): string {
    const space = this.#space(false);
    if (content === '' && this.#random.integer(0, 1) === 0)
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
    for (let children = this.#random.integer(0, 3); children > 0 && this.#left > 0; children--)
      content += this.#element() + this.#text();
    return this.#tags(this.#name(), attributes, content);
  }

  #eventRoot(): string {
    const prefix = this.#random.integer(0, 4) === 0 ? 'e:' : '';
    if (this.#random.integer(0, 2) > 0) return this.#event(prefix);
    const events = Array.from({ length: this.#random.integer(0, 3) }, () => this.#event(prefix) + this.#around());
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
    const body = this.#random.integer(0, 3) === 0 ? '' : this.#tags(`${prefix}${rest}`, '', this.#body(prefix));
    const gap = this.#random.integer(0, 2) === 0 ? '\n  ' : '';
    const content = [this.#tags(`${prefix}System`, '', system.join(gap)), body].join(gap);
    return this.#tags(`${prefix}Event`, this.#attributes(), content);
  }

  #body(prefix: string): string {
    const values = Array.from({ length: this.#random.integer(0, 3) }, () => {
      if (this.#random.integer(0, 3) === 0) return this.#element();
      const name = this.#random.pick(['Data', 'Data', 'Binary', 'Message', 'Level']);
      const attributes = this.#random.integer(0, 1) === 0 ? '' : this.#attribute('Name', this.#value());
      return this.#tags(`${prefix}${name}`, attributes, this.#text());
    });
    return values.join(this.#random.integer(0, 2) === 0 ? '\n' : '');
  }
}
