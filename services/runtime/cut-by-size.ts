/** Limits of one piece. */
export interface PieceLimits {
  readonly items: number;
  readonly bytes: number;
}

/**
 * Cuts a list into pieces of limited number and size, in order. An item larger than the limit is a piece of its own.
 * @param measure size of an item in bytes
 */
export function cutBySize<T>(items: readonly T[], limits: PieceLimits, measure: (item: T) => number): T[][] {
  const pieces: T[][] = [];
  let piece: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = measure(item);
    if (piece.length > 0 && (piece.length >= limits.items || bytes + size > limits.bytes)) {
      pieces.push(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(item);
    bytes += size;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
