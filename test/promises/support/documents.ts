import { expect } from '@jest/globals';
import { until, type Canal, type WorkerProcess } from '../../support/canal.ts';

/** The ids of all documents of a data stream, sorted; one that is there twice is there twice. At most 10,000. */
export async function listIndexed(canal: Canal, carried: string): Promise<string[]> {
  await canal.elasticsearch.refresh(canal.dataStream(carried));
  const found = await canal.elasticsearch.search(canal.dataStream(carried), { size: 10_000, _source: false });
  return found.hits.hits.map(({ _id }) => _id).sort();
}

/** The event ids of all dead letters of stage `index`, sorted. Puts marks on the topic, which an indexer would read. */
export async function listLetters(canal: Canal): Promise<string[]> {
  const letters = await canal.readAll(canal.config.topics.deadletter);
  return letters
    .map(({ headers }) => {
      expect(headers).toMatchObject({ stage: 'index', 'error-code': 'INDEX_REJECTED' });
      return headers['source-header-event-id'] ?? 'none';
    })
    .sort();
}

/** How often a worker got its partitions assigned: 1 when it was a member of its group all the time. */
export function countAssignments(worker: WorkerProcess): number {
  return worker.log().split('"partitions assigned"').length - 1;
}

/** Resolves when a worker that was out of its group knows it: true when it joined again, false when it ended with 1. */
export async function untilAware(worker: WorkerProcess, assignments: number): Promise<boolean> {
  let code: unknown;
  void worker.ended.then((ended) => (code = ended));
  await until(
    () => code !== undefined || countAssignments(worker) > assignments,
    (aware) => aware,
  );
  if (code !== undefined) expect(code).toBe(1);
  return code === undefined;
}

/** The environment of an indexer whose waits are counted: each one is only of use for finding defects. */
export const TELLS_WAITS = { WINCANAL_LOG_LEVEL: 'debug' };

/** How often a worker with `TELLS_WAITS` said that documents wait. */
export function countWaits(worker: WorkerProcess): number {
  return worker.log().split('"documents wait: trying again"').length - 1;
}

/**
 * Stops a worker as its supervisor does; it has to end well.
 * @throws Error with the end of its log where it ends otherwise than with 0
 */
export async function stopGently(worker: WorkerProcess): Promise<void> {
  worker.child.kill('SIGTERM');
  const how = await worker.ended;
  if (how !== 0) throw new Error(`ended with ${how}: ${worker.log().slice(-5000)}`);
}
