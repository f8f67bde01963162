import { expect, test } from '@jest/globals';
import { RefusalLog } from '../../../../services/indexer/refusal-log.ts';
import { WaitLog } from '../../../../services/indexer/wait-log.ts';
import { createLogger } from '../../../../services/runtime/telemetry.ts';

const WAIT = { documents: 5, reason: 'nobody listens', doubtful: true };

/** What is logged above debug, as level and fields. */
function listen(): { readonly lines: [string, object][]; readonly logger: ReturnType<typeof createLogger> } {
  const lines: [string, object][] = [];
  const logger = Object.assign(createLogger('silent', 'test'), {
    warn: (fields: object) => void lines.push(['warn', fields]),
    info: (fields: object) => void lines.push(['info', fields]),
  });
  return { lines, logger };
}

test('an outage is a line at its begin, one a minute, and one at its end, however many partitions try how often', () => {
  const { lines, logger } = listen();
  let now = 0;
  const log = new WaitLog(logger, () => now);
  for (now = 0; now < 90_000; now += 1000) {
    for (const partition of [0, 1, 2]) log.wait({ topic: 't', partition }, WAIT, 1, 1000);
  }
  for (const partition of [2, 0, 1]) log.settle({ topic: 't', partition });
  log.settle({ topic: 't', partition: 1 });
  expect(lines).toEqual([
    ['warn', { topic: 't', partitions: [0], documents: 5, reason: 'nobody listens', tries: 1, seconds: 0 }],
    ['warn', { topic: 't', partitions: [0, 1, 2], documents: 5, reason: 'nobody listens', tries: 181, seconds: 60 }],
    ['info', { topic: 't', tries: 270, seconds: 90 }],
  ]);
});

test('each topic has a story of its own, and an assignment ends it untold', () => {
  const { lines, logger } = listen();
  const log = new WaitLog(logger, () => 0);
  log.wait({ topic: 'a', partition: 0 }, WAIT, 1, 1000);
  log.wait({ topic: 'b', partition: 0 }, WAIT, 1, 1000);
  log.settle({ topic: 'b', partition: 0 });
  log.forget();
  log.settle({ topic: 'a', partition: 0 });
  log.wait({ topic: 'a', partition: 0 }, WAIT, 1, 1000);
  expect(lines.map(([level, fields]) => [level, fields])).toMatchObject([
    ['warn', { topic: 'a' }],
    ['warn', { topic: 'b' }],
    ['info', { topic: 'b' }],
    ['warn', { topic: 'a', tries: 1 }],
  ]);
});

test('refused documents are told at once and then once a minute, with how many since', () => {
  const { lines, logger } = listen();
  let now = 0;
  const log = new RefusalLog(logger, () => now);
  const refuse = (offset: number): void => {
    const message = { topic: 't', partition: 3, offset, key: null, value: null, headers: {}, timestamp: 0 };
    log.note('t', [{ message, detail: `no. ${offset}` }]);
  };
  log.note('t', []);
  for (let offset = 0; offset <= 100; offset++) {
    refuse(offset);
    now += 1000;
  }
  expect(lines).toEqual([
    ['warn', { topic: 't', documents: 1, partition: 3, offset: 0, detail: 'no. 0' }],
    ['warn', { topic: 't', documents: 60, partition: 3, offset: 60, detail: 'no. 60' }],
  ]);
});
