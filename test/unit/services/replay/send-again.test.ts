import { expect, test } from '@jest/globals';
import { makeResending } from '../../../../services/replay/send-again.ts';
import { makeLetter, PROVIDERS, TOPICS } from './fakes.ts';

const options = { topics: TOPICS, providers: PROVIDERS, partitions: new Map([[TOPICS.raw, 2]]), run: 'run' };

test('an original goes back as it was, with the count of its attempts and the place of its letter', () => {
  const headers = { 'content-type': 'text/x', attempts: '1', 'replayed-from': 'c.deadletter/0/1' };
  const letter = makeLetter({ offset: 9 }, {}, { headers });
  expect(makeResending(letter, options)?.original).toEqual({
    topic: 'c.raw',
    partition: 1,
    key: letter.key,
    value: letter.value,
    headers: {
      'content-type': 'text/x',
      attempts: '2',
      'first-seen': '2026-01-01T00:00:00.000Z',
      'replayed-from': 'c.deadletter/0/9',
    },
  });
});

test('where its partition is no more, the key chooses', () => {
  expect(makeResending(makeLetter({ offset: 9 }, {}, { partition: 2 }), options)?.original.partition).toBeUndefined();
});

test('what has no original, or is from elsewhere, is not sent', () => {
  expect(makeResending(makeLetter({ offset: 9 }, {}, { originalAt: 0 }), options)).toBeUndefined();
  expect(makeResending(makeLetter({ offset: 9 }, {}, { topic: 'others' }), options)).toBeUndefined();
  // A raw record is no document, whatever the letter says of its stage.
  expect(makeResending(makeLetter({ offset: 9 }, { stage: 'index' }), options)).toBeUndefined();
});
