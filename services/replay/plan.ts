import type { KafkaAdmin, PartitionReader, ReceivedMessage } from '../runtime/kafka/index.ts';
import type { Topics } from '../runtime/topics.ts';
import { isOfProvider, isWanted, type LetterFilter } from './choose-letters.ts';
import type { Marks } from './marks.ts';
import { readLetter, type Letter, type Refusal } from './read-letter.ts';
import { createTally, type LetterGroup } from './tally-letters.ts';

/** What is to be done, and with what. */
export interface PlanOptions {
  readonly topics: Topics;
  /** Keys of the registry. */
  readonly providers: readonly string[];
  readonly filter: LetterFilter;
  /** An original whose letter has this many attempts is not sent again. */
  readonly maxAttempts: number;
  /** At most so many originals, the oldest first. */
  readonly limit?: number | undefined;
  /** Letters that were last sent again before this time (ms since 1970) are sent once more; undefined: none. */
  readonly againBefore?: number | undefined;
}

/** A letter that is to be sent again. */
export interface PlannedLetter {
  readonly offset: number;
  readonly timestamp: number;
}

/** What a run is going to do. `originals = to send + done + refused + left over`. */
export interface Plan {
  /** Messages of the dead-letter topic that were looked at. */
  readonly read: number;
  /** Among them those that are no dead letters. */
  readonly strangers: number;
  /** Letters that the filter wants. */
  readonly letters: number;
  /** Records that these letters are about: each is sent once. */
  readonly originals: number;
  /** To be sent, in order, by partition of the dead-letter topic. */
  readonly toSend: ReadonlyMap<number, readonly PlannedLetter[]>;
  /** Sent by an earlier run. */
  readonly done: number;
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
  /** Beyond the limit. */
  readonly leftOver: number;
  readonly groups: readonly LetterGroup[];
}

/** How the letters of an original are counted. */
const COUNTED_AS = {
  send: 'open',
  done: 'sent',
  attempts: 'refused',
  cut: 'refused',
  lost: 'refused',
  foreign: 'refused',
  // Turns out when it is sent.
  too_large: 'open',
} as const satisfies Record<Original['fate'], string>;

/** A letter with an original. */
interface Original {
  readonly planned: PlannedLetter;
  readonly fate: 'send' | 'done' | Refusal;
  readonly ofProvider: boolean;
  isCounted: boolean;
  /** Of a document that Elasticsearch refused. */
  readonly eventId: string | undefined;
}

/**
 * Originals that are remembered to find them by the other letters of the same record, which are written with them in one
 * transaction, of at most 16 MiB beside one record.
 */
const REMEMBERED = 100_000;

/** Reads the whole dead-letter topic and decides about each letter; nothing is changed. */
export async function makePlan(
  reader: PartitionReader,
  admin: Pick<KafkaAdmin, 'topicEnds'>,
  marks: Marks,
  options: PlanOptions,
): Promise<Plan> {
  const toSend = new Map<number, PlannedLetter[]>();
  const refused: Partial<Record<Refusal, number>> = {};
  const tally = createTally();
  const sums = { read: 0, strangers: 0, letters: 0, originals: 0, done: 0 };
  for (const { partition, low } of await admin.topicEnds(options.topics.deadletter)) {
    const planned: PlannedLetter[] = [];
    const originals = new Map<string, Original>();
    for await (const messages of reader.read(options.topics.deadletter, partition, low)) {
      for (const message of messages) {
        sums.read++;
        const letter = readLetter(message, options.topics, options.providers);
        if (letter.kind === 'stranger') {
          sums.strangers++;
          continue;
        }
        const original = findOriginal(originals, message, letter, marks, options);
        if (!original.ofProvider || !isWanted(letter, message.timestamp, options.filter)) continue;
        sums.letters++;
        tally.add(letter, message, COUNTED_AS[original.fate]);
        if (original.isCounted) continue;
        original.isCounted = true;
        sums.originals++;
        if (original.fate === 'send') planned.push(original.planned);
        else if (original.fate === 'done') sums.done++;
        else refused[original.fate] = (refused[original.fate] ?? 0) + 1;
      }
    }
    // A letter may be wanted for the sake of one behind it, after others between the two.
    if (planned.length > 0)
      toSend.set(
        partition,
        planned.sort((a, b) => a.offset - b.offset),
      );
  }
  const limited = takeOldest(toSend, options.limit);
  return { ...sums, refused, toSend: limited.taken, leftOver: limited.leftOver, groups: tally.read() };
}

/** The original that a letter has or names; one that is not there (any more) is remembered as lost. */
function findOriginal(
  originals: Map<string, Original>,
  message: ReceivedMessage,
  letter: Extract<Letter, { kind: 'letter' }>,
  marks: Marks,
  options: PlanOptions,
): Original {
  const eventId = letter.stage === 'index' ? message.headers['source-header-event-id'] : undefined;
  const known = originals.get(letter.original);
  // Where the offsets of the indexer's group were set back, it writes the letter of a document once more.
  const isCopy = eventId !== undefined && known?.eventId === eventId;
  if (known !== undefined && (!letter.holdsOriginal || isCopy)) return known;
  const { provider } = options.filter;
  const original: Original = {
    planned: { offset: message.offset, timestamp: message.timestamp },
    fate: letter.holdsOriginal ? decide(message, letter, marks, options) : 'lost',
    ofProvider: provider === undefined || isOfProvider(letter, message.value, provider),
    isCounted: false,
    eventId,
  };
  originals.delete(letter.original);
  originals.set(letter.original, original);
  if (originals.size > REMEMBERED) {
    const [oldest] = originals.keys();
    if (oldest !== undefined) originals.delete(oldest);
  }
  return original;
}

function decide(
  message: ReceivedMessage,
  letter: Extract<Letter, { kind: 'letter' }>,
  marks: Marks,
  { maxAttempts, againBefore }: PlanOptions,
): Original['fate'] {
  const sentAt = marks.find(message);
  if (sentAt !== undefined && !(againBefore !== undefined && sentAt < againBefore)) return 'done';
  if (letter.target === undefined) return 'foreign';
  if (letter.cut) return 'cut';
  return letter.attempts >= maxAttempts ? 'attempts' : 'send';
}

/** The oldest of all partitions; within a partition the order stays, whatever the clocks of the writers say. */
export function takeOldest(
  planned: ReadonlyMap<number, readonly PlannedLetter[]>,
  limit = Number.POSITIVE_INFINITY,
): { readonly taken: ReadonlyMap<number, readonly PlannedLetter[]>; readonly leftOver: number } {
  const total = [...planned.values()].reduce((sum, { length }) => sum + length, 0);
  if (total <= limit) return { taken: planned, leftOver: 0 };
  const counts = new Map<number, number>();
  for (let n = 0; n < limit; n++) {
    let oldest: { partition: number; timestamp: number } | undefined;
    for (const [partition, letters] of planned) {
      const next = letters[counts.get(partition) ?? 0];
      if (next === undefined || (oldest !== undefined && oldest.timestamp <= next.timestamp)) continue;
      oldest = { partition, timestamp: next.timestamp };
    }
    if (oldest !== undefined) counts.set(oldest.partition, (counts.get(oldest.partition) ?? 0) + 1);
  }
  const taken = new Map(
    [...counts].map(([partition, count]) => [partition, (planned.get(partition) ?? []).slice(0, count)]),
  );
  return { taken, leftOver: total - limit };
}
