/**
 * Loaded into a worker (`node --import`): each answer of a broker to a request that writes comes later by
 * `WINCANAL_TEST_SLOW_MS` milliseconds. What the worker holds meanwhile it holds for so much longer.
 */
import { setTimeout as delay } from 'node:timers/promises';
import Broker from 'kafkajs/src/broker/index.js';

const methods = Broker.prototype as { produce?: (request: unknown) => Promise<unknown> };
const { produce } = methods;
const waitMs = Number(process.env['WINCANAL_TEST_SLOW_MS']);
if (produce === undefined || !(waitMs > 0)) throw new Error('WINCANAL_TEST_SLOW_MS must be a number of milliseconds');

methods.produce = async function answerLate(this: unknown, request: unknown): Promise<unknown> {
  const answer = await produce.call(this, request);
  await delay(waitMs);
  return answer;
};
