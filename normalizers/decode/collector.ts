import type { Collector } from '../windows-event.ts';

/** A collector of which only the kind is known, perhaps also the machine on which it runs. */
export function nameCollector(type: string | undefined, host?: string): Collector {
  return { type, version: undefined, id: undefined, host };
}
