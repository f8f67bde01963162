import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ConfigurationError } from '../../../../services/runtime/config.ts';
import { runProcess, type ProcessContext, type Running, type World } from '../../../../services/runtime/lifecycle.ts';
import { CannotStart, StoppedBeforeStart } from '../../../../services/runtime/start/wait-to-start.ts';

/** A world whose signals are sent by the test. */
function makeWorld(env: Record<string, string> = {}): World & {
  signal(name: NodeJS.Signals): void;
  readonly exits: number[];
  readonly printed: string[];
  listeners(): number;
} {
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  const exits: number[] = [];
  const printed: string[] = [];
  return {
    env: { WINCANAL_LOG_LEVEL: 'silent', ...env },
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
    print: (text) => printed.push(text),
    signal(name) {
      for (const listener of listeners) listener(name);
    },
    exits,
    printed,
    listeners: () => listeners.size,
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** A process whose stop takes until the test lets it end. */
function makeRunning(failed: Promise<Error> = never()): { running: Running; stops: number[]; letStop: () => void } {
  const gate = Promise.withResolvers<undefined>();
  const stops: number[] = [];
  return {
    running: {
      failed,
      async stop() {
        stops.push(1);
        await gate.promise;
      },
    },
    stops,
    letStop: () => {
      gate.resolve(undefined);
    },
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a signal stops the process, and it ends with 0 when the work in flight is settled', async () => {
  const world = makeWorld();
  const { running, stops, letStop } = makeRunning();
  const code = runProcess('p', () => Promise.resolve(running), world);
  await settle();
  expect(stops).toHaveLength(0);
  world.signal('SIGTERM');
  await settle();
  expect(stops).toHaveLength(1);
  letStop();
  expect(await code).toBe(0);
  expect(world.exits).toEqual([]);
  expect(world.listeners()).toBe(0);
  // The log's stream announces itself in the next tick, which is faked here too.
  jest.runAllTicks();
  expect(jest.getTimerCount()).toBe(0);
});

describe('a stop that does not come to an end', () => {
  test('is cut off when its time is over', async () => {
    const world = makeWorld({ WINCANAL_STOP_TIMEOUT_SECONDS: '7' });
    const { running } = makeRunning();
    void runProcess('p', () => Promise.resolve(running), world);
    await settle();
    world.signal('SIGINT');
    await settle();
    jest.advanceTimersByTime(6999);
    expect(world.exits).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(world.exits).toEqual([1]);
  });

  test('is cut off by a second signal', async () => {
    const world = makeWorld();
    const { running } = makeRunning();
    void runProcess('p', () => Promise.resolve(running), world);
    await settle();
    world.signal('SIGTERM');
    await settle();
    expect(world.exits).toEqual([]);
    world.signal('SIGTERM');
    expect(world.exits).toEqual([1]);
  });
});

test('a signal that comes while the process starts stops it as soon as it runs', async () => {
  const world = makeWorld();
  const start = Promise.withResolvers<Running>();
  const { running, stops, letStop } = makeRunning();
  const code = runProcess('p', () => start.promise, world);
  world.signal('SIGTERM');
  start.resolve(running);
  await settle();
  expect(stops).toHaveLength(1);
  letStop();
  expect(await code).toBe(0);
});

test('a process that cannot go on is stopped and ends with 1', async () => {
  const { running, stops, letStop } = makeRunning(Promise.resolve(new Error('fenced')));
  letStop();
  expect(await runProcess('p', () => Promise.resolve(running), makeWorld())).toBe(1);
  expect(stops).toHaveLength(1);
});

test('a process that cannot start ends with 1', async () => {
  expect(await runProcess('p', () => Promise.reject(new Error('no broker')), makeWorld())).toBe(1);
});

test('a wrong configuration ends with 2 before anything is started', async () => {
  const world = makeWorld({ WINCANAL_BULK_BYTES: 'x', WINCANAL_NAMESPACE: 'UPPER' });
  const start = jest.fn<() => Promise<Running>>();
  expect(await runProcess('p', start, world)).toBe(2);
  expect(start).not.toHaveBeenCalled();
  expect(world.printed.join('')).toContain('WINCANAL_BULK_BYTES');
  expect(world.printed.join('')).toContain('WINCANAL_NAMESPACE');
});

test('a start that finds the configuration wrong ends with 2 as well', async () => {
  const world = makeWorld();
  const start = (): Promise<Running> => Promise.reject(new ConfigurationError(['WINCANAL_EXCLUDE is odd']));
  expect(await runProcess('p', start, world)).toBe(2);
  expect(world.printed.join('')).toContain('WINCANAL_EXCLUDE is odd');
});

describe('SIGHUP', () => {
  test('reads again what the process says, as often as it comes, and ends nothing', async () => {
    const world = makeWorld();
    const { running, stops, letStop } = makeRunning();
    let reloads = 0;
    const start = ({ onReload }: ProcessContext): Promise<Running> => {
      onReload(() => {
        reloads++;
        if (reloads === 1) throw new Error('a defect');
      });
      return Promise.resolve(running);
    };
    const code = runProcess('p', start, world);
    await settle();
    world.signal('SIGHUP');
    world.signal('SIGHUP');
    expect(reloads).toBe(2);
    expect([stops.length, world.exits]).toEqual([0, []]);

    world.signal('SIGTERM');
    world.signal('SIGHUP');
    await settle();
    expect(reloads).toBe(2);
    expect([stops.length, world.exits]).toEqual([1, []]);
    letStop();
    expect(await code).toBe(0);
  });

  test('is no end for a process that starts, or that has nothing to read', async () => {
    const world = makeWorld();
    const start = Promise.withResolvers<Running>();
    const { running, stops, letStop } = makeRunning();
    const code = runProcess('p', () => start.promise, world);
    world.signal('SIGHUP');
    start.resolve(running);
    await settle();
    world.signal('SIGHUP');
    await settle();
    expect([stops.length, world.exits]).toEqual([0, []]);
    world.signal('SIGTERM');
    letStop();
    expect(await code).toBe(0);
  });
});

test('a start that waits ends with 0 when the process is told to stop, and with 1 when its time is over', async () => {
  const world = makeWorld();
  const told = runProcess(
    'p',
    ({ stopping }) =>
      new Promise((_, reject) => {
        stopping.addEventListener('abort', () => {
          reject(new StoppedBeforeStart('told to stop'));
        });
      }),
    world,
  );
  await settle();
  world.signal('SIGTERM');
  expect(await told).toBe(0);
  expect(world.exits).toEqual([]);
  expect(await runProcess('p', () => Promise.reject(new CannotStart(['a', 'b'])), makeWorld())).toBe(1);
  jest.runAllTicks();
});
