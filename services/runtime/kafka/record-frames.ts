/** Some neighbouring records of a batch. */
export interface RecordRange {
  /** Where they are, in bytes of what the batch unpacks to. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Whether the batch has records behind them. */
  readonly isCut: boolean;
}

/** How many records an unpacked batch has: each begins with its length. */
export function countRecords(batch: Buffer): number {
  const frames = new Frames(batch);
  let count = 0;
  for (; !frames.isAtEnd; count++) frames.skip();
  return count;
}

/**
 * Finds the first records of an unpacked batch from an offset on; where it has none there, its last record.
 * @param batch of one record at least
 * @param firstDelta the offset, counted from that of the batch
 * @param most how many records are wanted, at least 1
 */
export function findRecords(batch: Buffer, firstDelta: number, most: number): RecordRange {
  const frames = new Frames(batch);
  let from: number;
  let delta: number;
  do {
    from = frames.at;
    delta = frames.skip();
  } while (delta < firstDelta && !frames.isAtEnd);
  let count = 1;
  for (; count < most && !frames.isAtEnd; count++) frames.skip();
  return { from, to: Math.min(frames.at, batch.length), count, isCut: !frames.isAtEnd };
}

/**
 * Goes over the records of a batch without reading them. Numbers are groups of seven bits, lowest first, and their lowest bit
 * is the sign (Kafka, format of record batches, version 2). Bytes that are no records end it all the same.
 */
class Frames {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Goes behind the next record. @returns how far its offset is behind that of the batch */
  skip(): number {
    // Twice the length where it is positive; a negative one, which is odd, is none of a record.
    const length = Math.floor(this.#readNumber() / 2);
    const end = this.#at + length;
    this.#at++; // attributes: a byte that is not used
    this.#readNumber(); // when, counted from the first record
    const delta = this.#readNumber();
    this.#at = end;
    return delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2;
  }

  #readNumber(): number {
    let number = 0;
    let byte = 0x80;
    for (let scale = 1; byte >= 0x80 && this.#at < this.#bytes.length; scale *= 128) {
      byte = this.#bytes[this.#at++] ?? 0;
      number += (byte & 0x7f) * scale;
    }
    return number;
  }
}
