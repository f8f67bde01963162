import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { ReceivedMessage } from './messages.ts';

/** Converts the client's message to ours. */
export function readMessage(topic: string, partition: number, message: KafkaMessage): ReceivedMessage {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    headers: readHeaders(message.headers),
    timestamp: Number(message.timestamp),
  };
}

/** A header as it arrives: repeated ones as a list, and null for a header without a value, which the type leaves out. */
type HeaderValue = Buffer | string | null | undefined;

/** Headers as text; of a repeated header the last counts, as in Kafka's own clients. One without a value is left out. */
function readHeaders(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers ?? {})) {
    const last = (Array.isArray(value) ? value.at(-1) : value) as HeaderValue;
    if (last !== undefined && last !== null) texts[name] = last.toString();
  }
  return texts;
}
