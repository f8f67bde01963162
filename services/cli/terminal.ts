import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';

/** The colour functions of picocolors; on a stream without colour they return their text unchanged. */
export type Colors = ReturnType<typeof pc.createColors>;

/** One of the two output streams, with what a command needs to know about it. */
export interface Output {
  /** True where a person watches: colour, progress bars and redraws are for them alone. */
  readonly interactive: boolean;
  readonly colors: Colors;
  /** Columns to lay text out for: the terminal's, `WIDEST` where there is none. */
  readonly columns: () => number;
  readonly rows: () => number;
  /** Writes; resolves at once, or when the reader has caught up. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
}

/** What a command may touch of the outside world. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

/** Text is laid out no wider than this: longer lines are hard to read. Also the width where there is no terminal. */
export const WIDEST = 100;

/**
 * Wraps the process's own streams. A reader that goes away (`wincanal normalize big.ndjson | head`) ends the process
 * quietly, as it ends other tools.
 *
 * @param onReaderGone called instead of ending the process, for a command that has something to stop first
 */
export function openTerminal(onReaderGone: () => void): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      onReaderGone();
    });
  }
  return { out: openOutput(process.stdout), err: openOutput(process.stderr) };
}

function openOutput(stream: NodeJS.WriteStream): Output {
  // Not on a terminal isTTY is undefined, whatever its type says.
  const interactive = (stream.isTTY as boolean | undefined) === true && process.env['TERM'] !== 'dumb';
  const forced = process.env['FORCE_COLOR'] !== undefined;
  return {
    interactive,
    colors: pc.createColors(pc.isColorSupported && (interactive || forced)),
    columns: () => (interactive && stream.columns > 0 ? stream.columns : columnsOfPipe()),
    rows: () => (interactive && stream.rows > 0 ? stream.rows : 24),
    write: (text) =>
      new Promise((resolve) => {
        // The callback comes when the text is written, or when the reader is gone and it cannot be written any more.
        const hasRoom = stream.write(text, () => {
          resolve();
        });
        if (hasRoom) resolve();
      }),
  };
}

/** Behind `| less` sits the same terminal that standard error goes to. */
function columnsOfPipe(): number {
  const { isTTY, columns } = process.stderr as Partial<typeof process.stderr>;
  return isTTY === true && columns !== undefined && columns > 0 ? columns : WIDEST;
}

/** Columns that a text takes on the screen, colours not counted. */
export function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

/**
 * Makes a value from an event safe to print: escape sequences and direction overrides in a log record must not steer the
 * analyst's terminal.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
