import { sendBulk, type BulkItem } from './bulk.ts';
import { connect, type Connection, type ElasticsearchOptions } from './connection.ts';
import {
  count,
  deleteDocuments,
  findExistingIds,
  refresh,
  search,
  type DocumentPlace,
  type FoundIds,
  type SearchAnswer,
} from './documents.ts';
import { ElasticsearchRefused } from './errors.ts';
import { findOverridingTemplate, type OverridingTemplate } from './overriding-template.ts';
import { findMissingPrivileges, type MissingPrivileges } from './privileges.ts';
import {
  deleteTemplate,
  getTemplate,
  putTemplate,
  tryTemplate,
  type TemplateBody,
  type TemplateKind,
} from './templates.ts';

export type { BulkItem } from './bulk.ts';
export type { ElasticsearchOptions } from './connection.ts';
export type { DocumentPlace, FoundIds, Hit, SearchAnswer } from './documents.ts';
export { ElasticsearchRefused, ElasticsearchUnavailable, TRANSIENT_STATUSES } from './errors.ts';
export type { MissingPrivileges } from './privileges.ts';
export type { OverridingTemplate } from './overriding-template.ts';
export type { TemplateBody, TemplateKind } from './templates.ts';

/**
 * Elasticsearch as the processes see it. Each method tries once and throws ElasticsearchUnavailable (worth repeating) or
 * ElasticsearchRefused (will not get better by itself).
 */
export interface Elasticsearch {
  /**
   * Sends an NDJSON body unparsed; one item an action, in order. Data streams only.
   * @throws ElasticsearchRefused also where a data stream does not exist and no template makes it: then setup was not
   *   run and no document is at fault
   */
  bulk(body: Buffer): Promise<BulkItem[]>;
  /**
   * Which of these ids are already in the data stream, and in which of its backing indices. Refreshes it first, except
   * where a backing index is left out (`except`).
   */
  existingIds(dataStream: string, ids: readonly string[], except?: string): Promise<FoundIds>;
  /** Deletes documents from backing indices; says why some are still there, or undefined when none is. */
  deleteDocuments(places: readonly DocumentPlace[]): Promise<string | undefined>;
  /** Searches; a target that does not exist has no hits. */
  search(target: string, body: object): Promise<SearchAnswer>;
  /** Counts the documents that fit the query (all without one); a target that does not exist has none. */
  count(target: string, query?: object): Promise<number>;
  /** Makes searchable what was indexed before. */
  refresh(target: string): Promise<void>;
  /** The body of a template; undefined where there is none of that name. */
  getTemplate(kind: TemplateKind, name: string): Promise<TemplateBody | undefined>;
  /** Creates or replaces a template. */
  putTemplate(kind: TemplateKind, name: string, body: TemplateBody): Promise<void>;
  /** Removes a template, or finds it gone. */
  deleteTemplate(kind: TemplateKind, name: string): Promise<void>;
  /** Whether an index template would be taken: undefined, or why not. Stores nothing. */
  tryTemplate(body: TemplateBody): Promise<string | undefined>;
  /**
   * The index template that is in force for a data stream in place of this one, which has a lower priority; undefined
   * where this one is. Takes the cluster privilege `manage_index_templates`.
   */
  overridingTemplate(dataStream: string, template: string): Promise<OverridingTemplate | undefined>;
  /** What the login lacks of what indexing into these data streams takes; nothing where there is no security. */
  missingPrivileges(dataStreams: readonly string[]): Promise<MissingPrivileges[]>;
  /** Asks for the version: the cheapest proof that server, network and login are fine. */
  version(): Promise<string>;
  close(): Promise<void>;
}

/** Makes the port. Nothing is sent before the first call. */
export function createElasticsearch(options: ElasticsearchOptions): Elasticsearch {
  const connection = connect(options);
  return {
    bulk: (body) => sendBulk(connection, body),
    existingIds: (dataStream, ids, except) => findExistingIds(connection, dataStream, ids, except),
    deleteDocuments: (places) => deleteDocuments(connection, places),
    search: (target, body) => search(connection, target, body),
    count: (target, query) => count(connection, target, query),
    refresh: (target) => refresh(connection, target),
    getTemplate: (kind, name) => getTemplate(connection, kind, name),
    putTemplate: (kind, name, body) => putTemplate(connection, kind, name, body),
    deleteTemplate: (kind, name) => deleteTemplate(connection, kind, name),
    tryTemplate: (body) => tryTemplate(connection, body),
    overridingTemplate: (dataStream, template) => findOverridingTemplate(connection, dataStream, template),
    missingPrivileges: (dataStreams) => findMissingPrivileges(connection, dataStreams),
    version: () => askVersion(connection),
    close: () => connection.close(),
  };
}

async function askVersion(connection: Connection): Promise<string> {
  try {
    const answer = await connection.send({ method: 'GET', path: '/' });
    return (answer as { version: { number: string } }).version.number;
  } catch (error) {
    // A distribution without the module for it has no handler for GET /.
    if (!(error instanceof ElasticsearchRefused && error.status === 405)) throw error;
    const query = { filter_path: 'nodes.*.version' };
    const answer = await connection.send({ method: 'GET', path: '/_nodes/_local/_none', query });
    const nodes = Object.values((answer as { nodes?: Record<string, { version: string }> }).nodes ?? {});
    return nodes[0]?.version ?? 'unknown';
  }
}
