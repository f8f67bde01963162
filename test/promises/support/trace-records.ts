import type { Normalizer } from '../../../normalizers/index.ts';
import { SEVERITY_NUMBERS } from '../../../normalizers/enrich/severity.ts';
import type { NormalizerAccount } from '../../../services/runtime/accounting.ts';
import type { ReceivedMessage } from '../../../services/runtime/kafka/index.ts';
import type { Canal } from '../../support/canal.ts';

/** Traces of what became of raw records, each a line such as `schannel 2/17 <event id>` or `dead 2/17#3 EVENT_NO_ID`. */
export interface Traces {
  readonly lines: readonly string[];
  readonly account: NormalizerAccount;
}

/** What raw records must become, by the outcomes that the normalizer has for their bytes. */
export function expectTraces(raw: readonly ReceivedMessage[], normalizer: Normalizer, now: number): Traces {
  const lines: string[] = [];
  const account = { records: raw.length, events: 0, documents: 0, alerts: 0, dead: 0, skips: {} as Counts };
  for (const { topic, partition, offset, value, headers } of raw) {
    const place = `${partition}/${offset}`;
    const source = { topic, partition, offset, contentType: headers['content-type'] };
    for (const outcome of normalizer.normalize(value, source, now)) {
      account.events++;
      if (outcome.kind === 'skip') account.skips[outcome.reason] = (account.skips[outcome.reason] ?? 0) + 1;
      else if (outcome.kind === 'dead') {
        account.dead++;
        lines.push(`dead ${place}#${outcome.index} ${outcome.code}`);
      } else {
        account.documents++;
        lines.push(`${outcome.provider} ${place} ${outcome.id}`);
        if (outcome.severity < SEVERITY_NUMBERS.high) continue;
        account.alerts++;
        lines.push(`alerts ${place} ${outcome.id}`);
      }
    }
  }
  return { lines: lines.sort(), account };
}

type Counts = Record<string, number>;

/** The lines of what is on the topics, for a subscriber with `read_committed`. Nobody may be writing to them. */
export async function readTraces(canal: Canal, providers: readonly string[]): Promise<string[]> {
  const { topics } = canal.config;
  const lines: string[] = [];
  const carried = [...providers.map((key) => [key, topics.enriched(key)] as const), ['alerts', topics.alerts] as const];
  for (const [name, topic] of carried) {
    for (const { value, headers } of await canal.readAll(topic)) {
      const { event, wincanal } = JSON.parse(String(value)) as TracedDocument;
      if (event.id !== headers['event-id'])
        throw new Error(`header ${headers['event-id'] ?? ''}, document ${event.id}`);
      lines.push(`${name} ${wincanal.input.partition}/${wincanal.input.offset} ${event.id}`);
    }
  }
  for (const { headers: h } of await canal.readAll(topics.deadletter)) {
    const place = `${h['source-partition'] ?? ''}/${h['source-offset'] ?? ''}#${h['source-index'] ?? ''}`;
    lines.push(`dead ${place} ${h['error-code'] ?? ''}`);
  }
  return lines.sort();
}

interface TracedDocument {
  readonly event: { readonly id: string };
  readonly wincanal: { readonly input: { readonly partition: number; readonly offset: number } };
}

/** Lines that one list has and the other does not, counted: a line that is there twice of one is one too many. */
export function compareTraces(
  expected: readonly string[],
  found: readonly string[],
): { readonly missing: string[]; readonly tooMany: string[] } {
  const counts = new Map<string, number>();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) - 1);
  const select = (isMeant: (n: number) => boolean): string[] =>
    [...counts].flatMap(([line, n]) => (isMeant(n) ? [line] : []));
  return { missing: select((n) => n > 0), tooMany: select((n) => n < 0) };
}

/** The account that the counters in the logs of these normalizers add up to; each must have ended well. */
export function addUpCounters(logs: readonly string[]): NormalizerAccount {
  const account: NormalizerAccount = { records: 0, events: 0, documents: 0, alerts: 0, dead: 0, skips: {} };
  for (const log of logs) {
    for (const [name, value] of Object.entries(readCounters(log))) {
      const [, metric = '', label = ''] = /^wincanal_(\w+)_total(?:\{\w+="(\w+)"\})?$/.exec(name) ?? [];
      const count = COUNTED[metric];
      if (metric === 'skipped_events') account.skips[label] = (account.skips[label] ?? 0) + value;
      else if (count !== undefined) account[count] += value;
    }
  }
  return account;
}

const COUNTED: Readonly<Record<string, 'records' | 'events' | 'documents' | 'alerts' | 'dead' | undefined>> = {
  received_records: 'records',
  decoded_events: 'events',
  published_documents: 'documents',
  published_alerts: 'alerts',
  dead_events: 'dead',
};

/** The last line of counters in a log. */
function readCounters(log: string): Readonly<Record<string, number>> {
  const last = log.split('\n').findLast((line) => line.includes('"counters":{'));
  return last === undefined ? {} : (JSON.parse(last) as { counters: Record<string, number> }).counters;
}
