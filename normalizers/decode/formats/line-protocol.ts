/** One line of the protocol. */
export interface Point {
  /** Tags and fields by name, the fields after the tags; undefined where the line is not understood. */
  readonly values: ReadonlyMap<string, string> | undefined;
  /** What is wrong with it. */
  readonly problem: string;
  readonly text: string;
}

/**
 * Reads InfluxDB line protocol: `measurement,tag=value field="text",other=1i 1772600767123000000`. A backslash escapes a
 * comma, an equals sign or a space in names and tags, a quote or a backslash in texts; texts may hold line breaks. Each
 * character is looked at once.
 * @param most how many points are read at most
 */
export function readLineProtocol(text: string, most: number): Point[] {
  const points: Point[] = [];
  const reader = new Reader(text);
  while (points.length < most && !reader.atEnd()) points.push(reader.readPoint());
  return points;
}

/** What ends a name or an unquoted value. */
const ENDS: ReadonlySet<string> = new Set([',', '=', ' ', '\n', '\r']);

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    return this.#at >= this.#text.length;
  }

  readPoint(): Point {
    const start = this.#at;
    const values = new Map<string, string>();
    this.#readWord();
    let problem = this.#readPairs(values, false);
    if (problem === undefined && this.#text[this.#at] === ' ') {
      this.#at++;
      problem = this.#readPairs(values, true);
    }
    const line = this.#text.indexOf('\n', this.#at);
    this.#at = line < 0 ? this.#text.length : line + 1;
    const text = this.#text.slice(start, this.#at).trimEnd();
    return problem === undefined ? { values, problem: '', text } : { values: undefined, problem, text };
  }

  /** Reads `name=value` pairs with commas between them; returns what is wrong. */
  #readPairs(values: Map<string, string>, fields: boolean): string | undefined {
    if (!fields && this.#text[this.#at] !== ',') return undefined;
    if (!fields) this.#at++;
    for (;;) {
      const from = this.#at;
      const name = this.#readWord();
      if (name === '' || this.#text[this.#at] !== '=') return `no "name=" at character ${from} of the text`;
      this.#at++;
      const value = fields ? this.#readField() : this.#readWord();
      if (value === undefined) return `the text of "${name.slice(0, 40)}" has no end`;
      values.set(name, value);
      if (this.#text[this.#at] !== ',') return undefined;
      this.#at++;
    }
  }

  #readWord(): string {
    let word = '';
    let from = this.#at;
    while (this.#at < this.#text.length && !ENDS.has(this.#text[this.#at] ?? '')) {
      // A backslash in front of anything else is only itself.
      if (this.#text[this.#at] === '\\' && /[,= \\]/.test(this.#text[this.#at + 1] ?? '')) {
        word += this.#text.slice(from, this.#at);
        from = ++this.#at;
      }
      this.#at++;
    }
    return word + this.#text.slice(from, this.#at);
  }

  #readField(): string | undefined {
    if (this.#text[this.#at] === '"') return this.#readText();
    const word = this.#readWord();
    // An integer beyond 2^53 stays the text that it is.
    return /^-?\d{1,20}[iu]$/.test(word) ? word.slice(0, -1) : word;
  }

  #readText(): string | undefined {
    let text = '';
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === '"') return text + this.#text.slice(from, this.#at++);
      if (char === '\\' && /["\\]/.test(this.#text[this.#at + 1] ?? '')) {
        text += this.#text.slice(from, this.#at);
        from = ++this.#at;
      }
    }
    return undefined;
  }
}
