import { expect, test } from '@jest/globals';
import type { Admin, Kafka } from 'kafkajs';
import { connectAdmin, type KafkaAdmin } from '../../../../../services/runtime/kafka/admin.ts';

const OFFSETS = [{ topic: 't', partitions: [{ partition: 0, offset: '7', metadata: 'm' }] }];
const GROUPS = { groups: [{ groupId: 'g', state: 'Stable', members: [{}] }] };

/** An admin whose broker fails so at the first question, and how often it was asked. */
async function connectFailing(type: string): Promise<{ readonly admin: KafkaAdmin; readonly asked: () => number }> {
  let asked = 0;
  const answer = <T>(value: T): Promise<T> =>
    ++asked === 1 ? Promise.reject(Object.assign(new Error(type), { type })) : Promise.resolve(value);
  const client: Partial<Record<keyof Admin, () => Promise<unknown>>> = {
    connect: () => Promise.resolve(),
    fetchOffsets: () => answer(OFFSETS),
    describeGroups: () => answer(GROUPS),
  };
  return { admin: await connectAdmin({ admin: () => client } as unknown as Kafka), asked: () => asked };
}

test.each(['GROUP_LOAD_IN_PROGRESS', 'NOT_COORDINATOR_FOR_GROUP', 'GROUP_COORDINATOR_NOT_AVAILABLE'])(
  'where a group stands is asked again of a coordinator that answers %s',
  async (type) => {
    const { admin } = await connectFailing(type);
    expect(await admin.groupOffsets('g', ['t'])).toEqual([{ topic: 't', partition: 0, offset: 7, metadata: 'm' }]);
    const other = await connectFailing(type);
    expect(await other.admin.describeGroup('g')).toEqual({ state: 'Stable', members: 1 });
  },
);

test('what does not pass is not asked again', async () => {
  const { admin, asked } = await connectFailing('GROUP_AUTHORIZATION_FAILED');
  await expect(admin.groupOffsets('g', ['t'])).rejects.toThrow('GROUP_AUTHORIZATION_FAILED');
  expect(asked()).toBe(1);
});
