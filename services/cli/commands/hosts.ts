import type { Command } from 'commander';
import { createCommand, type Frame } from '../command.ts';
import { printableJson } from '../terminal.ts';

interface Options {
  readonly missing?: boolean;
  readonly json?: boolean;
}

/** `wincanal hosts`: what the record ids of each host show. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'hosts',
      description:
        'Lists the hosts whose events were published, one line a log (a channel of a host) and partition of the raw topic: ' +
        'when its newest event happened, how late that came (a host that is silent is no later for it), how many record ids are missing where that can be told, and ' +
        'how often the ids began anew (anew) because the log was cleared or the host set up anew. Reads what the normalizers say ' +
        'on the topic <prefix>.hosts, also those that have stopped; changes nothing. docs/gaps.md says what it can show and ' +
        'what it cannot.',
      examples: [
        ['npx wincanal hosts', 'who sends, and how late'],
        ['npx wincanal hosts --missing', 'whose events were lost before they came here, and which'],
        [
          `npx wincanal hosts --json | jq -r '.logs[] | select(.lag_seconds > 3600) | .host'`,
          'whose forwarder is late',
        ],
      ],
      exits: [
        'Kafka has answered (with --missing: nothing is missing)',
        'with --missing: ids are missing; or Kafka could not be reached, or the topic is missing',
      ],
    },
    frame,
  )
    .option('--missing', 'only logs of which ids are missing, with the ids')
    .option(
      '--json',
      'one JSON object: logs (entries as docs/gaps.md has them, and earlier, a list of such), strangers',
    )
    .action(async (options: Options) => {
      frame.finish(await showHosts(options, frame));
    });
}

async function showHosts({ missing = false, json }: Options, { terminal }: Frame): Promise<0 | 1> {
  const { prepareKafka, requireTopics } = await import('../connect-kafka.ts');
  const { countMissing, readHosts } = await import('../read-hosts.ts');
  const { presentHosts } = await import('../present-hosts.ts');
  const connection = prepareKafka(process.env);
  const { topics } = connection.config;
  await requireTopics(connection, [topics.hosts]);
  const admin = await connection.kafka.connectAdmin();
  try {
    const reader = await connection.kafka.connectReader();
    try {
      const hosts = await readHosts(reader, admin, topics.hosts);
      const lacking = hosts.logs.filter((log) => countMissing(log) > 0);
      const text =
        json === true
          ? printableJson(JSON.stringify(missing ? { ...hosts, logs: lacking } : hosts))
          : presentHosts(hosts, missing, terminal.out).join('\n');
      await terminal.out.write(`${text}\n`);
      return missing && lacking.length > 0 ? 1 : 0;
    } finally {
      await reader.disconnect();
    }
  } finally {
    await admin.disconnect();
  }
}
