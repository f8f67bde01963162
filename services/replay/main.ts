import { randomUUID } from 'node:crypto';
import { measureMessage, type KafkaAdmin, type KafkaPort, type PartitionReader } from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { findRetentionFault } from './check-retention.ts';
import { readMarks, requireAlone } from './marks.ts';
import { describeContinuation } from './describe-continuation.ts';
import { makePlan, type Plan, type PlanOptions } from './plan.ts';
import type { Refusal } from './read-letter.ts';
import {
  FULL_PIECE,
  makeResending,
  sendPiece,
  type ProducerSource,
  type ResendOptions,
  type Resending,
} from './send-again.ts';
import { takeOver, type Sender } from './take-over.ts';

export { findRetentionFault } from './check-retention.ts';
export type { LetterFilter } from './choose-letters.ts';
export { describeContinuation } from './describe-continuation.ts';
export { isSettled } from './is-settled.ts';
export { REFUSALS, type Refusal } from './read-letter.ts';
export type { LetterGroup } from './tally-letters.ts';

/** What a run is told to do. */
export interface ReplayOptions extends PlanOptions {
  readonly kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten' | 'connectReader'>;
  readonly admin: Pick<KafkaAdmin, 'topicEnds' | 'describeTopics'>;
  /** Only say what would be done: nothing is written, nobody is fenced. */
  readonly dryRun: boolean;
  /** Stops before the next transaction. */
  readonly signal: AbortSignal;
  /** Called after each transaction with what was sent so far. */
  onProgress?(sent: number, toSend: number): void;
}

/** What a run did: `originals = sent + toSend + done + leftOver + sum of refused`. */
export interface ReplayResult extends Omit<Plan, 'toSend'> {
  readonly sent: number;
  /** What is still to be sent: of a dry run all of it, else what a stop has left. */
  readonly toSend: number;
}

/**
 * Sends the originals of dead letters back to where they came from, each once: the original and the mark that it was sent are
 * one transaction.
 * @throws what the ports throw, and Error where marks are not kept for long enough
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayResult> {
  const { kafka, admin, topics, dryRun } = options;
  const targets = [topics.raw, ...options.providers.map((provider) => topics.enriched(provider))];
  const partitions = await checkTopics(options, targets);
  const reader = await kafka.connectReader();
  const run = randomUUID();
  let sender: Sender | undefined;
  try {
    const renew = async (): Promise<Sender> => takeOver({ kafka, admin, reader, topics, targets });
    if (!dryRun) sender = await renew();
    const lows = new Map((await admin.topicEnds(topics.deadletter)).map(({ partition, low }) => [partition, low]));
    const ends = await admin.topicEnds(topics.replayed);
    const marks = await readMarks(reader, admin, topics.replayed, lows);
    const { toSend, ...plan } = await makePlan(reader, admin, marks, options);
    const total = [...toSend.values()].reduce((sum, { length }) => sum + length, 0);
    if (sender === undefined) return { ...plan, toSend: total, sent: 0 };
    const producers: ProducerSource = {
      current: async () => (sender ??= await renew()).producer,
      async replace() {
        const last = sender;
        sender = undefined;
        await last?.producer.disconnect();
        sender = await renew();
        // Whoever came in between has done what this run believes to be left.
        await requireAlone(reader, topics.replayed, ends, run);
      },
    };
    let sent = 0;
    const report = (number: number): void => {
      sent = number;
      options.onProgress?.(sent, total);
    };
    const done = await sendPlanned(reader, toSend, { ...options, partitions, run }, producers, report).catch(
      (cause: unknown) => {
        const problem = `sending ended after ${sent} of ${total} originals: ${messageOf(cause)}`;
        const rest = describeContinuation(options.againBefore);
        throw new Error(`${problem}. What was sent is marked as sent: ${rest} goes on with the rest`, { cause });
      },
    );
    const left = total - done.sent - done.tooLarge - done.lost;
    return { ...plan, sent: done.sent, toSend: left, refused: addRefusals(plan.refused, done) };
  } finally {
    await sender?.producer.disconnect();
    await reader.disconnect();
  }
}

/** @returns how many partitions each topic has */
async function checkTopics(
  { admin, topics }: Pick<ReplayOptions, 'admin' | 'topics'>,
  targets: readonly string[],
): Promise<Map<string, number>> {
  const described = await admin.describeTopics([...targets, topics.deadletter, topics.replayed]);
  const find = (wanted: string): (typeof described)[number] => {
    const found = described.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`there is no topic ${wanted}: "npx wincanal setup" makes the topics`);
    return found;
  };
  const fault = findRetentionFault(find(topics.deadletter), find(topics.replayed));
  if (fault !== undefined) {
    throw new Error(
      `${fault}: a letter could be sent twice. "npx wincanal setup" sets what WINCANAL_RETENTION_DEADLETTER_HOURS asks for`,
    );
  }
  return new Map(targets.map((target) => [target, find(target).partitions]));
}

async function sendPlanned(
  reader: PartitionReader,
  toSend: Plan['toSend'],
  options: ReplayOptions & ResendOptions,
  producers: ProducerSource,
  report: (sent: number) => void,
): Promise<{ readonly sent: number; readonly tooLarge: number; readonly lost: number }> {
  const sum = { sent: 0, tooLarge: 0, lost: 0 };
  for (const [partition, letters] of toSend) {
    const wanted = new Set(letters.map(({ offset }) => offset));
    const [first, last] = [letters[0]?.offset ?? 0, letters.at(-1)?.offset ?? 0];
    let piece: Resending[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      const { sent, tooLarge } = await sendPiece(piece, producers);
      [piece, bytes] = [[], 0];
      sum.sent += sent;
      sum.tooLarge += tooLarge;
      report(sum.sent);
    };
    for await (const messages of reader.read(options.topics.deadletter, partition, first, last + 1)) {
      for (const message of messages) {
        if (!wanted.delete(message.offset)) continue;
        const resending = makeResending(message, options);
        if (resending === undefined) sum.lost++;
        else {
          piece.push(resending);
          bytes += measureMessage(resending.original);
        }
        if (piece.length >= FULL_PIECE.originals || bytes >= FULL_PIECE.bytes) await flush();
        if (options.signal.aborted) return sum;
      }
    }
    await flush();
    // Deleted by the broker since the plan was made.
    sum.lost += wanted.size;
    if (options.signal.aborted) return sum;
  }
  return sum;
}

function addRefusals(
  planned: Plan['refused'],
  { tooLarge, lost }: { readonly tooLarge: number; readonly lost: number },
): Plan['refused'] {
  const refused: Partial<Record<Refusal, number>> = { ...planned };
  if (tooLarge > 0) refused.too_large = (refused.too_large ?? 0) + tooLarge;
  if (lost > 0) refused.lost = (refused.lost ?? 0) + lost;
  return refused;
}
