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

/** What steers a terminal, ends a line, or changes the direction in which text is shown. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Makes foreign text safe to print on one line: neither escape sequences nor changes of direction in a log record, a
 * header or the name of a file may steer the analyst's terminal.
 */
export function printable(text: string): string {
  return text.replace(STEERING, ' ');
}

/** The same for text of several lines, such as the message of an error. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON text has line breaks and spaces between its values, and these only; inside of strings they are escaped. */
const STEERING_IN_JSON = /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Makes JSON text safe to print; it still means the same. `JSON.stringify` escapes the controls below U+0020, while
 * U+009B steers a terminal as ESC [ does.
 */
export function printableJson(json: string): string {
  return json.replace(STEERING_IN_JSON, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
