import pc from 'picocolors';
import { loadConfig } from '../runtime/config.ts';
import { createElasticsearch } from '../runtime/elasticsearch/index.ts';
import { createKafka } from '../runtime/kafka/index.ts';
import { reachKafka } from '../runtime/open-kafka.ts';
import { createQuietLogger } from '../runtime/telemetry.ts';
import { runSetup, type SetupItem, type SetupResult, type SetupState } from './index.ts';

export { checkTemplates, checkTopics, runSetup } from './index.ts';

const PAINT: Readonly<Record<SetupState, (text: string) => string>> = {
  created: pc.green,
  changed: pc.yellow,
  unchanged: pc.dim,
  missing: pc.red,
  differs: pc.red,
  substituted: pc.cyan,
};

/** What `wincanal setup` takes. */
export interface MainOptions {
  /** Change nothing, only say what differs. */
  readonly check: boolean;
  /** The report as one JSON object. */
  readonly json: boolean;
  readonly layOut?: LayOut;
}

/** Lays a text out behind a lead, for the width of what it is shown on; lines without their ends. */
export type LayOut = (lead: string, text: string) => readonly string[];

const AS_IT_IS: LayOut = (lead, text) => [lead + text];

/** Longest state, and two spaces. */
const LEAD = 'substituted'.length + 2;

/**
 * `wincanal setup [--check] [--json]`: topics and templates as the environment configures them.
 *
 * @returns 0 when all is as configured (or now is); 1 when `--check` found a difference.
 * @throws ConfigurationError, and what the ports throw when a server cannot be reached or refuses
 */
export async function main(options: MainOptions): Promise<0 | 1> {
  const config = loadConfig(process.env);
  const logger = createQuietLogger(config, process.env, 'wincanal-setup');
  const kafka = createKafka(config.kafka, logger, { clientId: 'wincanal-setup', retries: 2 });
  const elasticsearch = createElasticsearch({ ...config.elasticsearch, requestTimeoutMs: 30_000 });
  const admin = await reachKafka(kafka, config.kafka);
  try {
    const report = options.json
      ? () => undefined
      : (item: SetupItem) => process.stdout.write(formatItem(item, options.layOut));
    const result = await runSetup({ kafka: admin, elasticsearch, config, check: options.check, report });
    process.stdout.write(
      options.json ? `${JSON.stringify(result)}\n` : formatSummary(result, options.check, options.layOut),
    );
    return options.check && result.drift ? 1 : 0;
  } finally {
    await Promise.all([admin.disconnect(), elasticsearch.close()]);
  }
}

/** A line for a person; the details of a change each on one of their own. */
export function formatItem({ kind, name, state, details }: SetupItem, layOut: LayOut = AS_IT_IS): string {
  const [first] = details;
  const brief = details.length === 1 && (state === 'created' || state === 'missing' || state === 'substituted');
  const lead = PAINT[state](state) + ' '.repeat(LEAD - state.length);
  const head = `${kind} ${pc.bold(name)}`;
  const lines = brief
    ? layOut(lead, `${head}: ${first ?? ''}`)
    : [...layOut(lead, head), ...details.flatMap((detail) => layOut(' '.repeat(LEAD), detail))];
  return lines.map((line) => `${line}\n`).join('');
}

/** The last line: how many of each, and what it means. */
export function formatSummary(result: Pick<SetupResult, 'items'>, check: boolean, layOut: LayOut = AS_IT_IS): string {
  const changedTemplates = result.items.some(({ kind, state }) => state === 'changed' && kind.endsWith('template'));
  const note =
    'Changed mappings and settings reach existing data streams with their next rollover; a changed retention only with PUT _data_stream/NAME/_lifecycle.';
  const sentences = [`${check ? 'Checked' : 'Set up'}: ${countStates(result)}.`, ...(changedTemplates ? [note] : [])];
  return sentences
    .flatMap((sentence) => layOut('', sentence))
    .map((line) => `${line}\n`)
    .join('');
}

/** How many of each: `4 created, 12 unchanged; 2 field types replaced, which the server lacks`. */
export function countStates({ items }: Pick<SetupResult, 'items'>): string {
  const counts = new Map<SetupState, number>();
  for (const { state } of items) counts.set(state, (counts.get(state) ?? 0) + 1);
  counts.delete('substituted');
  const states = [...counts].map(([state, number]) => `${number} ${state}`).join(', ');
  // What stands in for something is counted by what that is: "3 substituted" says nothing.
  const lacking = SUBSTITUTES.flatMap(([kind, does]) => {
    const number = items.filter((item) => item.state === 'substituted' && item.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}${number === 1 ? '' : 's'} ${does}`];
  });
  return lacking.length === 0 ? states : `${states}; ${lacking.join(', ')}, which the server lacks`;
}

const SUBSTITUTES = [
  ['field type', 'replaced'],
  ['feature', 'left out'],
] as const;
