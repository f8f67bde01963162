import type { Canal, WorkerProcess } from '../../support/canal.ts';

/** Several instances of a worker, with what a supervisor does: one that ends by itself is started again. */
export interface Crew {
  hire(): void;
  /**
   * Ends one, chosen by chance.
   * @throws Error with its log when a gentle end is not one with exit code 0
   */
  dismiss(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  readonly size: number;
  /** Stops all of them, as `dismiss` does with one. */
  stop(): Promise<void>;
}

export function gatherCrew(canal: Canal, name: 'normalizer' | 'indexer', size: number): Crew {
  const members = new Set<WorkerProcess>();
  const hire = (): void => {
    const worker = canal.startWorker(name);
    members.add(worker);
    void worker.ended.then(() => {
      if (members.delete(worker)) hire();
    });
  };
  const end = async (worker: WorkerProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    members.delete(worker);
    worker.child.kill(signal);
    const how = await worker.ended;
    if (how !== (signal === 'SIGKILL' ? signal : 0)) throw new Error(`${name} ended with ${how}: ${worker.log()}`);
  };
  for (let i = 0; i < size; i++) hire();
  return {
    hire,
    dismiss: (signal) => end([...members][Math.floor(Math.random() * members.size)] as WorkerProcess, signal),
    get size() {
      return members.size;
    },
    async stop() {
      await Promise.all([...members].map((worker) => end(worker, 'SIGTERM')));
    },
  };
}
