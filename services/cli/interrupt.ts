/**
 * A signal that Ctrl-C, SIGTERM or a closed terminal aborts. A second Ctrl-C ends the process at once.
 *
 * @param atOnce called before that, for what must not be left running
 */
export function abortOnInterrupt(atOnce: () => void = () => undefined): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted && name === 'SIGINT') {
        atOnce();
        // 130: ended by Ctrl-C, as shells count it.
        process.exit(130);
      }
      controller.abort();
    });
  }
  return controller;
}
