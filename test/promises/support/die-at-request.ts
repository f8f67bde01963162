/**
 * Loaded into a worker (`node --import`): it is killed at once, as by `kill -9`, when it is about to send a certain
 * request to Kafka for the first time, or as soon as that was answered. Kills from outside do not hit these milliseconds.
 */
import Broker from 'kafkajs/src/broker/index.js';

type Method = (this: unknown, request: unknown) => Promise<unknown>;

const [moment, name = ''] = (process.env['WINCANAL_TEST_DIE'] ?? '').split(' ');
const methods = Broker.prototype as Record<string, Method | undefined>;
const original = methods[name];
if (original === undefined || (moment !== 'before' && moment !== 'after')) {
  throw new Error(
    'WINCANAL_TEST_DIE must be "before" or "after" and a request of kafkajs, for example "before endTxn"',
  );
}

methods[name] = async function dieAt(this: unknown, request: unknown): Promise<unknown> {
  // A takeover ends an empty transaction, and is not meant.
  const counts = name !== 'endTxn' || (request as { transactionResult: boolean }).transactionResult;
  if (counts && moment === 'before') die();
  const answer = await original.call(this, request);
  if (counts) die();
  return answer;
};

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered a little later; nothing is done until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
