/**
 * The text of anything that was thrown. Not by `instanceof Error`: an error of another realm (a worker, a test's
 * sandbox) is an instance of another class of the same name.
 */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return String(error);
}
