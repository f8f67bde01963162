import type { FoundIds } from '../runtime/elasticsearch/index.ts';
import type { Logger } from '../runtime/telemetry.ts';
import type { BulkEntry } from './bulk.ts';
import { waitFor, type DeliveryOptions, type Settled, type Wait } from './deliver.ts';
import type { Position } from './position.ts';

/** What looking at other backing indices needs of the world. */
export interface RolloverOptions extends DeliveryOptions {
  readonly logger: Logger;
}

/** How Elasticsearch ends the name of a backing index: its generation, from 1, with at least six digits. */
const GENERATION = /-(\d{6,})$/;

/** Whether a data stream may have other backing indices than the one that it writes to. */
export function mayHaveFormer(writeIndex: string): boolean {
  return readGeneration(writeIndex) !== 1;
}

/** Undefined of a name that somebody else gave. */
function readGeneration(index: string): number | undefined {
  const digits = GENERATION.exec(index)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Which of these ids are in the data stream already, or why that cannot be said now. Of an id that is in several backing
 * indices only the oldest document is left.
 * @param except the backing index that the data stream writes to, and in which everything of this partition is that is
 *   not refreshed: it tells by itself (409) what is there already, and is not searched. Without it the data stream is
 *   refreshed and searched as a whole
 * @throws ElasticsearchRefused
 */
export async function findExisting(
  dataStream: string,
  ids: readonly string[],
  options: RolloverOptions,
  except?: string,
): Promise<FoundIds | Wait> {
  try {
    const found = await options.elasticsearch.existingIds(dataStream, ids, except);
    await withdrawCopies(found, options);
    return found;
  } catch (error) {
    return waitFor(error, ids.length, options);
  }
}

/**
 * Looks at documents that went to another backing index than the one that was left out of the look before: there was a
 * rollover, and that one may have them. What it has is deleted in the new one.
 * @param except what was left out; undefined where the look was at the whole data stream
 * @returns the ids of those that are deleted, or why that cannot be done now: then none of these documents has a fate
 * @throws ElasticsearchRefused
 */
export async function lookBack(
  settled: readonly Settled<BulkEntry>[],
  position: Pick<Position, 'writeIndex' | 'doubtful'>,
  except: string | undefined,
  options: RolloverOptions,
): Promise<ReadonlySet<string> | Wait> {
  const indexed = settled.filter(({ fate, index }) => fate === 'indexed' && index !== undefined);
  const expected = except ?? position.writeIndex;
  const strangers = indexed.filter(({ index }) => index !== expected);
  const [stranger] = strangers;
  if (stranger === undefined) return new Set();
  const ids = strangers.map(({ entry }) => entry.id);
  const found = await findExisting(stranger.entry.dataStream, ids, options);
  if ('reason' in found) {
    position.doubtful = true;
    return found;
  }
  position.writeIndex = strangers.at(-1)?.index;
  return new Set(ids.filter((id) => (found.get(id)?.length ?? 0) > 1));
}

/**
 * A rollover between the look and the request lets Elasticsearch take an event that the former index has. No other request
 * could prevent it, so the later document is deleted, before anything of it is committed.
 */
async function withdrawCopies(found: FoundIds, { elasticsearch, logger }: RolloverOptions): Promise<void> {
  const copies = [...found].flatMap(([id, indices]) => {
    const [, ...later] = indices.toSorted((a, b) => (readGeneration(a) ?? 0) - (readGeneration(b) ?? 0));
    return later.map((index) => ({ id, index }));
  });
  if (copies.length === 0) return;
  const problem = await elasticsearch.deleteDocuments(copies);
  const details = { documents: copies.length, first: copies[0] };
  if (problem === undefined)
    logger.info(details, 'events that a rollover had let in twice: deleted the later documents');
  else
    logger.warn(
      { ...details, problem },
      'events that a rollover had let in twice stay so: Elasticsearch does not delete them',
    );
}
