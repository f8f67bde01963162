import kafkajs, {
  type Kafka,
  type Message,
  type Producer,
  type TopicMessages,
  type Transaction as ClientTransaction,
} from 'kafkajs';
import { cutPieces, PIECE, type OutgoingMessage } from './messages.ts';
import { outlast } from './outlast.ts';
import { createPartitioner } from './partitioner.ts';

/** Sends messages; each is acknowledged by all in-sync replicas before the promise resolves. */
export interface MessageSender {
  /** Rejects once `disconnect` was called. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Waits for the sends that were called before, whatever becomes of them. */
  disconnect(): Promise<void>;
}

/** The offset that a consumer group continues from, with a text of at most 4,096 bytes stored beside it. */
export interface OffsetCommit {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string;
}

/** Everything or nothing: messages and, where there is one, the consumed offset become visible together at `commit`. */
export interface Transaction {
  /** @param pieceBytes size of one request, where the usual one was refused */
  send(messages: readonly OutgoingMessage[], pieceBytes?: number): Promise<void>;
  /** Without an offset, the messages alone. */
  commit(offset?: OffsetCommit): Promise<void>;
  /** Gives the transaction up. Never throws: what it cannot end, the broker ends at the next takeover. */
  abort(): Promise<void>;
}

/** A producer with a transactional id; one transaction at a time. */
export interface TransactionalProducer {
  /**
   * The first call fences whoever used the id before and waits until their last transaction is over: it asks the coordinator
   * for an epoch (InitProducerId), which connecting does not. Further calls send nothing.
   */
  begin(): Promise<Transaction>;
  disconnect(): Promise<void>;
}

/** A broker ends a transaction that is older than this. */
export const TRANSACTION_TIMEOUT_MS = 60_000;

/**
 * Connects an idempotent producer: no duplicate through its own retries, nothing more. Sends wait for each other, and a
 * send that failed takes its producer with it. For after a request without an answer the client counts its sequence
 * numbers back, although the broker may have written the messages; if other messages are then sent under these numbers,
 * the broker acknowledges them as repeated, without writing them, or refuses all that follows.
 */
export async function connectSender(client: Kafka): Promise<MessageSender> {
  let producer: Producer | undefined = await connectIdempotent(client);
  let previous: Promise<void> = Promise.resolve();
  let closed = false;

  async function sendNext(messages: readonly OutgoingMessage[]): Promise<void> {
    const current = (producer ??= await connectIdempotent(client));
    try {
      await sendPieces(current, messages);
    } catch (error) {
      producer = undefined;
      await current.disconnect().catch(() => undefined);
      throw error;
    }
  }

  return {
    send(messages) {
      // A producer that has none would connect again, and nobody would disconnect it.
      if (closed) return Promise.reject(new Error('the sender was disconnected before: nothing was sent'));
      const sent = previous.then(() => sendNext(messages));
      previous = sent.catch(() => undefined);
      return sent;
    },
    async disconnect() {
      closed = true;
      await previous;
      const last = producer;
      producer = undefined;
      await last?.disconnect();
    },
  };
}

async function connectIdempotent(client: Kafka): Promise<Producer> {
  return connect(client.producer({ createPartitioner, idempotent: true, allowAutoTopicCreation: false }));
}

/** The client opens connections before it asks for a producer id, and leaves them open when it gets none. */
async function connect(producer: Producer): Promise<Producer> {
  try {
    await producer.connect();
    return producer;
  } catch (error) {
    await producer.disconnect().catch(() => undefined);
    throw error;
  }
}

/**
 * Connects a producer for transactions under this id.
 * @param timeoutMs a transaction that is older is ended by the broker: until then a killed process holds up the readers
 * of the topics that it was writing to
 */
export async function connectTransactional(
  client: Kafka,
  transactionalId: string,
  timeoutMs = TRANSACTION_TIMEOUT_MS,
): Promise<TransactionalProducer> {
  const producer = await connect(
    client.producer({
      createPartitioner,
      transactionalId,
      transactionTimeout: timeoutMs,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
    }),
  );
  return {
    begin: async () => wrapTransaction(await producer.transaction()),
    disconnect: () => producer.disconnect(),
  };
}

function wrapTransaction(transaction: ClientTransaction): Transaction {
  return {
    send: (messages, pieceBytes) => sendPieces(transaction, messages, pieceBytes),
    async commit(consumed) {
      if (consumed !== undefined) {
        const { group, topic, partition, offset, metadata } = consumed;
        // The client's type does not know of the metadata that its encoder writes.
        const entry = { partition, offset: String(offset), metadata };
        // A batch without output begins its transaction here; its coordinator may still be ending the one before, and the
        // client asks again for messages only.
        await outlast(() =>
          transaction.sendOffsets({ consumerGroupId: group, topics: [{ topic, partitions: [entry] }] }),
        );
      }
      await transaction.commit();
    },
    async abort() {
      try {
        if (transaction.isActive()) await transaction.abort();
      } catch {
        // The producer is given up after a failed transaction, so nothing depends on this answer.
      }
    },
  };
}

async function sendPieces(
  sender: Pick<Producer, 'sendBatch'>,
  messages: readonly OutgoingMessage[],
  pieceBytes?: number,
): Promise<void> {
  for (const piece of cutPieces(messages, pieceBytes === undefined ? PIECE : { ...PIECE, bytes: pieceBytes })) {
    await sender.sendBatch({
      acks: -1,
      compression: kafkajs.CompressionTypes.ZSTD,
      topicMessages: groupByTopic(piece),
    });
  }
}

function groupByTopic(messages: readonly OutgoingMessage[]): TopicMessages[] {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    let group = groups.get(message.topic);
    if (group === undefined) groups.set(message.topic, (group = []));
    group.push({
      key: message.key,
      value: message.value,
      headers: message.headers,
      ...(message.timestamp === undefined ? {} : { timestamp: String(message.timestamp) }),
      ...(message.partition === undefined ? {} : { partition: message.partition }),
    });
  }
  return [...groups].map(([topic, list]) => ({ topic, messages: list }));
}
