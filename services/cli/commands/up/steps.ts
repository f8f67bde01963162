import { fit } from '../../layout.ts';
import { openLive } from '../../live.ts';
import type { Output } from '../../terminal.ts';

type State = 'waiting' | 'running' | 'done' | 'failed';

interface Step {
  state: State;
  text: string;
  since: number;
}

/** The steps of a start: a list that is redrawn on a terminal, a line a change elsewhere. */
export interface Steps<Name extends string> {
  /** `quiet`: no line of its own where there is no terminal. */
  readonly run: (name: Name, text: string, quiet?: boolean) => void;
  readonly done: (name: Name, text: string) => void;
  /** Ends the drawing; steps that are running have failed. */
  readonly close: () => void;
}

const REDRAW_MS = 200;
/** Only what takes longer than this shows its seconds. */
const PATIENCE_MS = 2000;

/** Shows the named steps, all waiting at first. */
export function openSteps<Name extends string>(names: readonly Name[], output: Output): Steps<Name> {
  const { colors } = output;
  const steps = new Map<Name, Step>(names.map((name) => [name, { state: 'waiting', text: 'waiting', since: 0 }]));
  const live = openLive(output);
  const width = Math.max(...names.map((name) => name.length));
  const marks: Record<State, string> = {
    waiting: colors.dim('·'),
    running: colors.cyan('›'),
    done: colors.green('✓'),
    failed: colors.red('✗'),
  };
  const draw = (): void => {
    live.draw(
      [...steps].map(([name, { state, text, since }]) => {
        const elapsed = performance.now() - since;
        const seconds =
          state === 'running' && elapsed > PATIENCE_MS ? colors.dim(`  ${Math.round(elapsed / 1000)} s`) : '';
        return `${marks[state]} ${fit(name, width)}  ${state === 'waiting' ? colors.dim(text) : text}${seconds}`;
      }),
    );
  };
  const change = (name: Name, state: State, text: string, quiet: boolean): void => {
    const before = steps.get(name);
    const since = before?.state === state ? before.since : performance.now();
    steps.set(name, { state, text, since });
    if (output.interactive) draw();
    else if (!quiet) void output.write(`${name}: ${text}\n`);
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    run: (name, text, quiet = false) => {
      change(name, 'running', text, quiet);
    },
    done: (name, text) => {
      change(name, 'done', text, false);
    },
    close() {
      clearInterval(timer);
      for (const step of steps.values()) if (step.state === 'running') step.state = 'failed';
      draw();
      live.close();
    },
  };
}
