import type { EnrichedDocument } from '../../../../normalizers/index.ts';
import type { SeverityLabel } from '../../../../normalizers/ecs/document.ts';
import { DEAD_CODES } from '../../../../normalizers/outcome.ts';
import { providers } from '../../../../normalizers/registry.ts';
import type { Config } from '../../../runtime/config.ts';
import type { Elasticsearch, SearchAnswer } from '../../../runtime/elasticsearch/index.ts';
import { explainDocument } from '../../explain-document.ts';
import { columns, hang, textWidth } from '../../layout.ts';
import { paintSeverity, presentDocument, shortLabel } from '../../present-document.ts';
import { asDocument } from '../../read-document.ts';
import { total } from '../../tally.ts';
import { printable, type Output } from '../../terminal.ts';
import { DEADLETTER, nameDataStream } from '../../../runtime/data-streams.ts';

/** From the most severe on. */
const LABELS: readonly SeverityLabel[] = ['critical', 'high', 'medium', 'low', 'informational'];

interface Buckets {
  readonly buckets: readonly {
    readonly key: string;
    readonly doc_count: number;
    /** With a sub-aggregation: the first document of the bucket. */
    readonly first?: Pick<SearchAnswer, 'hits'>;
  }[];
}

/** Documents by data stream and severity, counted by Elasticsearch. */
export async function describeSeverities(
  elasticsearch: Pick<Elasticsearch, 'search'>,
  config: Config,
  { colors }: Output,
): Promise<string[]> {
  const rows: (string | number)[][] = [
    ['  data stream', ...LABELS.map((label) => paintSeverity(label, colors)(shortLabel(label))), 'total'],
  ];
  for (const { key } of providers) {
    const stream = nameDataStream(key, config.namespace);
    const answer = await elasticsearch.search(stream, {
      size: 0,
      aggs: { severity: { terms: { field: 'wincanal.severity.label', size: LABELS.length } } },
    });
    const found = new Map(bucketsOf(answer.aggregations?.['severity']).map((bucket) => [bucket.key, bucket.doc_count]));
    rows.push([`  ${stream}`, ...LABELS.map((label) => found.get(label) ?? 0), total(found)]);
  }
  return [colors.bold('Documents by data stream and severity'), ...columns(rows)];
}

/** Dead letters by reason with an example of each, counted by Elasticsearch. */
export async function describeDeadLetters(
  elasticsearch: Pick<Elasticsearch, 'search'>,
  config: Config,
  output: Output,
): Promise<string[]> {
  const stream = nameDataStream(DEADLETTER, config.namespace);
  const first = { size: 1, _source: ['error.message'], sort: [{ '@timestamp': 'asc' }] };
  const answer = await elasticsearch.search(stream, {
    size: 0,
    aggs: {
      codes: {
        terms: { field: 'error.code', size: Object.keys(DEAD_CODES).length },
        aggs: { first: { top_hits: first } },
      },
    },
  });
  const rows = bucketsOf(answer.aggregations?.['codes']).map(({ key, doc_count: number, first: example }) => {
    const source = example?.hits.hits[0]?._source as { error?: { message?: string } } | undefined;
    return { code: printable(key), number: String(number), message: source?.error?.message ?? '' };
  });
  if (rows.length === 0) return [];
  const width = textWidth(output.columns());
  const digits = Math.max(3, ...rows.map(({ number }) => number.length));
  const longest = Math.max(...rows.map(({ code }) => code.length));
  const lines = rows.flatMap(({ code, number, message }) =>
    hang(`  ${number.padStart(digits)}  ${output.colors.yellow(code.padEnd(longest))}  `, printable(message), width),
  );
  return [output.colors.bold(`Dead letters in ${stream}: the reason, and the first of its kind`), ...lines];
}

/** The most severe documents, one a remediation, in full. */
export async function describeMostSevere(
  elasticsearch: Pick<Elasticsearch, 'search'>,
  config: Config,
  output: Output,
  limit: number,
): Promise<string[][]> {
  const streams = providers.map(({ key }) => nameDataStream(key, config.namespace)).join(',');
  const answer = await elasticsearch.search(streams, {
    size: 200,
    sort: [{ 'event.severity': 'desc' }, { '@timestamp': 'desc' }],
  });
  const chosen = new Map<string, EnrichedDocument>();
  for (const { _source } of answer.hits.hits) {
    const document = asDocument(_source);
    if (document === undefined) continue;
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
