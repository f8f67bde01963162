import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const TIMES = 64;

/** Bytes that stay in use after something was done 64 times; the counter is its argument. */
export function measureKept(act: (time: number) => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  act(0);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let time = 1; time <= TIMES; time++) act(time);
  collect();
  return process.memoryUsage().heapUsed - before;
}
