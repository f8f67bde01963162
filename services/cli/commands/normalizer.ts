import type { Command } from 'commander';
import { createCommand, type Frame } from '../command.ts';
import { describeSupervision, runWorker } from '../run-worker.ts';

/** `wincanal normalizer`: one worker in the foreground. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'normalizer',
      description:
        'Runs one normalizer: reads the raw topic, and publishes documents, copies of the severe ones, and dead ' +
        'letters, each raw record exactly once. Run as many as the raw topic has partitions. Configured by ' +
        'environment variables (docs/configuration.md); logs JSON lines on standard error; SIGTERM or Ctrl-C stops it ' +
        'when what is in flight is settled, a second one at once. SIGHUP reads the file that WINCANAL_SITE_FILE names ' +
        'again (docs/site-file.md); a file with problems changes nothing, and the log names them. ' +
        describeSupervision('normalizer'),
      examples: [
        ['npx wincanal normalizer', 'with Kafka at 127.0.0.1:9092'],
        ['WINCANAL_KAFKA_BROKERS=kafka-1:9092,kafka-2:9092 bin/wincanal normalizer', 'with a cluster, by a supervisor'],
      ],
      exits: ['stopped by a signal', 'it could not go on; the last line of the log says why'],
    },
    frame,
  ).action(() => runWorker(() => import('../../normalizer/main.ts')));
}
