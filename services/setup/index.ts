import { providers } from '../../normalizers/registry.ts';
import type { Config } from '../runtime/config.ts';
import { ensureTemplates, type TemplateStore } from './ensure-templates.ts';
import { isDrift, type Report, type SetupItem } from './report.ts';
import { readTemplates, setRetention, type Template } from './templates.ts';
import { ensureTopics, planTopics, type TopicAdmin } from './topics.ts';

export { isDrift, type Report, type SetupItem, type SetupState } from './report.ts';
export { readTemplates, type Template } from './templates.ts';
export type { TemplateStore } from './ensure-templates.ts';
export type { TopicAdmin } from './topics.ts';

/** What setup works on. */
export interface SetupOptions {
  readonly kafka: TopicAdmin;
  readonly elasticsearch: TemplateStore;
  readonly config: Pick<Config, 'topics' | 'topicSettings' | 'limits' | 'indexRetention'>;
  /** Change nothing, only say what is not as configured. */
  readonly check: boolean;
  /** Receives each line as soon as it is known. */
  readonly report: Report;
  /** Default: those of `mappings/`. */
  readonly templates?: readonly Template[];
}

/** What came of it. */
export interface SetupResult {
  /** Something is not as configured: with `check` anything that differs, else what setup cannot change. */
  readonly drift: boolean;
  readonly items: readonly SetupItem[];
}

/**
 * Brings topics and templates to what is configured. Running it again changes nothing.
 * @throws what the ports throw when a server cannot be reached or refuses
 */
export async function runSetup(options: SetupOptions): Promise<SetupResult> {
  const { kafka, elasticsearch, config, check } = options;
  const items: SetupItem[] = [];
  const report: Report = (item) => {
    items.push(item);
    options.report(item);
  };
  await ensureTopics(kafka, planConfigured(config), check, report);
  const templates = setRetention(options.templates ?? (await readTemplates()), config.indexRetention);
  await ensureTemplates(elasticsearch, templates, check, report);
  return { drift: items.some(isDrift), items };
}

/** What of the topics is not as configured; changes nothing. @throws what the port throws */
export async function checkTopics(kafka: TopicAdmin, config: SetupOptions['config']): Promise<SetupItem[]> {
  const items: SetupItem[] = [];
  await ensureTopics(kafka, planConfigured(config), true, (item) => items.push(item));
  return items;
}

/** What of the templates is not as this version wants it; changes nothing. @throws what the port throws */
export async function checkTemplates(store: TemplateStore, config: SetupOptions['config']): Promise<SetupItem[]> {
  const items: SetupItem[] = [];
  const templates = setRetention(await readTemplates(), config.indexRetention);
  await ensureTemplates(store, templates, true, (item) => items.push(item));
  return items;
}

function planConfigured(config: SetupOptions['config']): ReturnType<typeof planTopics> {
  return planTopics(
    config,
    providers.map(({ key }) => key),
  );
}
