/**
 * Which command goes on with what a run has left. With --again alone the same command would send once more what the run
 * has sent; with the time at which the run began it does not.
 * @param againBefore milliseconds since 1970; undefined for a run without --again
 */
export function describeContinuation(againBefore: number | undefined): string {
  if (againBefore === undefined) return 'the same command';
  return `the same command with --again ${new Date(againBefore).toISOString()}`;
}
