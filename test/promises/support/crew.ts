import { setTimeout as delay } from 'node:timers/promises';
import type { Canal, WorkerProcess } from '../../support/canal.ts';

/** Several instances of a worker, with what a supervisor does: one that ends by itself is started again. */
export interface Crew {
  hire(): void;
  /**
   * Ends one, chosen by chance.
   * @throws Error with its log when a gentle end is not one with exit code 0
   */
  dismiss(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Freezes one, chosen by chance, for so long. One that ends meanwhile is replaced as any other. */
  freeze(milliseconds: number): Promise<void>;
  readonly size: number;
  /** How many ended by themselves so far. */
  readonly deserted: number;
  /** What each of them wrote, also those that are gone; in the order of hiring. */
  logs(): readonly string[];
  /** How each of those that are gone ended, with what it wrote; in the order of ending. */
  ends(): readonly WorkerEnd[];
  /** Stops all of them, as `dismiss` does with one. */
  stop(): Promise<void>;
}

/** The end of one worker. */
export interface WorkerEnd {
  /** Exit code, or the signal that ended it. */
  readonly how: number | NodeJS.Signals;
  /** By which signal it was sent away; undefined where nobody had told it to end. */
  readonly told: NodeJS.Signals | undefined;
  readonly log: string;
}

/** What a crew does otherwise than by default. */
export interface CrewOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Chooses one of so many; default: by chance. */
  readonly choose?: (count: number) => number;
  /** Gentle ends are asked only for 0 where nothing is wrong with the servers; default true. */
  readonly expectGentleEnds?: boolean;
}

/** Between the end of one that ended by itself and the start of the next. */
const RESTART_MS = 500;

export function gatherCrew(
  canal: Canal,
  name: 'normalizer' | 'indexer',
  size: number,
  { env = {}, choose = (count) => Math.floor(Math.random() * count), expectGentleEnds = true }: CrewOptions = {},
): Crew {
  const members = new Set<WorkerProcess>();
  const all: WorkerProcess[] = [];
  const ends: WorkerEnd[] = [];
  let open = true;
  let deserted = 0;
  const hire = (): void => {
    const worker = canal.startWorker(name, env);
    members.add(worker);
    all.push(worker);
    void worker.ended.then(async (how) => {
      if (!members.delete(worker)) return;
      ends.push({ how, told: undefined, log: worker.log() });
      deserted++;
      await delay(RESTART_MS);
      if (open) hire();
    });
  };
  const end = async (worker: WorkerProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    members.delete(worker);
    worker.child.kill(signal);
    const how = await worker.ended;
    ends.push({ how, told: signal, log: worker.log() });
    // Who has said nothing yet is still being loaded, and ends by the signal itself.
    const isNew = how === signal && worker.log() === '';
    const isGood = signal === 'SIGKILL' || how === 0 || isNew || !expectGentleEnds;
    if (!isGood) throw new Error(`${name} ended with ${how}: ${worker.log()}`);
  };
  const one = (): WorkerProcess | undefined => [...members][choose(members.size)];
  for (let i = 0; i < size; i++) hire();
  return {
    hire,
    async dismiss(signal) {
      const worker = one();
      if (worker !== undefined) await end(worker, signal);
    },
    async freeze(milliseconds) {
      const worker = one();
      worker?.child.kill('SIGSTOP');
      await delay(milliseconds);
      worker?.child.kill('SIGCONT');
    },
    get size() {
      return members.size;
    },
    get deserted() {
      return deserted;
    },
    logs: () => all.map((worker) => worker.log()),
    ends: () => ends,
    async stop() {
      open = false;
      await Promise.all([...members].map((worker) => end(worker, 'SIGTERM')));
    },
  };
}
