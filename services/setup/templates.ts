import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { nameComponentTemplate, nameIndexTemplate } from '../runtime/data-streams.ts';
import type { TemplateBody, TemplateKind } from '../runtime/elasticsearch/index.ts';

/** A template as it is wanted. */
export interface Template {
  readonly kind: TemplateKind;
  readonly name: string;
  readonly body: TemplateBody;
}

/** Where the templates are kept as data, and what a file's name becomes. */
const FOLDERS: readonly { kind: TemplateKind; folder: string; nameOf: (file: string) => string }[] = [
  { kind: 'component', folder: 'component-templates', nameOf: nameComponentTemplate },
  { kind: 'index', folder: 'index-templates', nameOf: nameIndexTemplate },
];

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');

/** Reads the templates of `mappings/`: component templates first, because index templates need them to be there. */
export async function readTemplates(): Promise<Template[]> {
  const templates: Template[] = [];
  for (const { kind, folder, nameOf } of FOLDERS) {
    const files = (await readdir(join(MAPPINGS, folder))).filter((file) => file.endsWith('.json')).sort();
    for (const file of files) {
      const body = JSON.parse(await readFile(join(MAPPINGS, folder, file), 'utf8')) as TemplateBody;
      templates.push({ kind, name: nameOf(basename(file, '.json')), body });
    }
  }
  return templates;
}

/** Puts the configured retention (`90d`) in place of the one in the data. */
export function setRetention(templates: readonly Template[], retention: string): Template[] {
  return templates.map((template) => {
    const inner = template.body['template'] as TemplateBody | undefined;
    const lifecycle = inner?.['lifecycle'] as TemplateBody | undefined;
    if (lifecycle === undefined) return template;
    const changed = { ...inner, lifecycle: { ...lifecycle, data_retention: retention } };
    return { ...template, body: { ...template.body, template: changed } };
  });
}
