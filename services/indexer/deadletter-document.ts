import { isUtf8 } from 'node:buffer';
import { ECS_VERSION } from '../../normalizers/ecs/versions.ts';
import { DATA_STREAM_TYPE, DEADLETTER, nameDataset } from '../runtime/data-streams.ts';
import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import { showKey } from '../runtime/message-key.ts';

/** A dead letter as a document of the dead-letter data stream. */
export interface DeadLetterDocument {
  readonly id: string;
  readonly document: Buffer;
}

const DATASET = nameDataset(DEADLETTER);

/** A keyword field takes 32,766 bytes (Lucene); the topic keeps the whole. */
const TEXT_LIMIT = 30 * 1024;
const BASE64_LIMIT = 22 * 1024;

/**
 * Builds the document of a dead letter. Its id is made of where the original came from, so that a dead letter that was
 * written twice is one document. A letter without the original says at which index of the same record it is. What a header does not say is taken from the dead letter's own place and time.
 */
export function buildDeadLetterDocument(message: ReceivedMessage, namespace: string): DeadLetterDocument {
  const { headers } = message;
  const topic = headers['source-topic'] ?? message.topic;
  const partition = readNumber(headers['source-partition']) ?? message.partition;
  const offset = readNumber(headers['source-offset']) ?? message.offset;
  const index = readNumber(headers['source-index']) ?? 0;
  const originalAt = readNumber(headers['original-at']);
  const original = describeOriginal(message.value);
  const document = {
    '@timestamp': readTime(headers['first-seen']) ?? new Date(message.timestamp).toISOString(),
    ecs: { version: ECS_VERSION },
    data_stream: { type: DATA_STREAM_TYPE, dataset: DATASET, namespace },
    event: {
      kind: 'pipeline_error',
      module: 'wincanal',
      dataset: DATASET,
      ...(original.text === undefined ? {} : { original: original.text }),
    },
    error: {
      code: headers['error-code'] ?? 'unknown',
      message: headers['error-detail'] ?? 'the dead letter gives no reason',
    },
    ...(original.cut || headers['original-bytes'] !== undefined ? { tags: ['original_truncated'] } : {}),
    wincanal: {
      deadletter: {
        stage: headers['stage'] ?? 'unknown',
        topic,
        partition,
        offset,
        index,
        attempts: readNumber(headers['attempts']) ?? 1,
        ...showKey(message.key),
        ...(originalAt === undefined ? {} : { original_at: originalAt }),
        ...(original.base64 === undefined ? {} : { original_base64: original.base64 }),
      },
    },
  };
  return { id: `${topic}-${partition}-${offset}-${index}`, document: Buffer.from(JSON.stringify(document)) };
}

interface Original {
  readonly text?: string;
  readonly base64?: string;
  readonly cut: boolean;
}

function describeOriginal(value: Buffer | null): Original {
  if (value === null) return { cut: false };
  if (isUtf8(value)) {
    const end = value.length <= TEXT_LIMIT ? value.length : findCharacterStart(value, TEXT_LIMIT);
    return { text: value.toString('utf8', 0, end), cut: end < value.length };
  }
  return { base64: value.toString('base64', 0, BASE64_LIMIT), cut: value.length > BASE64_LIMIT };
}

/** The start of the character that stands at this position; continuation bytes of UTF-8 are 10xxxxxx. */
function findCharacterStart(bytes: Buffer, position: number): number {
  let start = position;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}

function readNumber(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,15}$/.test(header)) return undefined;
  return Number(header);
}

function readTime(header: string | undefined): string | undefined {
  if (header === undefined || !/^\d{4}-\d\d-\d\dT/.test(header)) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
