import { describe, expect, test } from '@jest/globals';
import { KafkaJSNonRetriableError, KafkaJSProtocolError } from 'kafkajs';
import { isFatal, isLostMembership, isRebalance, isTooLarge } from '../../../../../services/runtime/kafka/errors.ts';

function protocolError(type: string, message: string = type): Error {
  return new KafkaJSProtocolError({ type, message, code: 0, retriable: false } as never);
}

/** As the client's retries wrap what made them give up. */
function wrap(cause: Error): Error {
  return new Error('batch failed', { cause: Object.assign(new KafkaJSNonRetriableError(cause.message), { cause }) });
}

describe('a producer that was fenced', () => {
  test.each([
    protocolError('INVALID_PRODUCER_EPOCH'),
    // PRODUCER_FENCED, which the client has no name for
    protocolError('KAFKAJS_UNKNOWN_ERROR_CODE', 'Unknown error code 90'),
  ])('cannot go on, also through wrappers: $message', (error) => {
    expect(isFatal(error)).toBe(true);
    expect(isFatal(wrap(error))).toBe(true);
  });
});

test('missing rights end a worker; a broker that is away does not', () => {
  expect(isFatal(wrap(protocolError('TOPIC_AUTHORIZATION_FAILED')))).toBe(true);
  expect(isFatal(wrap(protocolError('LEADER_NOT_AVAILABLE')))).toBe(false);
  expect(isFatal(new Error('connect ECONNREFUSED'))).toBe(false);
  expect(isFatal('not even an error')).toBe(false);
});

test('a defect that one record brings out does not end the process, also through wrappers', () => {
  expect(isFatal(new TypeError('x is null'))).toBe(false);
  expect(isFatal(wrap(new TypeError('x is null')))).toBe(false);
});

test('sizes and memberships are told apart', () => {
  expect(isTooLarge(wrap(protocolError('MESSAGE_TOO_LARGE')))).toBe(true);
  expect(isTooLarge(protocolError('REBALANCE_IN_PROGRESS'))).toBe(false);
  expect(isLostMembership(protocolError('UNKNOWN_MEMBER_ID'))).toBe(true);
  expect(isLostMembership(protocolError('REBALANCE_IN_PROGRESS'))).toBe(false);
  expect(isRebalance(protocolError('REBALANCE_IN_PROGRESS'))).toBe(true);
  expect(isRebalance(protocolError('ILLEGAL_GENERATION'))).toBe(true);
  // Only joining again looks for the coordinator.
  expect(isRebalance(protocolError('NOT_COORDINATOR_FOR_GROUP'))).toBe(true);
});

test('a circle of causes comes to an end', () => {
  const error = new Error('a');
  error.cause = error;
  expect(isFatal(error)).toBe(false);
});
