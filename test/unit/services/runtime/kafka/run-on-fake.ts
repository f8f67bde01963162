import type { ConsumerRunConfig, EachBatchPayload, Kafka } from 'kafkajs';
import {
  runConsumer,
  type ConsumerOptions,
  type RunningConsumer,
} from '../../../../../services/runtime/kafka/consumer.ts';
import { createLogger } from '../../../../../services/runtime/telemetry.ts';

type Listener = (event: { readonly payload: object }) => void;

/** What a test does with the client that a consumer runs on. */
export interface FakeClient {
  /** Has one batch settled: messages at 5 and 6, and a mark of a transaction at 7; the fetch had asked for 4. */
  readonly settle: (partition?: number) => Promise<void>;
  /** Tells the consumer of an event. */
  readonly tell: (event: 'HEARTBEAT' | 'GROUP_JOIN' | 'REQUEST', payload?: object) => void;
  /** What was asked of the client, in order. */
  readonly asked: string[];
}

/**
 * Runs a consumer that has joined its group, with partition 3 of a topic, on a client that only does what a test has it do.
 * @param run what the client does once it runs
 */
export async function runOnFake(
  run: (client: FakeClient) => Promise<void>,
  onBatch: ConsumerOptions['onBatch'],
  heartbeat = (): Promise<void> => Promise.resolve(),
  onAssigned = (): void => undefined,
): Promise<RunningConsumer> {
  const listeners = new Map<string, Listener>();
  const asked: string[] = [];
  const messages = ['5', '6'].map((offset) => ({ offset, key: null, value: null, timestamp: '1', headers: {} }));
  const payload = {
    heartbeat,
    resolveOffset: (offset: string) => asked.push(`go on behind ${offset}`),
    pause() {
      asked.push('pause');
      return () => asked.push('resume');
    },
    commitOffsetsIfNecessary() {
      asked.push('commit');
      return Promise.resolve();
    },
  };
  const tell: FakeClient['tell'] = (event, eventPayload = {}) => listeners.get(event)?.({ payload: eventPayload });
  const client = {
    on: (event: string, listener: Listener) => listeners.set(event, listener),
    events: { HEARTBEAT: 'HEARTBEAT', GROUP_JOIN: 'GROUP_JOIN', REQUEST: 'REQUEST' },
    connect: () => Promise.resolve(),
    subscribe: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    seek: ({ offset }: { readonly offset: string }) => asked.push(`read from ${offset}`),
    run({ eachBatch }: ConsumerRunConfig) {
      tell('GROUP_JOIN', { memberAssignment: { t: [3] } });
      const settle: FakeClient['settle'] = async (partition = 3) => {
        const place = { topic: 't', partition, fetchedOffset: '4', lastOffset: () => '7' };
        const batch = { ...place, messages, rawMessages: messages };
        await eachBatch?.({ ...payload, batch } as unknown as EachBatchPayload);
      };
      return run({ settle, tell, asked });
    },
  };
  return runConsumer({ consumer: () => client } as unknown as Kafka, createLogger('silent', 'test'), {
    group: 'g',
    topics: ['t'],
    fetchBytes: 1024,
    concurrency: 1,
    onAssigned,
    onBatch,
  });
}
