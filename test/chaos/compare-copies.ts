import { SEVERITY_NUMBERS } from '../../normalizers/enrich/severity.ts';
import type { HostLog } from '../../services/normalizer/watched-log.ts';
import type { ReceivedMessage } from '../../services/runtime/kafka/index.ts';

/** What a normalizer's document says of itself that is compared here. */
interface Place {
  readonly host: string;
  readonly channel: string;
  readonly recordId: number;
  readonly partition: number;
  readonly offset: number;
}

/**
 * Compares each entry of the topic of hosts with the documents of the raw records that it says it has counted: their number
 * and their highest record id.
 * @returns the entries that are wrong, with what was found instead
 */
export function compareHosts(entries: readonly ReceivedMessage[], documents: readonly ReceivedMessage[]): string[] {
  const places = Map.groupBy(documents.map(readPlace), ({ host, channel, partition }) =>
    JSON.stringify([host, channel, partition]),
  );
  return entries.flatMap(({ key, value }) => {
    // Nothing is lost before it comes here, so that no entry may say so under a key of its watch, nor take that back.
    if ((JSON.parse(String(key)) as unknown[]).length > 3) return [`${String(key)}: ids are told as missing`];
    const { watched, offset, events, highest_id: highest, restarts } = JSON.parse(String(value)) as HostLog;
    const counted = (places.get(String(key)) ?? []).filter(
      (place) => place.offset >= watched.from_offset && place.offset < offset,
    );
    const expected = counted.reduce((most, { recordId }) => Math.max(most, recordId), -1);
    if (events === counted.length && highest === expected && restarts === 0) return [];
    const range = `${watched.from_offset} to ${offset}`;
    return [
      `${String(key)} from ${range}: ${events} events up to ${highest} with ${restarts} restarts, ` +
        `counted ${counted.length} up to ${expected}`,
    ];
  });
}

/** Each document from severity high on has one copy on the topic of alerts, and nothing else is there. */
export function compareAlerts(alerts: readonly ReceivedMessage[], documents: readonly ReceivedMessage[]): string[] {
  const left = new Map<string, number>();
  for (const document of documents) {
    if (Number(document.headers['severity']) < SEVERITY_NUMBERS.high) continue;
    const source = nameSource(document);
    left.set(source, (left.get(source) ?? 0) + 1);
  }
  for (const alert of alerts) {
    const source = nameSource(alert);
    left.set(source, (left.get(source) ?? 0) - 1);
  }
  return [...left].flatMap(([source, count]) =>
    count === 0 ? [] : [`${source}: ${count > 0 ? 'no copy' : 'extra copy'}`],
  );
}

function nameSource(message: ReceivedMessage): string {
  const { partition, offset } = readPlace(message);
  return `${partition}/${offset} ${message.headers['event-id'] ?? ''}`;
}

function readPlace({ key, value }: ReceivedMessage): Place {
  const { winlog, wincanal } = JSON.parse(String(value)) as {
    readonly winlog: { readonly channel: string; readonly record_id: string | number };
    readonly wincanal: { readonly input: { readonly partition: number; readonly offset: number } };
  };
  const { partition, offset } = wincanal.input;
  return { host: String(key), channel: winlog.channel, recordId: Number(winlog.record_id), partition, offset };
}
