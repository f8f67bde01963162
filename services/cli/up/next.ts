import type { Output } from '../terminal.ts';
import type { Canal } from './canal.ts';
import { nameDataStream } from './counts.ts';

/** What to try next, with the addresses of this canal. */
export function describeNext({ config, logDir }: Canal, { colors }: Output): string[] {
  const brokers = config.kafka.brokers.join(',');
  const { url } = config.elasticsearch;
  const streams = nameDataStream('*', config);
  const query = encodeURIComponent('event.severity:>=73');
  const commands: readonly (readonly [does: string, ...run: string[]])[] = [
    [
      'tell the other commands where this canal is',
      `export WINCANAL_KAFKA_BROKERS=${brokers} WINCANAL_ELASTICSEARCH_URL=${url}`,
    ],
    ['watch what comes out, one line an event', 'bin/wincanal tail alerts --from-beginning', 'bin/wincanal tail'],
    ['let the fleet send more, live', 'bin/wincanal simulate --rate 20/s --events 2000'],
    [
      'send records of your own, one a line',
      'bin/wincanal simulate --input events.ndjson',
      `kcat -P -b ${brokers} -t ${config.topics.raw} -l events.ndjson`,
    ],
    ['ask what an event means', 'bin/wincanal explain schannel 36888 AlertDesc=40 ErrorState=1205'],
    ['search what is indexed', `curl -s '${url}/${streams}/_search?q=${query}&size=1&pretty'`],
  ];
  return [
    '',
    colors.bold('Try next, in another terminal'),
    ...commands.flatMap(([does, ...run]) => [colors.dim(`  # ${does}`), ...run.map((line) => `  ${line}`)]),
    '',
    `The canal is up: Kafka ${brokers}, Elasticsearch ${url}, logs ${logDir}`,
    'Ctrl-C stops it.',
  ];
}
