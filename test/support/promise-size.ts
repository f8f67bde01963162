/**
 * Whether the promises are tested in full (`npm run test:promises`) or in their short form, which is part of `npm test`:
 * the same faults and the same counting with smaller numbers.
 */
export const IN_FULL = process.env['WINCANAL_TEST_PROMISES'] === 'full';

/** Chooses a number of events, rounds, ... of a test. */
export function chooseSize<T>(size: { readonly short: T; readonly full: T }): T {
  return IN_FULL ? size.full : size.short;
}
