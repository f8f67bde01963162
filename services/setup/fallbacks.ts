import type { Elasticsearch, TemplateBody } from '../runtime/elasticsearch/index.ts';
import type { Report } from './report.ts';
import type { Template } from './templates.ts';

/** Field types that not every distribution has, and what does the same work at a higher price. */
const TYPE_FALLBACKS: Readonly<Record<string, TemplateBody>> = {
  match_only_text: { type: 'text' },
  // Unlike `wildcard`, a keyword refuses values that are too long, unless told to ignore them.
  wildcard: { type: 'keyword', ignore_above: 1024 },
  constant_keyword: { type: 'keyword', ignore_above: 1024 },
  version: { type: 'keyword', ignore_above: 1024 },
};

/** A part of the templates that a server can do without. */
interface Feature {
  readonly name: string;
  /** Path of the part in a template's body. */
  readonly path: readonly string[];
  /** What follows where it is left out. */
  readonly without: string;
}

const FEATURES: readonly Feature[] = [
  {
    name: 'index mode logsdb',
    path: ['template', 'settings', 'index.mode'],
    without: 'left out: documents take more disk',
  },
  {
    name: 'choice of the source mode',
    path: ['template', 'settings', 'index.mapping.source.mode'],
    without: 'left out: the server chooses how it keeps documents',
  },
  {
    name: 'data stream lifecycle',
    path: ['template', 'lifecycle'],
    without: 'left out: WINCANAL_INDEX_RETENTION has no effect, old documents must be deleted otherwise',
  },
  {
    name: 'data stream options',
    path: ['template', 'data_stream_options'],
    without: 'left out: refused documents may go to a failure store that the cluster has switched on',
  },
];

/**
 * Finds out what of the templates the server does not know, by asking it to try small ones (nothing is stored), says it,
 * and returns the templates with that replaced or left out.
 * @throws Error when the server refuses for another reason than what it does not know
 */
export async function fitToServer(
  elasticsearch: Pick<Elasticsearch, 'tryTemplate'>,
  templates: readonly Template[],
  report: Report,
): Promise<Template[]> {
  const replaced = new Map<string, TemplateBody>();
  const used = new Set(templates.flatMap(({ body }) => listTypes(body)));
  for (const [type, fallback] of Object.entries(TYPE_FALLBACKS)) {
    if (!used.has(type)) continue;
    const probe = { mappings: { properties: { probe: { type } } } };
    if (await isKnown(elasticsearch, probe, type)) continue;
    replaced.set(type, fallback);
    report({
      kind: 'field type',
      name: type,
      state: 'substituted',
      details: [`by ${String(fallback['type'])}: this Elasticsearch does not have it`],
    });
  }
  let fitted = templates.map((template) => ({
    ...template,
    body: replaceTypes(template.body, replaced) as TemplateBody,
  }));
  for (const feature of FEATURES) {
    const part = templates.map(({ body }) => readPath(body, feature.path)).find((value) => value !== undefined);
    if (part === undefined) continue;
    const [, ...path] = feature.path;
    const probe = path.reduceRight<unknown>((value, name) => ({ [name]: value }), part) as TemplateBody;
    if (await isKnown(elasticsearch, probe, path.at(-1) ?? '')) continue;
    fitted = fitted.map((template) => ({ ...template, body: withoutPath(template.body, feature.path) }));
    report({ kind: 'feature', name: feature.name, state: 'substituted', details: [feature.without] });
  }
  return fitted;
}

/**
 * Does the server know this word?
 * @throws Error when it refuses the probe for another reason than the word that is asked about
 */
async function isKnown(
  elasticsearch: Pick<Elasticsearch, 'tryTemplate'>,
  template: TemplateBody,
  word: string,
): Promise<boolean> {
  const probe = { index_patterns: ['wincanal-setup-probe-*'], data_stream: {}, template };
  const refusal = await elasticsearch.tryTemplate(probe);
  if (refusal === undefined) return true;
  if (refusal.includes(word)) return false;
  throw new Error(`Elasticsearch cannot be asked whether it knows "${word}": it refused the question with: ${refusal}`);
}

/** All values of `type` in a mapping that name a field type. */
function listTypes(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'type' && typeof value === 'string' ? [value] : listTypes(value),
  );
}

function replaceTypes(node: unknown, replaced: ReadonlyMap<string, TemplateBody>): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  const { type } = node as { type?: unknown };
  const fallback = typeof type === 'string' ? replaced.get(type) : undefined;
  const entries = Object.entries(node).map(([key, value]) => [key, replaceTypes(value, replaced)] as const);
  return { ...Object.fromEntries(entries), ...fallback };
}

function readPath(node: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as TemplateBody | undefined)?.[name], node);
}

function withoutPath(node: TemplateBody, [first = '', ...rest]: readonly string[]): TemplateBody {
  if (!Object.hasOwn(node, first)) return node;
  if (rest.length === 0) return Object.fromEntries(Object.entries(node).filter(([name]) => name !== first));
  return { ...node, [first]: withoutPath(node[first] as TemplateBody, rest) };
}
