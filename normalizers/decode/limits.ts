/** Bounds on hostile input. */
export interface DecodeLimits {
  /** Largest record, in bytes. */
  readonly recordBytes: number;
  /** Largest content of a compressed record, in bytes. */
  readonly inflatedBytes: number;
  /** Deepest nesting of XML elements or JSON values. */
  readonly depth: number;
  /** Most events in one record. */
  readonly events: number;
}

/** What no honest collector reaches. */
export const DEFAULT_LIMITS: DecodeLimits = {
  recordBytes: 8 * 1024 * 1024,
  inflatedBytes: 32 * 1024 * 1024,
  depth: 64,
  events: 10_000,
};
