import type { Elasticsearch } from '../runtime/elasticsearch/index.ts';
import { findDifferences } from './compare.ts';
import { fitToServer } from './fallbacks.ts';
import { describeDifference, type Report, type SetupItem } from './report.ts';
import type { Template } from './templates.ts';

/** What setup asks of Elasticsearch. */
export type TemplateStore = Pick<Elasticsearch, 'getTemplate' | 'putTemplate' | 'tryTemplate'>;

/**
 * Makes the templates as wanted, as far as the server knows their parts, or with `check` only says what is not.
 * A change of a template reaches a data stream that exists already with its next backing index.
 */
export async function ensureTemplates(
  store: TemplateStore,
  wanted: readonly Template[],
  check: boolean,
  report: Report,
): Promise<void> {
  for (const template of await fitToServer(store, wanted, report)) {
    report(await ensureTemplate(store, template, check));
  }
}

async function ensureTemplate(store: TemplateStore, template: Template, check: boolean): Promise<SetupItem> {
  const { kind, name, body } = template;
  const item = { kind: `${kind} template`, name } as const;
  const actual = await store.getTemplate(kind, name);
  const differences = actual === undefined ? [] : findDifferences(body, actual);
  const details = differences.map((difference) => describeDifference(difference, !check));
  if (actual !== undefined && differences.length === 0) return { ...item, state: 'unchanged', details };
  if (check) return { ...item, state: actual === undefined ? 'missing' : 'differs', details };
  await store.putTemplate(kind, name, body);
  return { ...item, state: actual === undefined ? 'created' : 'changed', details };
}
