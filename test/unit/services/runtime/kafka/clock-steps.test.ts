import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import { beatThroughClockSteps } from '../../../../../services/runtime/kafka/clock-steps.ts';

/** A member as the client makes it, of a group whose coordinator answers at once. */
function joinGroup(beats: string[]): { heartbeat(options: { readonly interval: number }): Promise<void> } {
  const Constructor = ConsumerGroup as unknown as new (
    options: object,
  ) => ReturnType<typeof joinGroup> & { memberId: string; coordinator: object };
  const member = new Constructor({
    logger: { namespace: () => undefined },
    instrumentationEmitter: { emit: (event: string) => beats.push(event) },
  });
  member.memberId = 'm';
  member.coordinator = { heartbeat: () => Promise.resolve() };
  return member;
}

beatThroughClockSteps();

beforeEach(() => {
  jest.useFakeTimers({ now: 1_000_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

test('heartbeats go on when the clock of the machine is set back', async () => {
  const beats: string[] = [];
  const member = joinGroup(beats);
  jest.advanceTimersByTime(3000);
  await member.heartbeat({ interval: 3000 });
  expect(beats).toHaveLength(1);
  jest.setSystemTime(Date.now() - 3_600_000);
  await member.heartbeat({ interval: 3000 });
  expect(beats).toHaveLength(2);
});

test('heartbeats are not sent sooner than they are due', async () => {
  const beats: string[] = [];
  const member = joinGroup(beats);
  jest.advanceTimersByTime(3000);
  await member.heartbeat({ interval: 3000 });
  jest.advanceTimersByTime(2999);
  await member.heartbeat({ interval: 3000 });
  expect(beats).toHaveLength(1);
});
