import Broker from 'kafkajs/src/broker/index.js';
import { currentBudget, unpackWithin } from './fetch-budget.ts';

/** What the client asks a broker for (kafkajs 2.2.4), as far as it matters here. */
interface FetchRequest {
  readonly maxBytes: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }[];
  }[];
}

interface FetchResponse {
  readonly responses?: readonly {
    readonly partitions: readonly {
      readonly messages: readonly { readonly key: Buffer | null; readonly value: Buffer | null }[];
    }[];
  }[];
}

interface FetchingBroker {
  readonly nodeId: number;
}

/**
 * Makes the fetches of consumers that have a budget (`fetchWithin`) keep to it; all others are left alone.
 * @throws Error for a version of the client that has no such method to put it in
 */
export function boundFetches(): void {
  const prototype = Broker.prototype as { fetch?: (request: FetchRequest) => Promise<FetchResponse> };
  const original = prototype.fetch;
  if (typeof original !== 'function') {
    throw new Error('this version of kafkajs has no Broker.fetch: the memory of consumers cannot be bounded');
  }
  prototype.fetch = async function fetch(this: FetchingBroker, request: FetchRequest): Promise<FetchResponse> {
    const budget = currentBudget();
    if (budget === undefined) return original.call(this, request);
    const count = request.topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
    const { maxBytes, maxPartitionBytes, allowance } = budget.plan(this.nodeId, count);
    const topics = request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((partition) => ({ ...partition, maxBytes: maxPartitionBytes })),
    }));
    const response = await unpackWithin(allowance, () => original.call(this, { ...request, maxBytes, topics }));
    const fetched = (response.responses ?? []).flatMap(({ partitions }) => partitions.map(({ messages }) => messages));
    budget.learn(this.nodeId, allowance, fetched);
    return response;
  };
}
