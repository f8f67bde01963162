import { expect, test } from '@jest/globals';
import { CannotStart, StoppedBeforeStart, waitToStart } from '../../../../../services/runtime/start/wait-to-start.ts';
import { createLogger, type Logger } from '../../../../../services/runtime/telemetry.ts';

/** Answers in turn, the last one for ever. */
function answers(...list: readonly (readonly string[])[]): {
  find: () => Promise<readonly string[]>;
  asked: () => number;
} {
  let asked = 0;
  return { find: () => Promise.resolve(list[Math.min(asked++, list.length - 1)] ?? []), asked: () => asked };
}

function listen(): { logger: Logger; warnings: unknown[] } {
  const warnings: unknown[] = [];
  const logger = Object.assign(createLogger('silent', 'test'), {
    warn: ({ problems }: { problems: unknown }) => warnings.push(problems),
  }) as unknown as Logger;
  return { logger, warnings };
}

const stopping = new AbortController().signal;

test('without problems the start goes on after one look', async () => {
  const { find, asked } = answers([]);
  await waitToStart(find, { waitSeconds: 0, logger: listen().logger, stopping });
  expect(asked()).toBe(1);
});

test('without a wait the first problems end the start, all of them', async () => {
  const { find, asked } = answers(['a', 'b'], []);
  const waiting = waitToStart(find, { waitSeconds: 0, logger: listen().logger, stopping });
  await expect(waiting).rejects.toMatchObject({ name: 'CannotStart', problems: ['a', 'b'] });
  await expect(waiting).rejects.toBeInstanceOf(CannotStart);
  expect(asked()).toBe(1);
});

test('the start goes on when the problems are gone; they are logged when they change', async () => {
  const { find } = answers(['a', 'b'], ['a', 'b'], ['b'], []);
  const { logger, warnings } = listen();
  await waitToStart(find, { waitSeconds: 600, logger, stopping });
  expect(warnings).toEqual([['a', 'b'], ['b']]);
});

test('what is in the way at the end is what is said', async () => {
  const { find } = answers(['a'], ['b']);
  await expect(waitToStart(find, { waitSeconds: 1, logger: listen().logger, stopping })).rejects.toMatchObject({
    problems: ['b'],
  });
});

test('a stop ends the wait', async () => {
  const stop = new AbortController();
  const find = (): Promise<string[]> => {
    stop.abort();
    return Promise.resolve(['a']);
  };
  const waiting = waitToStart(find, { waitSeconds: 600, logger: listen().logger, stopping: stop.signal });
  await expect(waiting).rejects.toBeInstanceOf(StoppedBeforeStart);
});

test('a stop ends a look that nobody answers', async () => {
  const stop = new AbortController();
  const find = (): Promise<string[]> => new Promise(() => undefined);
  const waiting = waitToStart(find, { waitSeconds: 600, logger: listen().logger, stopping: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toBeInstanceOf(StoppedBeforeStart);
});
