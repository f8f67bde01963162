import type { DecodeContext, KnownTexts, TextFormat, TextWrapper } from './format.ts';

/** JSON behind a header: an object, a string, or a list of something that can be an event. */
const JSON_BEGINS = String.raw`\{\s*"|"|\[\s*[{"]`;

/** Finds the format of texts by how they begin, for the decoders and for whatever is around texts. */
export class TextTable implements KnownTexts {
  readonly #formats: readonly { readonly format: TextFormat; readonly start: RegExp }[];
  readonly #wrappers: readonly TextWrapper[];
  readonly #start: RegExp;
  readonly #anywhere: RegExp;

  /** @param formats and `wrappers` in the order in which they are tried */
  constructor(formats: readonly TextFormat[], wrappers: readonly TextWrapper[]) {
    this.#formats = formats.map((format) => ({ format, start: compileStart(format) }));
    this.#wrappers = wrappers;
    const sources = [...formats, ...wrappers].map(({ begins }) => begins.source);
    this.#start = new RegExp(`^(?:${[JSON_BEGINS, ...sources].join('|')})`);
    // A bracket or a quote in the midst of a header is part of it; so is a brace without a key behind it.
    this.#anywhere = new RegExp([String.raw`(?:\[\s*)?\{\s*"|\[\s*"<`, ...sources].join('|'));
  }

  /** The format of a text that is no JSON. */
  find(text: string): TextFormat | undefined {
    for (const { format, start } of this.#formats) if (start.test(text)) return format;
    return undefined;
  }

  /** The header at the beginning of a text. */
  findWrapper(text: string): TextWrapper | undefined {
    for (const wrapper of this.#wrappers) if (wrapper.matches(text)) return wrapper;
    return undefined;
  }

  begins(text: string): boolean {
    return this.#start.test(text);
  }

  search(text: string, most: number): number {
    return text.slice(0, most).search(this.#anywhere);
  }

  holdsEvent(text: string, context: DecodeContext): boolean {
    const rest = text.replace(/^[\ufeff \t\r\n]*/, '');
    if (rest.startsWith('"')) return rest.trimEnd().endsWith('"');
    if (/^(?:\{|\[\s*[[{"])/.test(rest) || this.find(rest) !== undefined) return true;
    if (context.nesting === 0) return false;
    const inner = { ...context, nesting: context.nesting - 1 };
    return (
      this.findWrapper(rest)
        ?.unwrap(rest, inner)
        .some(({ content }) => typeof content !== 'string' || this.holdsEvent(content, inner)) === true
    );
  }
}

function compileStart({ begins, front }: TextFormat): RegExp {
  return new RegExp(front === undefined ? `^(?:${begins.source})` : `^[^]{0,${front}}?(?:${begins.source})`);
}
