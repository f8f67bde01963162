import { createNormalizer, type EnrichedDocument, type EventOutcome } from '../../../../normalizers/index.ts';
import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';

/** A raw record at an offset. */
export function makeRecord(offset: number, text: string | null, partition = 0): ReceivedMessage {
  const value = text === null ? null : Buffer.from(text);
  return { topic: 'c.raw', partition, offset, key: Buffer.from('sender'), value, headers: {}, timestamp: 0 };
}

/** An event outcome whose document holds only what the worker reads of it. */
export function makeEvent(id: string, severity: number, index = 0): EventOutcome {
  const document = { event: { id, code: '36887', severity }, wincanal: { schema_version: '1.0' } };
  return {
    kind: 'event',
    index,
    provider: 'schannel',
    id,
    code: '36887',
    severity,
    document: document as unknown as EnrichedDocument,
    bytes: Buffer.from(JSON.stringify({ id })),
    json: JSON.stringify({ id }),
    key: 'web1',
  };
}

const normalizer = createNormalizer();

/** An event outcome of `web1` as the normalizer makes it, an hour after the one with the id before. */
export function makeLogged(recordId: number, computer = 'WEB1', channel = 'System'): EventOutcome {
  const record = {
    '@timestamp': new Date(Date.UTC(2020, 0, 1) + recordId * 3_600_000).toISOString(),
    winlog: { provider_name: 'Schannel', event_id: 36887, channel, computer_name: computer, record_id: recordId },
  };
  const [outcome] = normalizer.normalize(Buffer.from(JSON.stringify(record)), undefined, 0);
  if (outcome?.kind !== 'event') throw new Error('the record is no event');
  return outcome;
}
