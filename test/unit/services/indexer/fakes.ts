import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';

/** A message of an enriched topic. */
export function makeMessage(offset: number, change: Partial<ReceivedMessage> = {}): ReceivedMessage {
  return {
    topic: 'c.enriched.schannel',
    partition: 0,
    offset,
    key: Buffer.from('web1'),
    value: Buffer.from(`{"n":${offset}}`),
    headers: { 'event-id': `id-${offset}` },
    timestamp: Date.UTC(2026, 0, 1),
    ...change,
  };
}
