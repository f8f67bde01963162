import { currentBudget, unpackWithin } from './fetch-budget.ts';
import { wrapFetch } from './wrap-fetch.ts';

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

/**
 * Makes the fetches of consumers that have a budget (`fetchWithin`) keep to it; all others are left alone.
 * @throws Error for a version of the client that has no such method to put it in
 */
export function boundFetches(): void {
  wrapFetch<FetchRequest, FetchResponse>(
    'the memory of consumers cannot be bounded',
    async (request, fetch, { nodeId }) => {
      const budget = currentBudget();
      if (budget === undefined) return fetch(request);
      const count = request.topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
      const { maxBytes, maxPartitionBytes, allowance } = budget.plan(nodeId, count);
      const topics = request.topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((partition) => ({ ...partition, maxBytes: maxPartitionBytes })),
      }));
      const response = await unpackWithin(allowance, () => fetch({ ...request, maxBytes, topics }));
      const fetched = (response.responses ?? []).flatMap(({ partitions }) =>
        partitions.map(({ messages }) => messages),
      );
      budget.learn(nodeId, allowance, fetched);
      return response;
    },
  );
}
