import { AsyncLocalStorage } from 'node:async_hooks';
import { countRecords } from './record-frames.ts';

/** What a record costs besides its bytes: the client's objects and ours. Measured: 500 bytes without headers, 1,800 with the six of a document. */
const BESIDE_A_RECORD = 1024;

/**
 * Of a batch with more records than this, one fetch decodes so many, from the offset on that it asked for; the next fetch
 * asks for those behind them (record-batches.ts).
 */
export const PIECE_RECORDS = 20_000;

/** Taken for how much records grow when they are unpacked as long as nobody knows. */
const FIRST_RATIO = 16;

/**
 * Records grow by this at least, as far as a fetch knows before it has them. What was never compressed is not counted while it
 * is read, and records of a few bytes, which cost some 500 each, may come behind ones of many thousand.
 */
const LEAST_RATIO = 4;

/** Of its share, what the first fetch from a broker takes: how many brokers there are shows only when all have been asked. */
const FIRST_PART = 1 / 4;

/** A fetch asks for at least this much: what it brings in vain is not unpacked. */
const LEAST_FETCH_BYTES = 16 * 1024;

/** A broker gives no more by default (`fetch.max.bytes`). */
const MOST_FETCH_BYTES = 50 * 1024 * 1024;

/** What the next fetch from a broker asks for. */
export interface FetchPlan {
  /** Bytes as the broker stores them, of all partitions together and of each. */
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  /** What of it is unpacked. */
  readonly allowance: Allowance;
}

/** What one fetch may unpack to. Its first batch is unpacked whatever its size, or reading would end at it. */
export class Allowance {
  readonly #bytes: number;
  #taken = 0;
  #packed = 0;
  #unpacked = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Bytes that the next record batch may unpack to; 0: it is left for a later fetch. */
  get room(): number {
    return this.#unpacked === 0 ? Number.POSITIVE_INFINITY : Math.max(0, this.#bytes - this.#taken);
  }

  /** Compressed bytes that were unpacked, and what became of them. */
  get packed(): number {
    return this.#packed;
  }

  get unpacked(): number {
    return this.#unpacked;
  }

  /** Counts an unpacked record batch. */
  take(packedBytes: number, records: Buffer): void {
    this.#packed += packedBytes;
    this.#unpacked += records.length;
    this.#taken += records.length + Math.min(PIECE_RECORDS, countRecords(records)) * BESIDE_A_RECORD;
  }
}

/** What a broker is known for since partitions were assigned. */
interface Source {
  /** How many partitions its last fetch brought something of. */
  active: number;
}

/** The sizes of a record that was fetched. */
interface SizedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/**
 * Bounds what a consumer holds of records that are not settled, in bytes after unpacking and 1 KiB for each record. The
 * client fetches from a broker only when all that it brought last is settled, so that bounding each fetch bounds them
 * all; brokers share the bytes evenly.
 */
export class FetchBudget {
  readonly #bytes: number;
  readonly #sources = new Map<number, Source>();
  #ratio = FIRST_RATIO;

  /** @param bytes what is held at most; one record batch that is larger is held alone */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Partitions were assigned anew: other brokers may lead them. */
  forgetSources(): void {
    this.#sources.clear();
  }

  /** @param partitions how many partitions of the broker are asked for */
  plan(nodeId: number, partitions: number): FetchPlan {
    let source = this.#sources.get(nodeId);
    const isFirst = source === undefined;
    if (source === undefined) this.#sources.set(nodeId, (source = { active: partitions }));
    const bytes = Math.floor((this.#bytes / this.#sources.size) * (isFirst ? FIRST_PART : 1));
    const wanted = Math.min(MOST_FETCH_BYTES, Math.max(LEAST_FETCH_BYTES, bytes / Math.max(LEAST_RATIO, this.#ratio)));
    // Partitions are filled one after the other. One more than lately has room, so that a backlog of a few is read in
    // large pieces, and one of many side by side.
    const places = Math.max(1, Math.min(partitions, source.active + 1));
    const maxPartitionBytes = Math.ceil(wanted / places);
    return { maxBytes: Math.ceil(wanted), maxPartitionBytes, allowance: new Allowance(bytes) };
  }

  /** Takes note of what a fetch has brought, partition by partition. */
  learn(nodeId: number, allowance: Allowance, partitions: readonly (readonly SizedRecord[])[]): void {
    let bytes = 0;
    let records = 0;
    for (const list of partitions) {
      records += list.length;
      for (const { key, value } of list) bytes += (key?.length ?? 0) + (value?.length ?? 0);
    }
    if (records === 0) return;
    const source = this.#sources.get(nodeId);
    if (source !== undefined) source.active = partitions.filter(({ length }) => length > 0).length;
    const uncompressed = Math.max(0, bytes - allowance.unpacked);
    const ratio = (bytes + records * BESIDE_A_RECORD) / Math.max(1, allowance.packed + uncompressed);
    // Believed at once when it grows, and slowly when it falls.
    this.#ratio = ratio > this.#ratio ? ratio : (3 * this.#ratio + ratio) / 4;
  }
}

const budgets = new AsyncLocalStorage<FetchBudget | undefined>();
const allowances = new AsyncLocalStorage<Allowance>();

/** Runs something whose fetches, and those of all that it starts, keep to a budget. */
export function fetchWithin<T>(budget: FetchBudget, run: () => T): T {
  return budgets.run(budget, run);
}

/** Runs something within `fetchWithin` whose own fetches have nothing to do with that budget. */
export function fetchFreely<T>(run: () => T): T {
  return budgets.run(undefined, run);
}

/** The budget of the caller, set by `fetchWithin`. */
export function currentBudget(): FetchBudget | undefined {
  return budgets.getStore();
}

/** Runs a fetch whose record batches are unpacked within an allowance. */
export function unpackWithin<T>(allowance: Allowance, run: () => T): T {
  return allowances.run(allowance, run);
}

/** The allowance of the fetch whose answer is being read; undefined where nothing bounds it. */
export function currentAllowance(): Allowance | undefined {
  return allowances.getStore();
}
