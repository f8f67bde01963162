import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import type { Stage } from '../runtime/deadletter.ts';
import type { Topics } from '../runtime/topics.ts';

/** Why the original of a letter is not sent again. A closed list. */
export const REFUSALS = {
  attempts: 'died as often as --max-attempts allows',
  cut: 'only a part of the original is on the topic',
  lost: 'the letter that has the original is no longer on the topic',
  foreign: 'came from a topic that is none of this canal',
  too_large: 'its topic refuses it for its size',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** Where an original goes. */
export interface Target {
  readonly topic: string;
  /** The partition that it came from, so that it follows its host's other records whoever chose that partition. */
  readonly partition: number | undefined;
}

/** What a message of the dead-letter topic is. */
export type Letter =
  | { readonly kind: 'stranger' }
  | {
      readonly kind: 'letter';
      readonly stage: Stage;
      /** The record and the letter of it that has the original, the same in all letters of a record. */
      readonly original: string;
      /** False where the letter only names the one that has the original. */
      readonly holdsOriginal: boolean;
      /** Where the record was: `<topic>/<partition>/<offset>`. */
      readonly source: string;
      readonly code: string;
      readonly detail: string;
      readonly attempts: number;
      readonly target: Target | undefined;
      readonly cut: boolean;
    };

const NUMBER = /^\d{1,15}$/;

/** Reads what a message of the dead-letter topic is; headers of any other message make it a stranger. */
export function readLetter({ headers, value }: ReceivedMessage, topics: Topics, providers: readonly string[]): Letter {
  const { stage } = headers;
  const [topic, partition, offset] = ['source-topic', 'source-partition', 'source-offset'].map((name) => headers[name]);
  const index = headers['source-index'] ?? '';
  if (stage !== 'normalize' && stage !== 'index') return { kind: 'stranger' };
  if (topic === undefined || !isNumber(partition) || !isNumber(offset) || !isNumber(index)) return { kind: 'stranger' };
  const originalAt = headers['original-at'];
  const source = `${topic}/${partition}/${offset}`;
  return {
    kind: 'letter',
    stage,
    original: `${source}/${originalAt ?? index}`,
    holdsOriginal: originalAt === undefined && value !== null,
    source,
    code: headers['error-code'] ?? '-',
    detail: headers['error-detail'] ?? '',
    attempts: isNumber(headers['attempts']) ? Number(headers['attempts']) : 1,
    target: allowedTopics(stage, topics, providers).includes(topic)
      ? { topic, partition: Number(partition) }
      : undefined,
    cut: headers['original-bytes'] !== undefined,
  };
}

/** A letter goes back to where it came from, but a header alone never chooses a topic. */
function allowedTopics(stage: Stage, topics: Topics, providers: readonly string[]): readonly string[] {
  return stage === 'normalize' ? [topics.raw] : providers.map((provider) => topics.enriched(provider));
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && NUMBER.test(text);
}
