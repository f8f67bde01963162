/**
 * Asks a broker, in Kafka's own protocol, whether it can do transactions and groups already.
 *
 * A listening port is not enough: for some seconds after it opens, the first transactional producer is told that its
 * coordinator is loading. The Kafka client has its home elsewhere and logs such answers, and a Java tool takes seconds
 * and 100 MB a question, so five small requests are written by hand. They leave nothing behind on the broker.
 * Source of the layouts: the message definitions of Apache Kafka 4.3 (FindCoordinator, DescribeGroups, InitProducerId,
 * DescribeTransactions).
 */
import { connect, type Socket } from 'node:net';
import { LOOPBACK } from './ports.ts';

interface Question {
  readonly apiKey: number;
  readonly version: number;
  readonly flexible?: boolean;
  readonly body: Buffer;
  /** Where in the answer, counted from the correlation id, the error code lies. */
  readonly errorAt: number;
  /** The error codes that mean: this part works. */
  readonly fine: readonly number[];
}

const NAME = 'wincanal-readiness';
const CLIENT_ID = shortString(NAME);

/** In this order: asking for a coordinator is what makes the broker create the topic that the coordinator keeps its state in. */
const QUESTIONS: readonly Question[] = [
  // FindCoordinator for a group, then for a transactional id.
  { apiKey: 10, version: 2, body: Buffer.concat([shortString(NAME), Buffer.from([0])]), errorAt: 8, fine: [0] },
  { apiKey: 10, version: 2, body: Buffer.concat([shortString(NAME), Buffer.from([1])]), errorAt: 8, fine: [0] },
  // DescribeGroups: an unknown group is dead (0) or not found (69) once the group coordinator has loaded.
  { apiKey: 15, version: 1, body: Buffer.concat([int32(1), shortString(NAME)]), errorAt: 12, fine: [0, 69] },
  // InitProducerId without a transactional id: the controller has handed out a block of producer ids.
  { apiKey: 22, version: 1, body: Buffer.concat([int16(-1), int32(1000)]), errorAt: 8, fine: [0] },
  // DescribeTransactions: an unknown id is not found (105) once the transaction coordinator has loaded.
  { apiKey: 65, version: 0, flexible: true, body: compactList(NAME), errorAt: 10, fine: [105] },
];

/** Can this broker serve a transactional producer and a consumer group right now? No answer is no. */
export async function isKafkaReady(port: number, signal: AbortSignal): Promise<boolean> {
  const socket = connect({ host: LOOPBACK, port });
  const abort = (): void => void socket.destroy(new Error('aborted'));
  signal.addEventListener('abort', abort);
  socket.setTimeout(2000, abort);
  try {
    const answers = readFrames(socket);
    for (const [index, question] of QUESTIONS.entries()) {
      socket.write(encodeRequest(question, index));
      const { value } = await answers.next();
      if (value === undefined || !isFine(question, value)) return false;
    }
    return true;
  } catch {
    return false;
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

/** A request frame: size, header (version 2 where the message is flexible, else 1), body. */
export function encodeRequest({ apiKey, version, flexible, body }: Question, correlationId: number): Buffer {
  const tags = flexible === true ? Buffer.from([0]) : Buffer.alloc(0);
  const payload = Buffer.concat([int16(apiKey), int16(version), int32(correlationId), CLIENT_ID, tags, body]);
  return Buffer.concat([int32(payload.length), payload]);
}

function isFine({ errorAt, fine }: Question, answer: Buffer): boolean {
  return answer.length >= errorAt + 2 && fine.includes(answer.readInt16BE(errorAt));
}

async function* readFrames(socket: Socket): AsyncGenerator<Buffer, undefined> {
  let pending = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const end = 4 + pending.readInt32BE(0);
      yield pending.subarray(4, end);
      pending = pending.subarray(end);
    }
  }
  return undefined;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function shortString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([int16(bytes.length), bytes]);
}

/** A list of one text in the compact encoding (lengths plus one, as one byte each), with no tagged fields. */
function compactList(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([2, bytes.length + 1]), bytes, Buffer.from([0])]);
}
