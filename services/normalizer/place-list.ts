import { readPlace, type LogPlace, type NoPlace } from './read-place.ts';

/**
 * Where the events of a batch stand in the logs of their hosts. Read when their documents have just been written: a batch
 * later they have left the processor's cache, and to read them takes two to three times as long.
 */
export class PlaceList {
  readonly hosts: string[] = [];
  readonly channels: string[] = [];
  readonly ids: number[] = [];
  /** Milliseconds since 1970. */
  readonly times: number[] = [];
  /** Events of which nothing can be said, by reason. */
  readonly problems = new Map<NoPlace, number>();

  /** @param host the computer in lower case, undefined where the event names none */
  add(document: Buffer, host: string | undefined): void {
    const problem = host === undefined ? 'no_host' : readPlace(document, host, PLACE);
    if (problem !== undefined || host === undefined) {
      const reason = problem ?? 'no_host';
      this.problems.set(reason, (this.problems.get(reason) ?? 0) + 1);
      return;
    }
    this.hosts.push(host);
    this.channels.push(PLACE.channel);
    this.ids.push(PLACE.id);
    this.times.push(PLACE.time);
  }
}

/** Used again for each event. */
const PLACE: LogPlace = { channel: '', id: 0, time: 0 };
