import { expect, test } from '@jest/globals';
import { readReasons, type ErrorCause } from '../../../../../services/runtime/elasticsearch/errors.ts';

test('the reasons of an error are told from the outside in', () => {
  const caused = { type: 'inner', reason: 'the culprit' };
  expect(readReasons({ type: 'outer', reason: 'refused', caused_by: caused })).toBe('refused: the culprit');
});

test('a reason that a wrapper repeats is told once, and a cause without one is passed over', () => {
  const caused = { reason: null, caused_by: { reason: 'refused', caused_by: { reason: 'the culprit' } } };
  expect(readReasons({ reason: 'refused', caused_by: caused })).toBe('refused: the culprit');
});

test('an error without any reason says so', () => {
  expect(readReasons({ type: 'es_rejected_execution_exception' })).toBe('no reason given');
});

test('causes without end come to an end', () => {
  let error: ErrorCause = { reason: 'the innermost' };
  for (let i = 0; i < 1000; i++) error = { reason: `level ${i}`, caused_by: error };
  expect(readReasons(error).split(': ')).toHaveLength(8);
});
