import Decoder from 'kafkajs/src/protocol/decoder.js';

/** One header of a record as the client decodes it (kafkajs 2.2.4). */
interface Header {
  readonly key: string;
  readonly value: Buffer | null;
}

/** A header's value; of a repeated header all of them, in order. */
type Grouped = Buffer | null | (Buffer | null)[];

type ReadArray = (this: unknown, read: (decoder: unknown) => Header) => Header[];

/**
 * Makes the client decode the headers of a record in linear time. The original folds the list of headers by copying all
 * of the headers so far for each further one, so that a single record with some ten thousand of them, which fits into a
 * hundred kilobytes, holds up the process for half a minute. Headers are the only lists that are read by this method, and
 * folding is all that is done with them: the list that it returns folds itself, whatever function it is given.
 * @throws Error for a version of the client that has no such method to replace
 */
export function decodeHeadersLinearly(): void {
  const prototype = Decoder.prototype as { readVarIntArray?: ReadArray };
  const original = prototype.readVarIntArray;
  if (typeof original !== 'function') {
    throw new Error('this version of kafkajs has no Decoder.readVarIntArray: records with many headers would stall it');
  }
  prototype.readVarIntArray = function readVarIntArray(read): Header[] {
    const headers = original.call(this, read);
    return Object.assign(headers, { reduce: () => groupHeaders(headers) });
  };
}

/** Headers by name, each name an own property, also such as `constructor`. */
function groupHeaders(headers: readonly Header[]): Record<string, Grouped> {
  const groups = new Map<string, Grouped>();
  for (const { key, value } of headers) {
    const present = groups.get(key);
    if (present === undefined) groups.set(key, value);
    else if (Array.isArray(present)) present.push(value);
    else groups.set(key, [present, value]);
  }
  return Object.fromEntries(groups);
}
