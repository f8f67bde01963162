import { parseArgs } from 'node:util';
import { do_not_optimize, measure } from 'mitata';
import { isDead } from '../../normalizers/decode/decoded.ts';
import { decodeText } from '../../normalizers/decode/detect.ts';
import { readCertificate } from '../../normalizers/enrich/certificate.ts';
import { compileSite, createNormalizer } from '../../normalizers/index.ts';
import { interpretEvent } from '../../normalizers/interpret.ts';
import { findProvider } from '../../normalizers/registry.ts';
import certificates from '../../services/simulate/certificates.json' with { type: 'json' };
import {
  composeFleet,
  findRenderer,
  FLEET_FORMATS,
  FLEET_ZONE,
  type FleetFormat,
} from '../../services/simulate/index.ts';

const HELP = `Microseconds an event, from the bytes of the raw record to the bytes of the document, for each input format; the same for
events of other providers, which are skipped; and of single steps.

  npm run bench -- [--formats NAME,...] [--json]

The records are those of a sample fleet of 40 hosts, so that the mix of event ids, templates and messages is a fleet's. "best" is what
it takes undisturbed, "median" what it took here: on a busy machine compare the best ones, and only those of one run.
`;

const { values: options } = parseArgs({
  options: {
    formats: { type: 'string', default: FLEET_FORMATS.join(',') },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const NOW = Date.UTC(2026, 2, 4, 6);
const EVENTS = 1024;
/** Passes until the engine has compiled what it will. */
const WARM_UP = 30;
/** Records that are timed at once. */
const CHUNK = 32;
/** Microseconds that an event may take at most. */
const LIMITS = { JSON: 10, XML: 15, skipped: 0.5, meaning: 3 } as const;

const plain = createNormalizer({ assumedTimezone: FLEET_ZONE });
/** With a role for each host, an owner and a word on the most frequent event: the most that a site file can ask for. */
const informed = createNormalizer({
  assumedTimezone: FLEET_ZONE,
  site: compileSite({
    hosts: [
      ...Array.from({ length: 50 }, (_, i) => ({ match: [`dc${i}*.corp.example`, `vpn${i}`], owner: `Team ${i}` })),
      { match: ['*'], roles: ['domain_controller', 'internet_server'], owner: 'Service desk' },
    ],
    events: {
      'schannel:36887': { severity: 'medium', runbook: 'https://wiki.corp.example/alerts', owner: 'TLS team' },
    },
  }),
});

interface Row {
  readonly step: string;
  readonly name: string;
  readonly bytes: number | undefined;
  /** Microseconds an event. */
  readonly best: number;
  readonly median: number;
  readonly limit: number | undefined;
}

/**
 * Times what is done with each of many items, in chunks: so short a time is seldom interrupted by other processes. The best
 * and the median of each chunk are added up.
 */
async function time<Item>(
  row: Pick<Row, 'step' | 'name' | 'bytes' | 'limit'>,
  { items, events }: { readonly items: readonly Item[]; readonly events: number },
  use: (item: Item) => void,
): Promise<void> {
  for (let i = 0; i < WARM_UP; i++) items.forEach(use);
  let best = 0;
  let median = 0;
  for (let from = 0; from < items.length; from += CHUNK) {
    const chunk = items.slice(from, from + CHUNK);
    const { min, p50 } = await measure(
      () => {
        chunk.forEach(use);
      },
      { min_cpu_time: 40e6, min_samples: 20, batch_threshold: 0 },
    );
    best += min;
    median += p50;
  }
  print({ ...row, best: best / events / 1000, median: median / events / 1000 });
}

function print(row: Row): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(row)}\n`);
    return;
  }
  const bytes = row.bytes === undefined ? '' : String(row.bytes);
  const limit = row.limit === undefined ? '' : `${row.best < row.limit ? 'below' : 'ABOVE'} ${row.limit}`;
  process.stdout.write(
    `${row.name.padEnd(36)}${bytes.padStart(7)}${row.best.toFixed(2).padStart(9)}${row.median.toFixed(2).padStart(9)}  ${limit}\n`,
  );
}

function head(title: string): void {
  if (options.json) return;
  process.stdout.write(
    `\n${title.padEnd(36)}${'bytes'.padStart(7)}${'best'.padStart(9)}${'median'.padStart(9)}  limit\n`,
  );
}

/** A fleet's records in one format; bytes are those of an event. */
function sample(format: FleetFormat, otherShare: number) {
  const fleet = composeFleet({
    seed: 7,
    hosts: 40,
    events: EVENTS,
    otherShare,
    broken: 0,
    formats: [format],
    fromMs: NOW - 3_600_000,
    toMs: NOW,
  });
  const records = [...fleet];
  const events = records.reduce((sum, record) => sum + record.events, 0);
  const bytes = Math.round(records.reduce((sum, { value }) => sum + value.length, 0) / events);
  return { values: records.map(({ value }) => value), events, bytes };
}

async function timeFormat(step: string, format: FleetFormat, otherShare: number, normalizer = plain): Promise<void> {
  const { values, events, bytes } = sample(format, otherShare);
  const kind = otherShare === 0 ? kindOf(format, values[0] as Buffer) : 'skipped';
  const limit = kind === undefined || findRenderer(format).holdsSeveral === true ? undefined : LIMITS[kind];
  await time({ step, name: format, bytes, limit }, { items: values, events }, (value) => {
    for (const outcome of normalizer.normalize(value, undefined, NOW)) {
      do_not_optimize(outcome);
    }
  });
}

/** Flat JSON is one object of plain values; what carries other texts, or lists, has no limit of its own. */
function kindOf(format: FleetFormat, value: Buffer): 'JSON' | 'XML' | undefined {
  const text = value.toString('latin1');
  if (text.startsWith('<Event')) return 'XML';
  return FLAT.has(format) && text.startsWith('{') ? 'JSON' : undefined;
}

const FLAT: ReadonlySet<string> = new Set<FleetFormat>([
  'winlogbeat',
  'winlogbeat_6',
  'elastic_agent',
  'nxlog_local',
  'nxlog_enterprise',
  'fluent_bit',
  'fluent_bit_map',
  'fluent_bit_winlog',
  'fluentd',
  'otel_map',
  'vector',
  'openwec',
  'wazuh',
  'telegraf',
]);

/** Decoded events whose meaning alone is timed. */
async function timeMeaning(name: string, carriesCertificate: boolean, limit: number | undefined): Promise<void> {
  const readings = (['winlogbeat', 'xml'] as const).flatMap((format) =>
    sample(format, 0).values.flatMap((value) => {
      const [event] = decodeText(String(value));
      const provider = event === undefined || isDead(event) ? undefined : findProvider(event.providerName);
      if (event === undefined || isDead(event) || provider === undefined) return [];
      const found = interpretEvent(event, provider).fields.wincanal.tls?.certificate !== undefined;
      return found === carriesCertificate ? [{ event, provider }] : [];
    }),
  );
  await time(
    { step: 'meaning', name, bytes: undefined, limit },
    { items: readings, events: readings.length },
    ({ event, provider }) => {
      do_not_optimize(interpretEvent(event, provider));
    },
  );
}

async function timeCertificate(): Promise<void> {
  const certificate = Buffer.from(certificates.own, 'hex');
  let next = 0;
  const row = {
    step: 'certificate',
    name: 'a certificate not seen before',
    bytes: certificate.length,
    limit: undefined,
  };
  await time(row, { items: Array<Buffer>(CHUNK).fill(certificate), events: CHUNK }, () => {
    // The last bytes are the signature, which nobody checks: each of these is another certificate.
    certificate.writeUInt32BE(next++, certificate.length - 4);
    do_not_optimize(readCertificate(certificate.toString('hex')));
  });
}

async function run(formats: readonly FleetFormat[]): Promise<void> {
  head('bytes to document bytes, us an event');
  for (const format of formats) await timeFormat('document', format, 0);
  head('the same with a site file');
  for (const format of ['xml', 'winlogbeat'] as const) await timeFormat('site', format, 0, informed);
  head('skipped: another provider');
  for (const format of formats) await timeFormat('skip', format, 1);
  head('of which codes, severity, texts');
  await timeMeaning('event without a certificate', false, LIMITS.meaning);
  await timeMeaning('event with a certificate seen before', true, undefined);
  await timeCertificate();
}

const asked = options.formats.split(',');
const unknown = asked.filter((name) => !FLEET_FORMATS.some((format) => format === name));
if (options.help) process.stdout.write(HELP);
else if (unknown.length > 0) {
  process.stderr.write(`unknown formats: ${unknown.join(', ')}; the names are ${FLEET_FORMATS.join(', ')}\n`);
  process.exitCode = 2;
} else await run(asked as FleetFormat[]);
