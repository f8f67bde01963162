/** Error types of the protocol after which a transactional producer must not go on: somebody else owns its id now. */
const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'INVALID_TXN_STATE']);

/** Codes that kafkajs 2.2.4 does not know by name. 90 = PRODUCER_FENCED (Kafka protocol error codes). */
const FENCED_UNKNOWN = 'Unknown error code 90';

/** Nothing that a retry could change: wrong credentials, missing rights. */
const REFUSED = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
]);

const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

const LOST_MEMBERSHIP = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/** The transactional id was taken over by another process (or the broker ended our transaction). */
function isFenced(error: unknown): boolean {
  return someCause(error, (cause) => FENCED.has(typeOf(cause)) || cause.message.includes(FENCED_UNKNOWN));
}

/**
 * The process cannot go on with this: its supervisor restarts it, an operator reads why. A defect that one record brings
 * out (a TypeError) is not among it: every process of the group would end at that record in turn, and all other
 * partitions with it, while a batch that is read again stops its own partition only.
 */
export function isFatal(error: unknown): boolean {
  return (
    isFenced(error) ||
    someCause(
      error,
      (cause) =>
        REFUSED.has(typeOf(cause)) ||
        cause.name === 'KafkaJSNotImplemented' ||
        cause.name === 'KafkaJSSASLAuthenticationError',
    )
  );
}

/** The broker does not take a batch of this size (`message.max.bytes`, `max.message.bytes`). */
export function isTooLarge(error: unknown): boolean {
  return someCause(error, (cause) => TOO_LARGE.has(typeOf(cause)));
}

/** The consumer is no longer a member of its group, so its partitions belong to others by now. */
export function isLostMembership(error: unknown): boolean {
  return someCause(error, (cause) => LOST_MEMBERSHIP.has(typeOf(cause)));
}

/** The group is forming anew; the client must see this error as it is, to join again. */
export function isRebalance(error: unknown): boolean {
  return (
    isLostMembership(error) ||
    someCause(error, (cause) => ['REBALANCE_IN_PROGRESS', 'NOT_COORDINATOR_FOR_GROUP'].includes(typeOf(cause)))
  );
}

function someCause(error: unknown, test: (cause: Error) => boolean): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; cause = cause.cause, depth++) {
    if (test(cause)) return true;
  }
  return false;
}

/** The protocol's word for an error of the client, for example `NOT_COORDINATOR_FOR_GROUP`; empty where it has none. */
export function typeOf(error: unknown): string {
  const { type } = Object(error) as { type?: unknown };
  return typeof type === 'string' ? type : '';
}

/** The broker knows no such user, or another password. */
export function isLoginRefused(error: unknown): boolean {
  return someCause(error, (cause) => cause.name === 'KafkaJSSASLAuthenticationError');
}
