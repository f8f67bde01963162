import { open, stat } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** How records are cut out of a file: one a line, or the whole file as one. */
export type Framing = 'line' | 'file';

/** A record of an input file. */
export interface InputRecord {
  readonly bytes: Buffer;
  /** Number of the line, from 1; undefined where the whole file is the record. */
  readonly line: number | undefined;
  /** True where only the first bytes were kept because the record is larger than the limit. */
  readonly cut: boolean;
}

/** A file to read, or standard input. */
export interface Source {
  /** As the user wrote it; `-` for standard input. */
  readonly name: string;
  /** Framing that the user asked for; otherwise it follows from the name and the first bytes. */
  readonly framing: Framing | undefined;
}

const LINE_FRAMED = /\.(ndjson|jsonl|log)$/iu;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Makes sure that all files can be read before the first one is. @throws UsageError naming the one that cannot */
export async function checkSources(names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (name === '-') continue;
    try {
      if ((await stat(name)).isDirectory()) throw new UsageError(`"${name}" is a directory; name the files in it`);
      await (await open(name)).close();
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(
        code === 'ENOENT' ? `there is no file "${name}"` : `"${name}" cannot be read (${code ?? 'error'})`,
      );
    }
  }
}

/**
 * Reads the records of a source, in memory that does not grow with its size: one array a chunk that was read. Empty
 * lines are no records.
 *
 * @param limits bytes of a record that are kept, by framing; one byte more is, so that the normalizer sees that it is
 *   too large
 */
export async function* readRecords(
  source: Source,
  limits: Readonly<Record<Framing, number>>,
): AsyncGenerator<InputRecord[], void, undefined> {
  const chunks = await openChunks(source.name);
  const first = await chunks.next();
  if (first.done === true) return;
  const encoding = detectUtf16(first.value);
  const framing = source.framing ?? (encoding === undefined && isLineFramed(source.name) ? 'line' : 'file');
  const all = prepend(first.value, chunks);
  if (framing === 'file') yield [await readWhole(all, limits.file)];
  else yield* splitLines(encoding === undefined ? all : recode(all, encoding), limits.line);
}

function isLineFramed(name: string): boolean {
  return name === '-' || LINE_FRAMED.test(name);
}

async function openChunks(name: string): Promise<AsyncIterator<Buffer>> {
  const stream = name === '-' ? process.stdin : (await open(name)).createReadStream();
  return (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
}

async function* prepend(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Keeps at most one byte more than a limit of what is added to it. */
class BoundedBytes {
  #parts: Buffer[] = [];
  #length = 0;
  #cut = false;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit + 1;
  }

  add(bytes: Buffer): void {
    const room = this.#limit - this.#length;
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
    if (kept.length < bytes.length) this.#cut = true;
    if (kept.length > 0) this.#parts.push(kept);
    this.#length += kept.length;
  }

  /** What was added since the last call. */
  take(): { bytes: Buffer; cut: boolean } {
    const [only] = this.#parts;
    const bytes = this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
    const taken = { bytes, cut: this.#cut };
    this.#parts = [];
    this.#length = 0;
    this.#cut = false;
    return taken;
  }
}

async function readWhole(chunks: AsyncIterable<Buffer>, limit: number): Promise<InputRecord> {
  const record = new BoundedBytes(limit);
  for await (const chunk of chunks) record.add(chunk);
  return { ...record.take(), line: undefined };
}

async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  limit: number,
): AsyncGenerator<InputRecord[], void, undefined> {
  const pending = new BoundedBytes(limit);
  let line = 0;
  const endLine = (records: InputRecord[]): void => {
    line++;
    const { bytes, cut } = pending.take();
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    if (end > 0) records.push({ bytes: bytes.subarray(0, end), line, cut });
  };
  for await (const chunk of chunks) {
    const records: InputRecord[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      pending.add(chunk.subarray(start, end));
      endLine(records);
      start = end + 1;
    }
    pending.add(chunk.subarray(start));
    if (records.length > 0) yield records;
  }
  const last: InputRecord[] = [];
  endLine(last);
  if (last.length > 0) yield last;
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** PowerShell and the Registry Editor write UTF-16: with a byte order mark, or seen by every second byte being zero. */
function detectUtf16(bytes: Buffer): Utf16 | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 16);
  if (start.length < 8) return undefined;
  if (start.every((byte, index) => index % 2 === 0 || byte === 0)) return 'utf-16le';
  return start.every((byte, index) => index % 2 === 1 || byte === 0) ? 'utf-16be' : undefined;
}

async function* recode(chunks: AsyncIterable<Buffer>, encoding: Utf16): AsyncGenerator<Buffer, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
