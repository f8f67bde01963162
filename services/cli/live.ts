import { cut } from './layout.ts';
import type { Output } from './terminal.ts';

/** Lines at the bottom of a terminal that are drawn again in place. */
export interface Live {
  /** Replaces the lines by these. On anything but a terminal it does nothing. */
  readonly draw: (lines: readonly string[]) => void;
  /** Leaves the last lines where they are; what is printed next comes below. */
  readonly close: () => void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/**
 * Each frame is one write that overwrites the one before line by line, so nothing flickers. Lines are cut to the width
 * and the frame to the height: a line that wraps or scrolls away could not be overwritten.
 */
export function openLive(output: Output): Live {
  if (!output.interactive) return { draw: () => undefined, close: () => undefined };
  let drawn = 0;
  let last = '';
  const showCursor = (): void => void output.write(SHOW_CURSOR);
  process.once('exit', showCursor);
  return {
    draw(lines) {
      const room = Math.max(1, output.rows() - 1);
      const frame = lines.slice(0, room).map((line) => cut(line, output.columns() - 1));
      const text = frame.map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
      if (text === last) return;
      const up = drawn === 0 ? HIDE_CURSOR : `\u001b[${drawn}A`;
      void output.write(`${up}${text}${CLEAR_BELOW}`);
      drawn = frame.length;
      last = text;
    },
    close() {
      showCursor();
      process.off('exit', showCursor);
    },
  };
}
