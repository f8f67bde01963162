import type { Command } from 'commander';
import { createCommand, type Frame } from '../command.ts';
import { describeSupervision, runWorker } from '../run-worker.ts';

/** `wincanal indexer`: one worker in the foreground. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'indexer',
      description:
        'Runs one indexer: carries documents and dead letters from their topics into the data streams of ' +
        'Elasticsearch. Run as many as the topics have partitions. While Elasticsearch is away it waits and tries ' +
        'again. Configured by environment variables (docs/configuration.md); logs JSON lines on standard error; ' +
        'SIGTERM or Ctrl-C stops it when what is in flight is settled, a second one at once. ' +
        describeSupervision('indexer'),
      examples: [
        ['npx wincanal indexer', 'with Kafka at 127.0.0.1:9092 and Elasticsearch at http://127.0.0.1:9200'],
        [
          'WINCANAL_ELASTICSEARCH_URL=https://search:9200 WINCANAL_ELASTICSEARCH_API_KEY_FILE=/run/secrets/key bin/wincanal indexer',
          'with a secured cluster, by a supervisor',
        ],
      ],
      exits: ['stopped by a signal', 'it could not go on; the last line of the log says why'],
    },
    frame,
  ).action(() => runWorker(() => import('../../indexer/main.ts')));
}
