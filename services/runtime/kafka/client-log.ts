import kafkajs, { type LogEntry, type logCreator } from 'kafkajs';
import type { Logger } from '../telemetry.ts';

/** For how long a warning is not repeated. */
const QUIET_MS = 10_000;

/**
 * Passes the client's log on to ours. Its information is our detail, and an error of a single response is never an error
 * by itself: the client throws it to its caller as well, who retries ("coordinator is loading" right after a broker's
 * start, rebalances) or fails and says so.
 */
export function createClientLog(logger: Logger, now: () => number = Date.now): logCreator {
  const warned = new Map<string, number>();
  /** A broker that is away is tried many times a second; one line in a while says it as well. */
  const isNews = (text: string): boolean => {
    const last = warned.get(text);
    if (last !== undefined && now() - last < QUIET_MS) return false;
    if (warned.size >= 100) warned.clear();
    warned.set(text, now());
    return true;
  };
  return () => (entry: LogEntry) => {
    const { message, error, broker, groupId, retryCount } = entry.log as Record<string, unknown>;
    const text = typeof message === 'string' ? message : 'kafka client';
    const level = chooseLevel(entry, text) === 'warn' && isNews(text) ? 'warn' : 'debug';
    logger[level]({ client: entry.namespace, error, broker, groupId, retryCount }, text);
  };
}

/**
 * What passes by itself (starting coordinators, rebalances), what is logged elsewhere (a failed batch; the connection
 * behind a failed seed broker), and that sending gives up at some time, which is meant.
 */
const PASSING = new RegExp(
  [
    'rebalanc',
    'not aware of',
    'coordinator is (loading|not available)',
    'not the correct coordinator',
    '^Error when calling eachBatch',
    '^Failed to connect to (seed )?broker',
    '^Limiting retries',
    // A transaction that begins while the markers of the one before are being written: tried again by the client.
    'concurrent operation on the transaction|another concurrent operation',
  ].join('|'),
  'i',
);

/** Our level for an entry of the client's log. What ends a process is reported by the process itself, once. */
export function chooseLevel(entry: Pick<LogEntry, 'level' | 'namespace'>, message: string): 'warn' | 'debug' {
  const { ERROR, WARN } = kafkajs.logLevel;
  if (entry.level !== ERROR && entry.level !== WARN) return 'debug';
  if (entry.namespace === 'Connection' && message.startsWith('Response')) return 'debug';
  return PASSING.test(message) ? 'debug' : 'warn';
}
