import type { Output } from './terminal.ts';

/** Progress of one thing that can be counted. */
export interface Bar {
  readonly update: (done: number) => void;
  /** Ends the drawing; the bar stays where it stands. */
  readonly stop: () => void;
}

/** A bar on a terminal, nothing elsewhere. */
export async function createBar(output: Output, label: string, total: number): Promise<Bar> {
  if (!output.interactive) return { update: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {value}/{total}  {eta_formatted} left`,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    fps: 10,
  });
  bar.start(total, 0);
  return {
    update: (done) => {
      bar.update(done);
    },
    stop: () => {
      bar.stop();
    },
  };
}
