import { SCHEMA_VERSION, type EventOutcome, type Normalizer, type Outcome } from '../../normalizers/index.ts';
import { SEVERITY_NUMBERS } from '../../normalizers/enrich/severity.ts';
import { dead } from '../../normalizers/outcome.ts';
import { emptyNormalizerAccount, type NormalizerAccount } from '../runtime/accounting.ts';
import { makeDeadLetter, passOnReplay } from '../runtime/deadletter.ts';
import { measureMessage, type OutgoingMessage, type ReceivedMessage } from '../runtime/kafka/index.ts';
import type { SizeLimits } from '../runtime/size-limits.ts';
import type { Topics } from '../runtime/topics.ts';
import type { PlaceList } from './place-list.ts';

/** From this severity on a document is copied to the topic of alerts. */
const ALERT_SEVERITY = SEVERITY_NUMBERS.high;

/** What a batch of raw records becomes. */
export interface Converted {
  readonly messages: readonly OutgoingMessage[];
  /** What became of the events of this batch alone. */
  readonly account: NormalizerAccount;
  /** Documents by provider and dead letters by code, for the counters of this process. */
  readonly documents: ReadonlyMap<string, number>;
  readonly dead: ReadonlyMap<string, number>;
}

export interface ConvertOptions {
  readonly normalizer: Normalizer;
  readonly topics: Topics;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Set when a topic refused the batch for its size: nothing longer than this is sent to it. */
  readonly limits?: Pick<SizeLimits, 'find'> | undefined;
  /** No further record is converted once the messages have this many bytes. */
  readonly stopAtBytes?: number | undefined;
  /** Receives the place of each document's event in the log of its host, where logs are watched. */
  readonly places?: PlaceList | undefined;
}

/**
 * Turns raw records into messages, in order, and accounts for each event in them. At least one record is converted;
 * `account.records` says how many were.
 */
export function convertRecords(records: readonly ReceivedMessage[], options: ConvertOptions): Converted {
  const messages: OutgoingMessage[] = [];
  const account = emptyNormalizerAccount();
  const documents = new Map<string, number>();
  const deadCodes = new Map<string, number>();
  const nowText = new Date(options.now).toISOString();
  let bytes = 0;
  for (const record of records) {
    if (bytes >= (options.stopAtBytes ?? Number.POSITIVE_INFINITY)) break;
    const firstMessage = messages.length;
    let originalAt: number | undefined;
    account.records++;
    for (const outcome of normalizeRecord(options.normalizer, record, options.now)) {
      account.events++;
      const settled = refuseOversize(outcome, options);
      switch (settled.kind) {
        case 'event': {
          const message = makeDocumentMessage(settled, options.topics, record.headers);
          messages.push(message);
          options.places?.add(settled.bytes, settled.key);
          account.documents++;
          addTo(documents, settled.provider);
          if (settled.severity >= ALERT_SEVERITY) {
            messages.push({ ...message, topic: options.topics.alerts });
            account.alerts++;
          }
          break;
        }
        case 'skip':
          account.skips[settled.reason] = (account.skips[settled.reason] ?? 0) + 1;
          break;
        case 'dead': {
          const cause = { ...settled, stage: 'normalize' } as const;
          const { deadletter } = options.topics;
          const limits = { maxBytes: options.limits?.find(deadletter), originalAt };
          messages.push(makeDeadLetter(deadletter, record, cause, nowText, limits));
          originalAt ??= settled.index;
          account.dead++;
          addTo(deadCodes, settled.code);
          break;
        }
      }
    }
    for (let i = firstMessage; i < messages.length; i++) bytes += measureMessage(messages[i] as OutgoingMessage);
  }
  return { messages, account, documents, dead: deadCodes };
}

/**
 * The normalizer promises not to throw. Should it do so for one record all the same, that record alone becomes a dead
 * letter after a second try, so that a mistake of ours never stops a partition.
 */
function normalizeRecord(normalizer: Normalizer, record: ReceivedMessage, now: number): readonly Outcome[] {
  const { topic, partition, offset, headers } = record;
  const source = { topic, partition, offset, contentType: headers['content-type'] };
  try {
    return normalizer.normalize(record.value, source, now);
  } catch {
    try {
      return normalizer.normalize(record.value, source, now);
    } catch (error) {
      return [dead('INTERNAL_ERROR', error instanceof Error ? `${error.name}: ${error.message}` : String(error))];
    }
  }
}

function refuseOversize(outcome: Outcome, { limits, topics }: ConvertOptions): Outcome {
  if (limits === undefined || outcome.kind !== 'event') return outcome;
  const published = limits.find(topics.enriched(outcome.provider));
  const maxBytes = outcome.severity < ALERT_SEVERITY ? published : Math.min(published, limits.find(topics.alerts));
  const size = outcome.bytes.length;
  if (size <= maxBytes) return outcome;
  const detail = `the document has ${size} bytes, more than its topic takes (limit here: ${maxBytes} bytes)`;
  return dead('DECODE_TOO_LARGE', detail, outcome.index);
}

/**
 * The message that carries a document. Its time is the time of sending, not of the event: brokers refuse times that lie
 * in the future and delete by time, and hosts have wrong clocks.
 * @param source the headers of the raw record: a document of one that was sent again may be a repetition, and says so
 */
export function makeDocumentMessage(
  outcome: EventOutcome,
  topics: Topics,
  source: ReceivedMessage['headers'] = {},
): OutgoingMessage {
  return {
    topic: topics.enriched(outcome.provider),
    key: outcome.key ?? null,
    value: outcome.bytes,
    headers: {
      'event-id': outcome.id,
      'event-code': outcome.code,
      provider: outcome.provider,
      severity: String(outcome.severity),
      'schema-version': SCHEMA_VERSION,
      'content-type': 'application/json',
      ...passOnReplay(source),
    },
  };
}

/** The offset of the raw record that one of our messages was made of; undefined where it does not say. */
export function findSourceOffset(message: ReceivedMessage): number | undefined {
  const header = message.headers['source-offset'];
  if (header !== undefined) return Number(header);
  try {
    const { wincanal } = JSON.parse(String(message.value)) as Pick<EventOutcome['document'], 'wincanal'>;
    return wincanal.input.offset;
  } catch {
    return undefined;
  }
}

function addTo(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
