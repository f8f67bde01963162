import { drawBar } from './layout.ts';
import { openLive } from './live.ts';
import type { Output } from './terminal.ts';

/** Progress of one thing that can be counted. */
export interface Bar {
  readonly update: (done: number) => void;
  /** Ends the drawing; the bar stays where it stands. */
  readonly close: () => void;
}

const BAR_WIDTH = 30;
const REDRAW_MS = 100;

/** A bar on a terminal, nothing elsewhere. */
export function openBar(output: Output, label: string, total: number): Bar {
  const live = openLive(output);
  const begin = performance.now();
  let last = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    drawnAt = performance.now();
    const bar = output.colors.cyan(drawBar(last / total, BAR_WIDTH));
    const seconds = last === 0 ? undefined : ((drawnAt - begin) / 1000) * (total / last - 1);
    const left = seconds === undefined || last === total ? '' : `  ${Math.ceil(seconds)} s left`;
    live.draw([`${label} ${bar} ${last.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}${left}`]);
  };
  draw();
  return {
    update(done) {
      last = done;
      if (performance.now() - drawnAt >= REDRAW_MS) draw();
    },
    close() {
      draw();
      live.close();
    },
  };
}
