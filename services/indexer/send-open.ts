import { oneLine } from '../../normalizers/outcome.ts';
import type { Batch, BatchContext } from '../runtime/kafka/index.ts';
import { cutBulks } from './bulk.ts';
import { deliver, type Wait } from './deliver.ts';
import { makeEntries, type Route } from './entries.ts';
import type { Fate, Position } from './position.ts';
import { findExisting, lookBack, mayHaveFormer, type RolloverOptions } from './rollover.ts';

/** What sending needs of the world. */
export interface SendOptions extends RolloverOptions {
  /** Third part of the names of data streams: see `nameDataStream`. */
  readonly namespace: string;
  /** Limits of one bulk request. */
  readonly bulk: { readonly bytes: number; readonly documents: number };
}

const NO_COPIES: ReadonlySet<string> = new Set();

/**
 * Sends what has no fate yet, until all have one or Elasticsearch does not take documents. The fates are noted in the
 * position as soon as they are known.
 * @returns why some of them have none; undefined where all have one
 * @throws ElasticsearchRefused where no document is at fault, and what `check` throws
 */
export async function sendOpen(
  messages: Batch['messages'],
  position: Position,
  route: Route,
  { check }: Pick<BatchContext, 'check'>,
  options: SendOptions,
): Promise<Wait | undefined> {
  const { fates, serverErrors } = position;
  const open = messages.filter(({ offset }) => !fates.has(offset));
  const { entries, unusable } = makeEntries(open, route, options.namespace);
  for (const { message, detail } of unusable) fates.set(message.offset, reject(detail));
  let fresh = entries;
  // Until an answer has told where documents go now, anything behind the committed offset may be in a former index: the last
  // batch of a former owner, or of a lost answer, may have been longer than this one.
  const except = position.doubtful ? undefined : position.writeIndex;
  const mayRepeat = except === undefined || (route.kind === 'documents' && mayHaveFormer(except));
  if (mayRepeat && entries.length > 0) {
    const ids = entries.map((entry) => entry.id);
    const present = await findExisting(route.dataStream, ids, options, except);
    if ('reason' in present) return present;
    for (const { id, message } of entries) if (present.has(id)) fates.set(message.offset, { kind: 'duplicate' });
    fresh = entries.filter((entry) => !present.has(entry.id));
    position.doubtful = false;
  }
  for (const bulk of cutBulks(fresh, options.bulk)) {
    const { settled, wait } = await deliver(bulk, serverErrors, check, options);
    position.writeIndex ??= settled.find(({ fate, index }) => fate === 'indexed' && index !== undefined)?.index;
    const copies = route.kind === 'documents' ? await lookBack(settled, position, except, options) : NO_COPIES;
    if ('reason' in copies) return copies;
    for (const { entry, fate, detail } of settled) {
      const kind = copies.has(entry.id) ? 'duplicate' : fate;
      fates.set(entry.message.offset, kind === 'rejected' ? reject(detail ?? '') : { kind });
    }
    if (wait !== undefined) {
      position.doubtful = wait.doubtful;
      return wait;
    }
  }
  return undefined;
}

function reject(detail: string): Fate {
  return { kind: 'rejected', detail: oneLine(detail) };
}
