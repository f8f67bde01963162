import { expect } from '@jest/globals';
import { until, type Canal, type WorkerProcess } from '../../support/canal.ts';

/** Documents of one test, by event id: those that Elasticsearch can take, and those that its mapping refuses. */
export interface Documents {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/**
 * Puts documents on an enriched topic as a normalizer does, of ten hosts. The time of every tenth is no time, which the
 * mapping refuses.
 * @param name beginning of their ids
 */
export async function sendDocuments(
  canal: Canal,
  name: string,
  count: number,
  { provider = 'schannel', partition }: { readonly provider?: string; readonly partition?: number } = {},
): Promise<Documents> {
  const good: string[] = [];
  const bad: string[] = [];
  const messages = Array.from({ length: count }, (_, i) => {
    const id = `${name}-${i}`;
    const isBad = i % 10 === 9;
    (isBad ? bad : good).push(id);
    const document = { '@timestamp': isBad ? 'never' : '2026-01-15T08:00:00.1234567Z', event: { id } };
    return {
      topic: canal.config.topics.enriched(provider),
      key: `web${i % 10}.fleet.example`,
      value: Buffer.from(JSON.stringify(document)),
      headers: { 'event-id': id },
      ...(partition === undefined ? {} : { partition }),
    };
  });
  await canal.sender.send(messages);
  return { good, bad };
}

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

/** How often a worker said that documents wait. */
export function countWaits(worker: WorkerProcess): number {
  return worker.log().split('"documents wait: trying again"').length - 1;
}

/** Stops a worker as its supervisor does; it has to end well. */
export async function stopGently(worker: WorkerProcess): Promise<void> {
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
}
