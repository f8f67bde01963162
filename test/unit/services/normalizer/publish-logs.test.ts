import { beforeEach, expect, test } from '@jest/globals';
import { KafkaJSProtocolError } from 'kafkajs';
import { LogWatch } from '../../../../services/normalizer/log-watch.ts';
import type { PartitionOwner } from '../../../../services/normalizer/partition-owner.ts';
import { PlaceList } from '../../../../services/normalizer/place-list.ts';
import { LogPublisher } from '../../../../services/normalizer/publish-logs.ts';
import type { HostLog } from '../../../../services/normalizer/watched-log.ts';
import { emptyNormalizerAccount } from '../../../../services/runtime/accounting.ts';
import type { OffsetCommit, OutgoingMessage, TransactionalProducer } from '../../../../services/runtime/kafka/index.ts';
import { OwnedPartitions } from '../../../../services/runtime/owned-partitions.ts';
import { createLogger, createTelemetry, type Telemetry } from '../../../../services/runtime/telemetry.ts';
import { nameTopics } from '../../../../services/runtime/topics.ts';
import { makeLogged, makeRecord } from './fakes.ts';

const logger = createLogger('silent', 'test');
const topics = nameTopics('c');
const PLACE = { topic: topics.raw, partition: 0 };

/** What was asked of the broker, in order. */
let calls: string[];
let visible: OutgoingMessage[];
let commits: (OffsetCommit | undefined)[];
/** What the next send fails with. */
let failure: Error | undefined;
/** Milliseconds since 1970. */
let now: number;
let telemetry: Telemetry;
let logs: LogWatch;
let owned: OwnedPartitions<PartitionOwner>;
let publisher: LogPublisher;

const producer: TransactionalProducer = {
  begin() {
    calls.push('begin');
    const pending: OutgoingMessage[] = [];
    return Promise.resolve({
      send(messages: readonly OutgoingMessage[]) {
        calls.push('send');
        pending.push(...messages);
        return failure === undefined ? Promise.resolve() : Promise.reject(failure);
      },
      commit(offset?: OffsetCommit) {
        calls.push('commit');
        commits.push(offset);
        visible.push(...pending);
        return Promise.resolve();
      },
      abort() {
        calls.push('abort');
        return Promise.resolve();
      },
    });
  },
  disconnect() {
    calls.push('disconnect');
    return Promise.resolve();
  },
};

beforeEach(async () => {
  calls = [];
  visible = [];
  commits = [];
  failure = undefined;
  now = 0;
  telemetry = createTelemetry(logger);
  telemetry.close();
  logs = new LogWatch({ topics, telemetry, limit: 100, intervalMs: 1000 });
  const rest = { forgotten: [], foreignOffset: undefined, account: emptyNormalizerAccount() };
  owned = new OwnedPartitions({
    take(topic, partition, nextOffset) {
      logs.resume(partition, nextOffset, now);
      return Promise.resolve({ topic, partition, producer, nextOffset, ...rest });
    },
    logger,
  });
  publisher = new LogPublisher({ logs, owned, topics, logger, now: () => now });
  await owned.take(PLACE, [makeRecord(0, 'x')]);
  const places = new PlaceList();
  for (const { bytes, key } of [1, 2, 3].map((id) => makeLogged(id))) places.add(bytes, key);
  logs.observe(0, places, 3, now);
});

function entries(): HostLog[] {
  return visible.map(({ value }) => JSON.parse(String(value)) as HostLog);
}

function tooLarge(): Error {
  const error = { type: 'MESSAGE_TOO_LARGE', message: 'too large', code: 10, retriable: false };
  return new KafkaJSProtocolError(error as never);
}

test('what is due is published once, in a transaction of its own that commits no offset', async () => {
  await publisher.publishDue();
  expect(entries()).toEqual([]);
  now = 1000;
  await publisher.publishDue();
  await publisher.publishDue();
  expect(entries()).toMatchObject([{ offset: 3, seen: 3 }]);
  expect(commits).toEqual([undefined]);
});

test('the rest is published at the end, due or not', async () => {
  await publisher.publishRest();
  expect(entries()).toMatchObject([{ seen: 3 }]);
});

test('nothing of a partition is published while it is held', async () => {
  now = 1000;
  await publisher.hold(0);
  await publisher.publishDue();
  expect(calls).toEqual([]);
  publisher.letGo(0);
  await publisher.publishDue();
  expect(calls).toEqual(['begin', 'send', 'commit']);
});

test('who holds a partition waits for what is under way', async () => {
  now = 1000;
  const published = publisher.publishDue();
  await publisher.hold(0);
  expect(calls).toEqual(['begin', 'send', 'commit']);
  await published;
});

test('a producer that failed is released, and the same is sent again by the next', async () => {
  now = 1000;
  failure = new Error('broker is away');
  await publisher.publishDue();
  expect(calls).toEqual(['begin', 'send', 'abort', 'disconnect']);
  failure = undefined;
  await owned.take(PLACE, [makeRecord(3, 'x')]);
  await publisher.publishDue();
  expect(entries()).toMatchObject([{ seen: 3 }]);
});

test('what the topic refuses for its size is sent again when the next publication is due, not at once', async () => {
  now = 1000;
  failure = tooLarge();
  await publisher.publishDue();
  failure = undefined;
  await owned.take(PLACE, [makeRecord(3, 'x')]);
  await publisher.publishDue();
  expect(entries()).toEqual([]);
  now = 2000;
  await publisher.publishDue();
  expect(entries()).toMatchObject([{ seen: 3 }]);
});

test('the logs of those partitions are measured that are owned', async () => {
  await publisher.publishDue();
  expect(telemetry.read()).toMatchObject({ wincanal_watched_logs: 1, wincanal_missing_ids: 0 });
  owned.forget();
  await publisher.publishDue();
  expect(telemetry.read()).toMatchObject({ wincanal_watched_logs: 0 });
});
