import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetRecord } from '../simulate/index.ts';
import { increase, type Tally } from './tally.ts';

/** A record to be sent: composed, or taken from a file. */
export interface SentRecord {
  readonly key: string | null;
  readonly value: Buffer;
  readonly kind: FleetRecord['kind'] | 'file';
}

/** Where records go. */
export interface RecordSink {
  readonly write: (records: readonly SentRecord[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What was sent, by kind. */
export type Sent = Tally<SentRecord['kind']>;

/** As many as go into one request to Kafka without the client slowing down. */
const BATCH = 500;
const TICK_MS = 50;

/**
 * Sends records to a sink, at a rate where one is given.
 *
 * @param perSecond records a second; undefined: as fast as the sink takes them
 * @param onProgress called after each batch with the number sent so far
 */
export async function sendFleet(
  records: Iterable<SentRecord>,
  sink: RecordSink,
  perSecond: number | undefined,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<Sent> {
  const sent: Sent = new Map();
  const begin = performance.now();
  let total = 0;
  let batch: SentRecord[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await sink.write(batch);
    for (const { kind } of batch) increase(sent, kind);
    total += batch.length;
    batch = [];
    onProgress(total);
  };
  for (const record of records) {
    if (signal.aborted) break;
    batch.push(record);
    if (perSecond === undefined) {
      if (batch.length >= BATCH) await flush();
      continue;
    }
    // What is due by now goes out together; then wait for the next to become due.
    const due = ((performance.now() - begin) / 1000) * perSecond;
    if (total + batch.length < due && batch.length < BATCH) continue;
    await flush();
    const aheadMs = ((total + 1) / perSecond) * 1000 - (performance.now() - begin);
    if (aheadMs > 0) await sleep(Math.max(TICK_MS, aheadMs), undefined, { signal }).catch(() => undefined);
  }
  if (!signal.aborted) await flush();
  return sent;
}
