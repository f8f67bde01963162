import type { EnrichedDocument } from '../../../normalizers/index.ts';
import type { SeverityLabel } from '../../../normalizers/ecs/document.ts';
import { providers } from '../../../normalizers/registry.ts';
import type { Config } from '../../runtime/config.ts';
import type { Elasticsearch } from '../../runtime/elasticsearch/index.ts';
import { explainDocument } from '../explain-document.ts';
import { columns, hang } from '../layout.ts';
import { paintSeverity, presentDocument } from '../present-document.ts';
import { printable, type Output } from '../terminal.ts';
import { nameDataStream } from './counts.ts';

/** From the most severe on. */
const LABELS: readonly SeverityLabel[] = ['critical', 'high', 'medium', 'low', 'informational'];

interface Buckets {
  readonly buckets: readonly { readonly key: string; readonly doc_count: number; readonly detail?: Buckets }[];
}

/** The one long word would make the table wider than an ordinary terminal. */
function shorten(label: SeverityLabel): string {
  return label === 'informational' ? 'info' : label;
}

/** Documents by data stream and severity, counted by Elasticsearch. */
export async function describeSeverities(
  elasticsearch: Elasticsearch,
  config: Config,
  { colors }: Output,
): Promise<string[]> {
  const rows: (string | number)[][] = [
    ['  data stream', ...LABELS.map((label) => paintSeverity(label, colors)(shorten(label))), 'total'],
  ];
  for (const { key } of providers) {
    const stream = nameDataStream(key, config);
    const answer = await elasticsearch.search(stream, {
      size: 0,
      aggs: { severity: { terms: { field: 'wincanal.severity.label', size: LABELS.length } } },
    });
    const found = new Map(bucketsOf(answer.aggregations?.['severity']).map((bucket) => [bucket.key, bucket.doc_count]));
    const total = [...found.values()].reduce((sum, number) => sum + number, 0);
    rows.push([`  ${stream}`, ...LABELS.map((label) => found.get(label) ?? 0), total]);
  }
  return [colors.bold('Documents by data stream and severity'), ...columns(rows)];
}

/** Dead letters by reason with an example of each, as Elasticsearch has them. */
export async function describeDeadLetters(
  elasticsearch: Elasticsearch,
  config: Config,
  output: Output,
): Promise<string[]> {
  const stream = nameDataStream('deadletter', config);
  const answer = await elasticsearch.search(stream, {
    size: 100,
    _source: ['error.code', 'error.message'],
    sort: [{ '@timestamp': 'asc' }],
  });
  if (answer.hits.hits.length === 0) return [];
  const examples = new Map<string, { number: number; message: string }>();
  for (const { _source } of answer.hits.hits) {
    const { code = '-', message = '' } = (_source as { error?: { code?: string; message?: string } }).error ?? {};
    const known = examples.get(code);
    examples.set(code, { number: (known?.number ?? 0) + 1, message: known?.message ?? message });
  }
  const width = Math.min(output.columns(), 100);
  const longest = Math.max(...[...examples.keys()].map((code) => code.length));
  const lines = [...examples].flatMap(([code, { number, message }]) =>
    hang(`  ${String(number).padStart(3)}  ${output.colors.yellow(code.padEnd(longest))}  `, printable(message), width),
  );
  return [output.colors.bold(`Dead letters in ${stream}: the reason, and the first of its kind`), ...lines];
}

/** The most severe documents, one a remediation, in full. */
export async function describeMostSevere(
  elasticsearch: Elasticsearch,
  config: Config,
  output: Output,
  limit: number,
): Promise<string[][]> {
  const streams = providers.map(({ key }) => nameDataStream(key, config)).join(',');
  const answer = await elasticsearch.search(streams, {
    size: 200,
    sort: [{ 'event.severity': 'desc' }, { '@timestamp': 'desc' }],
  });
  const chosen = new Map<string, EnrichedDocument>();
  for (const { _source } of answer.hits.hits) {
    const document = _source as unknown as EnrichedDocument;
    const kind = document.wincanal.remediation?.id ?? document.event.code;
    if (chosen.size < limit && !chosen.has(kind)) chosen.set(kind, document);
  }
  return [...chosen.values()].map((document) =>
    presentDocument(explainDocument(document), output.columns(), output.colors),
  );
}

function bucketsOf(aggregation: unknown): Buckets['buckets'] {
  return (aggregation as Buckets | undefined)?.buckets ?? [];
}
