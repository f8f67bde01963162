import type { Command } from 'commander';
import { SAMPLE_FLEET } from '../../simulate/index.ts';
import { createCommand, wholeNumber, type Frame } from '../command.ts';
import type { UpOptions } from './up/run.ts';

/** `wincanal up`: the whole canal on this machine. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'up',
      description:
        'Starts the whole canal on this machine: a real Kafka and a real Elasticsearch on loopback (fetched with Maven ' +
        'the first time), topics and templates, both workers. It sends the events of a sample fleet, shows where each ' +
        'record is until all are accounted for, and what came of them. Then it stays up until Ctrl-C and stops ' +
        'everything; a second Ctrl-C does so at once. Settings other than how to reach the servers are taken from the ' +
        'environment (docs/configuration.md).',
      examples: [
        ['npx wincanal up', 'the first look; npm start is the same'],
        ['npx wincanal up --once --events 20000 --hosts 200', 'a larger fleet, then stop'],
        ['npx wincanal up --no-samples --data-dir ./data', 'to develop against, with data that stays'],
      ],
      exits: [
        'every record is accounted for, or no samples were asked for',
        'a record is not accounted for, or something could not start or ended by itself',
      ],
    },
    frame,
  )
    .option('--once', 'stop everything after the samples')
    .option('--events <n>', 'records that the sample fleet sends', wholeNumber(1, 10_000_000), SAMPLE_FLEET.events)
    .option('--hosts <n>', 'hosts in the sample fleet', wholeNumber(1, 100_000), SAMPLE_FLEET.hosts)
    .option('--no-samples', 'send nothing')
    .option('--data-dir <dir>', 'keep topics and indices here for the next start (default: a temporary directory)')
    .option(
      '--kafka-port <port>',
      'port of Kafka; 0 is a free one (default: 9092 where it is free; with --once a free one)',
      wholeNumber(0, 65_535),
    )
    .option(
      '--elasticsearch-port <port>',
      'port of Elasticsearch; 0 is a free one (default: 9200 where it is free; with --once a free one)',
      wholeNumber(0, 65_535),
    )
    .action(async (options: UpOptions) => {
      const { up } = await import('./up/run.ts');
      frame.finish(await up(options, frame));
    });
}
