import { expect, test } from '@jest/globals';
import { requireTopics } from '../../../../services/runtime/require-topics.ts';

const admin = { listTopics: () => Promise.resolve(['a.raw', 'other']) };

test('all missing topics are named at once, with what to do', async () => {
  await expect(requireTopics(admin, ['a.raw', 'a.alerts', 'a.deadletter'])).rejects.toThrow(
    'Kafka has no topic a.alerts, a.deadletter: run "wincanal setup"',
  );
});

test('present topics are fine', async () => {
  await expect(requireTopics(admin, ['a.raw'])).resolves.toBeUndefined();
});
