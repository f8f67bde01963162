import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until, type Canal, type WorkerProcess } from '../../support/canal.ts';

const HOOK = pathToFileURL(`${import.meta.dirname}/act-at-request.ts`).href;

/** A worker that stands still at a certain request until it is told to go on. */
export interface FrozenWorker {
  readonly worker: WorkerProcess;
  /** Resolves when it stands still. */
  untilFrozen(): Promise<unknown>;
  /** Resolves when the request was answered, with success or not. */
  untilAnswered(): Promise<unknown>;
  thaw(): Promise<void>;
}

/** Starts a worker that is killed at a moment such as `before endTxn`: see act-at-request.ts. */
export function startDoomed(canal: Canal, name: 'normalizer' | 'indexer', moment: string): WorkerProcess {
  return canal.startWorker(name, { NODE_OPTIONS: `--import=${HOOK}`, WINCANAL_TEST_ACT: `die ${moment}` });
}

/** Starts a worker that stands still at a moment such as `after offsetFetch 2`, without heartbeats. */
export async function startFreezing(
  canal: Canal,
  name: 'normalizer' | 'indexer',
  moment: string,
): Promise<FrozenWorker> {
  const thaw = join(await mkdtemp(join(tmpdir(), 'wincanal-freeze-')), 'thaw');
  const worker = canal.startWorker(name, {
    NODE_OPTIONS: `--import=${HOOK}`,
    WINCANAL_TEST_ACT: `freeze ${moment}`,
    WINCANAL_TEST_THAW: thaw,
  });
  const told = (what: string): Promise<unknown> =>
    until(
      () => existsSync(`${thaw}.${what}`),
      (there) => there,
    );
  return {
    worker,
    untilFrozen: () => told('frozen'),
    untilAnswered: () => told('answered'),
    thaw: () => writeFile(thaw, ''),
  };
}
