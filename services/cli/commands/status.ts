import type { Command } from 'commander';
import { providers } from '../../../normalizers/registry.ts';
import { createCommand, type Frame } from '../command.ts';
import { presentStatus } from '../present-status.ts';
import { readStatus } from '../read-status.ts';

interface Options {
  readonly json?: boolean;
}

/** `wincanal status`: what became of everything that was read. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'status',
      description:
        'Says what became of everything that the workers have read since their groups exist: how many records, and how ' +
        'many of the events in them became documents, were skipped (by reason) or are dead letters; what the indexer ' +
        'did with each topic; how many processes work, and how much is still to be read. The counts are those that the ' +
        'workers commit together with their offsets, so they are exact, and asking costs them nothing. Where ' +
        'a topic is written in transactions, a partition that is read to its end may show one more to read: the end of ' +
        'the last transaction.',
      examples: [
        ['npx wincanal status', 'how much of what the fleet sends is skipped, and why'],
        ['npx wincanal status --json | jq .normalizer.skips', 'for a script'],
      ],
      exits: ['Kafka has answered', 'Kafka could not be reached, or the topics are missing'],
    },
    frame,
  )
    .option(
      '--json',
      'one JSON object: normalizer (group, state, members, topic, lag, records, events, documents, alerts, dead, skips) ' +
        'and indexer (group, state, members, topics: topic, lag, records, indexed, duplicates, rejected)',
    )
    .action(async (options: Options) => {
      const { prepareKafka, requireTopics } = await import('../connect-kafka.ts');
      const connection = prepareKafka(process.env);
      const { topics, groups } = connection.config;
      const indexed = [...providers.map(({ key }) => topics.enriched(key)), topics.deadletter];
      await requireTopics(connection, [topics.raw, ...indexed]);
      const admin = await connection.kafka.connectAdmin();
      try {
        const { out } = frame.terminal;
        const status = await readStatus(admin, { groups, raw: topics.raw, indexed });
        await out.write(
          options.json === true
            ? `${JSON.stringify(status)}\n`
            : `${presentStatus(status, topics.deadletter, out).join('\n')}\n`,
        );
        frame.finish(0);
      } finally {
        await admin.disconnect();
      }
    });
}
