import type { Connection } from './connection.ts';
import { ElasticsearchRefused } from './errors.ts';

/** `component` templates hold parts, `index` templates compose them and name the data streams. */
export type TemplateKind = 'component' | 'index';

/** The body of a template, as its API takes it. */
export type TemplateBody = Readonly<Record<string, unknown>>;

/** Reads a template; undefined where there is none of that name. */
export async function getTemplate(
  connection: Connection,
  kind: TemplateKind,
  name: string,
): Promise<TemplateBody | undefined> {
  try {
    const answer = await connection.send({ method: 'GET', path: templatePath(kind, name) });
    const lists = answer as Readonly<Record<string, readonly Readonly<Record<string, TemplateBody>>[] | undefined>>;
    return lists[`${kind}_templates`]?.[0]?.[`${kind}_template`];
  } catch (error) {
    if (error instanceof ElasticsearchRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** Creates or replaces a template. */
export async function putTemplate(
  connection: Connection,
  kind: TemplateKind,
  name: string,
  body: TemplateBody,
): Promise<void> {
  await connection.send({ method: 'PUT', path: templatePath(kind, name), body });
}

/** Removes a template, or finds it gone. An index template goes before the component templates that it is composed of. */
export async function deleteTemplate(connection: Connection, kind: TemplateKind, name: string): Promise<void> {
  try {
    await connection.send({ method: 'DELETE', path: templatePath(kind, name) });
  } catch (error) {
    if (!(error instanceof ElasticsearchRefused && error.status === 404)) throw error;
  }
}

/**
 * Would Elasticsearch take this index template? Nothing is stored. It needs no other privilege than putting it.
 * @returns undefined when it would, else why not
 */
export async function tryTemplate(connection: Connection, body: TemplateBody): Promise<string | undefined> {
  try {
    await connection.send({ method: 'POST', path: '/_index_template/_simulate', body });
    return undefined;
  } catch (error) {
    if (error instanceof ElasticsearchRefused && error.status === 400) return error.reason;
    throw error;
  }
}

function templatePath(kind: TemplateKind, name: string): string {
  return `/_${kind}_template/${encodeURIComponent(name)}`;
}
