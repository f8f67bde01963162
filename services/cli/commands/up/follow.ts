import { setTimeout as sleep } from 'node:timers/promises';
import { ElasticsearchUnavailable } from '../../../runtime/elasticsearch/index.ts';
import { columns, drawBar } from '../../layout.ts';
import { openLive } from '../../live.ts';
import type { Sent } from '../../send-fleet.ts';
import type { Output } from '../../terminal.ts';
import { countEnriched, findMissing, type Counter, type Counts } from './counts.ts';

/** How following ended: `missing` is empty when every record is accounted for. */
export interface Followed {
  readonly counts: Counts;
  readonly missing: readonly string[];
}

const POLL_MS = 400;
/** Elsewhere than on a terminal a line this often. */
const LINE_MS = 3000;
/** When nothing has moved for so long, nothing will. */
const STALL_MS = 45_000;

/**
 * Shows where the records are until each is accounted for, or nothing has moved for a while.
 *
 * @param findSent what the fleet has sent; undefined while it still sends, so that all being settled means nothing yet
 */
export async function followCounts(
  counter: Counter,
  output: Output,
  findSent: () => Sent | undefined,
  signal: AbortSignal,
  { pollMs = POLL_MS, stallMs = STALL_MS }: { readonly pollMs?: number; readonly stallMs?: number } = {},
): Promise<Followed> {
  const live = openLive(output);
  let movedAt = performance.now();
  let lineAt = Number.NEGATIVE_INFINITY;
  let before = '';
  try {
    for (;;) {
      const sent = findSent();
      const counts = await counter.read().catch((error: unknown) => {
        // The shards of a data stream that is just being made cannot be counted for a moment.
        const isPassing = error instanceof ElasticsearchUnavailable && performance.now() - movedAt <= stallMs;
        if (!isPassing || signal.aborted) throw error;
      });
      if (counts === undefined) {
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
        continue;
      }
      const missing = findMissing(counts, sent);
      const line = describeLine(counts);
      if (line !== before || sent === undefined) movedAt = performance.now();
      before = line;
      live.draw(describeTable(counts, output));
      const isOver =
        (missing.length === 0 && sent !== undefined) || performance.now() - movedAt > stallMs || signal.aborted;
      if (!output.interactive && (isOver || performance.now() - lineAt > LINE_MS)) {
        lineAt = performance.now();
        await output.write(`${line}\n`);
      }
      if (isOver) return { counts, missing };
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    live.close();
  }
}

function describeLine(counts: Counts): string {
  const { documents, deadLetters } = counts.expected;
  const done = `${counts.indexed + counts.indexedDead} of ${documents + deadLetters}`;
  const dead = counts.dead.normalize + counts.dead.index;
  return `raw ${counts.raw}  enriched ${countEnriched(counts)}  alerts ${counts.alerts}  skipped ${counts.skipped}  dead ${dead}  indexed ${done}`;
}

const BAR_WIDTH = 20;

function describeTable(counts: Counts, { colors }: Output): string[] {
  const toIndex = counts.expected.documents + counts.expected.deadLetters;
  const indexed = counts.indexed + counts.indexedDead;
  const dead = counts.dead.normalize + counts.dead.index;
  const bar = (part: number, whole: number): string => colors.cyan(drawBar(whole === 0 ? 0 : part / whole, BAR_WIDTH));
  const number = (value: number): string => value.toLocaleString('en-US').padStart(9);
  const row = (name: string, value: number, of: number, note: string): string[] => [
    name,
    number(value),
    bar(value, of),
    colors.dim(note),
  ];
  const byProvider = [...counts.enriched].map(([key, value]) => `${key} ${value}`).join(', ');
  return columns([
    row('  raw', counts.raw, counts.raw, 'records on the raw topic'),
    row('  enriched', countEnriched(counts), counts.raw, byProvider),
    row('  skipped', counts.skipped, counts.raw, 'events of other providers'),
    row('  dead', dead, counts.raw, 'could not become a document'),
    row('  alerts', counts.alerts, counts.raw, 'copies: severity high and critical'),
    row('  indexed', indexed, toIndex, `of ${toIndex} documents and dead letters`),
  ]);
}
