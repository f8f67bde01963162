/** A signal that Ctrl-C or SIGTERM aborts; a second Ctrl-C ends the process at once. */
export function abortOnInterrupt(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // 130: ended by Ctrl-C, as shells count it.
      if (controller.signal.aborted && name === 'SIGINT') process.exit(130);
      controller.abort();
    });
  }
  return controller;
}
