import {
  findRenderer,
  FLEET_FORMATS,
  FLEET_ZONE,
  type FleetFormat,
  type FleetRecord,
} from '../../../simulate/index.ts';
import { UsageError } from '../../command.ts';
import { count } from '../../layout.ts';

/** Stands for every format. */
export const ALL = 'all';

/** What `--formats` takes. */
export type FormatName = FleetFormat | typeof ALL;

/**
 * The formats that were asked for; a name that is given twice is one for twice as many hosts.
 *
 * @param isFile whether the records go to a file, or standard output, as lines
 * @throws UsageError where a file of lines cannot hold one of them
 */
export function chooseFormats(formats: readonly FormatName[], isFile: boolean): FleetFormat[] {
  const isLine = (name: FleetFormat): boolean => findRenderer(name).oneLine !== false;
  const named = formats.filter((name) => name !== ALL);
  const refused = isFile ? named.filter((name) => !isLine(name)) : [];
  if (refused.length > 0) {
    throw new UsageError(
      `--output: a record in the format ${refused.join(' or ')} is not text on one line; without --output it goes to Kafka`,
    );
  }
  return formats.includes(ALL) ? FLEET_FORMATS.filter((name) => !isFile || isLine(name)) : named;
}

/** What somebody who asks for these formats has to know before the records are sent. */
export function listWarnings(formats: readonly FleetFormat[], hosts: number, env: NodeJS.ProcessEnv): string[] {
  const warnings: string[] = [];
  const asked = new Set(formats);
  if (hosts < asked.size) {
    warnings.push(
      `each host sends in one format, and there are ${asked.size} formats for ${count(hosts, 'host')}; --hosts ${asked.size} is enough for all`,
    );
  }
  const zoneless = [...asked].filter((name) => findRenderer(name).zoneless === true);
  if (zoneless.length > 0 && env['WINCANAL_ASSUMED_TIMEZONE'] !== FLEET_ZONE) {
    warnings.push(
      `no time zone is in ${zoneless.join(', ')}: such events are dead letters (EVENT_NO_TIME) unless the normalizer ` +
        `runs with WINCANAL_ASSUMED_TIMEZONE=${FLEET_ZONE}`,
    );
  }
  return warnings;
}

/** The same records; the formats that they are in are added to a set. */
export function* noteFormats(records: Iterable<FleetRecord>, seen: Set<FleetFormat>): Generator<FleetRecord> {
  for (const record of records) {
    if (record.format !== undefined) seen.add(record.format);
    yield record;
  }
}
