/**
 * Loaded into a worker (`node --import`): something happens to it when it is about to send a certain request to Kafka, or
 * as soon as that was answered. Signals from outside do not hit these milliseconds.
 *
 * `WINCANAL_TEST_ACT` is `<act> <before|after> <request of kafkajs> <n>`, the n-th such request being meant:
 * - `die`: as by `kill -9`.
 * - `freeze`: the process stands still, heartbeats included, until the file `WINCANAL_TEST_THAW` is there. Files of this
 *   name tell that it does (`.frozen` behind it), and that the request was answered, with success or not (`.answered`).
 */
import { existsSync, writeFileSync } from 'node:fs';
import Broker from 'kafkajs/src/broker/index.js';

type Method = (this: unknown, request: unknown) => Promise<unknown>;

const THAW = process.env['WINCANAL_TEST_THAW'] ?? '';
const ACTS: Readonly<Record<string, () => void>> = { die, freeze };

const [actName = '', moment, name = '', number = '1'] = (process.env['WINCANAL_TEST_ACT'] ?? '').split(' ');
const act = ACTS[actName];
const methods = Broker.prototype as Record<string, Method | undefined>;
const original = methods[name];
if (act === undefined || original === undefined || (moment !== 'before' && moment !== 'after')) {
  throw new Error('WINCANAL_TEST_ACT must be like "die before endTxn 1", with a request of kafkajs');
}
let requests = 0;

methods[name] = async function actAtRequest(this: unknown, request: unknown): Promise<unknown> {
  // A takeover ends an empty transaction, and is not meant.
  const counts = name !== 'endTxn' || (request as { transactionResult: boolean }).transactionResult;
  const isMeant = counts && ++requests === Number(number);
  if (!isMeant) return original.call(this, request);
  if (moment === 'before') act();
  try {
    return await original.call(this, request);
  } finally {
    if (moment === 'after') act();
    writeFileSync(`${THAW}.answered`, '');
  }
};

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered a little later; nothing is done until then.
  sleep();
}

function freeze(): void {
  writeFileSync(`${THAW}.frozen`, '');
  while (!existsSync(THAW)) sleep(20);
}

/** Blocks the process: nothing else is done meanwhile. */
function sleep(milliseconds?: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
