let survives = false;

/**
 * From the first call on, SIGHUP does not end this process, whoever listens to it or not. To be called before anything
 * that takes time, so that a reload that is asked for too early is not an end.
 */
export function surviveHangup(): void {
  if (survives) return;
  survives = true;
  process.on('SIGHUP', () => undefined);
}
