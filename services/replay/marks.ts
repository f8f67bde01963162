import type {
  KafkaAdmin,
  OutgoingMessage,
  PartitionEnd,
  PartitionReader,
  ReceivedMessage,
} from '../runtime/kafka/index.ts';

/** What has been sent again, by the marks that were committed together with it. */
export interface Marks {
  /** When a letter was last sent again, in milliseconds since 1970; undefined for never. */
  find(letter: Pick<ReceivedMessage, 'partition' | 'offset' | 'timestamp'>): number | undefined;
  /** Whether anything at this place of the dead-letter topic was sent again. */
  has(partition: number, offset: number): boolean;
}

/** A letter's time tells it from one at the same place of a topic that was deleted and made anew. */
interface Mark {
  readonly letterTime: number;
  readonly at: number;
}

const VERSION = 1;

/** Names the run that wrote a mark. */
const RUN = 'run';

/**
 * The mark that a letter was sent again: its key is the letter's place, so that any tool can look one up.
 * @param run tells the marks of one run from those of others
 */
export function makeMark(topic: string, letter: ReceivedMessage, target: string, run: string): OutgoingMessage {
  const { partition, offset, timestamp, headers } = letter;
  const text = { v: VERSION, time: timestamp, code: headers['error-code'], attempts: headers['attempts'], target };
  return { topic, key: `${partition}/${offset}`, value: Buffer.from(JSON.stringify(text)), headers: { [RUN]: run } };
}

/** Reads all marks that are committed; those of letters below `lows`, which are gone, are left out. */
export async function readMarks(
  reader: PartitionReader,
  admin: Pick<KafkaAdmin, 'topicEnds'>,
  topic: string,
  lows: ReadonlyMap<number, number> = new Map(),
): Promise<Marks> {
  const marks = new Map<number, Map<number, Mark>>();
  for (const { partition, low } of await admin.topicEnds(topic)) {
    for await (const messages of reader.read(topic, partition, low)) {
      for (const message of messages) addMark(marks, message, lows);
    }
  }
  return {
    find({ partition, offset, timestamp }) {
      const mark = marks.get(partition)?.get(offset);
      return mark?.letterTime === timestamp ? mark.at : undefined;
    },
    has: (partition, offset) => marks.get(partition)?.has(offset) === true,
  };
}

/**
 * Makes sure that nobody else has sent letters since a run read the marks.
 * @param ends of the topic of marks, before they were read
 * @throws Error where another run has
 */
export async function requireAlone(
  reader: PartitionReader,
  topic: string,
  ends: readonly PartitionEnd[],
  run: string,
): Promise<void> {
  for (const { partition, high } of ends) {
    for await (const messages of reader.read(topic, partition, high)) {
      if (messages.some(({ value, headers }) => value !== null && headers[RUN] !== run)) {
        throw new Error('another replay has sent letters meanwhile');
      }
    }
  }
}

function addMark(
  marks: Map<number, Map<number, Mark>>,
  message: ReceivedMessage,
  lows: ReadonlyMap<number, number>,
): void {
  const place = readPlace(String(message.key));
  const letterTime = readLetterTime(message.value);
  if (place === undefined || letterTime === undefined) return;
  const { partition, offset } = place;
  if (offset < (lows.get(partition) ?? 0)) return;
  let ofPartition = marks.get(partition);
  if (ofPartition === undefined) marks.set(partition, (ofPartition = new Map<number, Mark>()));
  ofPartition.set(offset, { letterTime, at: message.timestamp });
}

/** Reads `<partition>/<offset>`. */
export function readPlace(text: string): { readonly partition: number; readonly offset: number } | undefined {
  const match = /^(\d{1,9})\/(\d{1,15})$/.exec(text);
  return match === null ? undefined : { partition: Number(match[1]), offset: Number(match[2]) };
}

/** Whoever may write to the topic may have put something else there: it is passed over. */
function readLetterTime(value: Buffer | null): number | undefined {
  try {
    const mark: unknown = JSON.parse(String(value));
    if (typeof mark !== 'object' || mark === null || !('v' in mark) || mark.v !== VERSION) return undefined;
    return 'time' in mark && typeof mark.time === 'number' ? mark.time : undefined;
  } catch {
    return undefined;
  }
}
