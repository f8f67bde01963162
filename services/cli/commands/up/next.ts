import { printable, type Output } from '../../terminal.ts';
import type { Canal } from './canal.ts';
import { nameDataStream } from '../../../runtime/data-streams.ts';

/** What to try next when the servers are about to stop. */
export function describeNextWithoutServers({ colors }: Output): string[] {
  return describeCommands(
    [
      ['the same canal, staying up: watch it, send to it, search it', 'npm start'],
      ['ask what an event means', 'npx wincanal explain schannel 36888 AlertDesc=40 ErrorState=1205'],
      [
        'documents of a file, without any server: here of made-up records, else of your own',
        'npx wincanal simulate --events 100 --output events.ndjson',
        'npx wincanal normalize events.ndjson',
      ],
    ],
    'Try next',
    colors,
  );
}

/** What to try next, with the addresses of this canal. */
export function describeNext({ config, logDir }: Canal, { colors }: Output): string[] {
  const brokers = config.kafka.brokers.join(',');
  const { url } = config.elasticsearch;
  const streams = nameDataStream('*', config.namespace);
  const query = encodeURIComponent('event.severity:>=73');
  const commands: readonly NextCommand[] = [
    [
      'tell the other commands where this canal is',
      `export WINCANAL_KAFKA_BROKERS=${brokers} WINCANAL_ELASTICSEARCH_URL=${url}`,
    ],
    ['watch what comes out, one line an event', 'npx wincanal tail alerts --from-beginning', 'npx wincanal tail'],
    ['count what became of everything, skips by reason', 'npx wincanal status'],
    ['let the fleet send more, live', 'npx wincanal simulate --rate 20/s --events 2000'],
    [
      'send a file, one record a line: here one of made-up records, else one of your own',
      'npx wincanal simulate --events 100 --output events.ndjson',
      'npx wincanal simulate --input events.ndjson',
      `kcat -P -b ${brokers} -t ${config.topics.raw} -l events.ndjson`,
    ],
    ['ask what an event means', 'npx wincanal explain schannel 36888 AlertDesc=40 ErrorState=1205'],
    ['search what is indexed', `curl -sS '${url}/${streams}/_search?q=${query}&sort=@timestamp:desc&size=1&pretty'`],
  ];
  return [
    ...describeCommands(commands, 'Try next, in another terminal', colors),
    '',
    `The canal is up: Kafka ${brokers}, Elasticsearch ${url}, logs ${printable(logDir)}`,
    'Ctrl-C stops it.',
  ];
}

type NextCommand = readonly [does: string, ...run: string[]];

function describeCommands(commands: readonly NextCommand[], title: string, colors: Output['colors']): string[] {
  return [
    '',
    colors.bold(title),
    ...commands.flatMap(([does, ...run]) => [colors.dim(`  # ${does}`), ...run.map((line) => `  ${line}`)]),
  ];
}
