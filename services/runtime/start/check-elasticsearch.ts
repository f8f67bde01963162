import { SCHEMA_VERSION } from '../../../normalizers/ecs/versions.ts';
import type { Config } from '../config.ts';
import { nameDataStream, nameIndexTemplate } from '../data-streams.ts';
import {
  ElasticsearchRefused,
  ElasticsearchUnavailable,
  type Elasticsearch,
  type TemplateBody,
  type TemplateKind,
} from '../elasticsearch/index.ts';
import { messageOf } from '../message-of.ts';
import { adviseUnreachable, probeAddress } from './probe-address.ts';

/** What is asked of Elasticsearch. */
export type CheckedStore = Pick<Elasticsearch, 'missingPrivileges' | 'getTemplate'>;

const SETUP = 'run "npx wincanal setup", which makes them as this version wants them';

/**
 * Finds everything at once that keeps an indexer from indexing.
 * @param indexed what has a data stream: keys of the registry of providers, and DEADLETTER
 * @returns a sentence a problem: what is wrong, with which value, and what to do
 */
export async function findElasticsearchProblems(
  store: CheckedStore,
  { elasticsearch: config, namespace }: Pick<Config, 'elasticsearch' | 'namespace'>,
  indexed: readonly string[],
): Promise<string[]> {
  try {
    const missing = await store.missingPrivileges(indexed.map((key) => nameDataStream(key, namespace)));
    const lacking = missing.flatMap(({ dataStream, privileges, preventsIndexing }) => {
      if (!preventsIndexing) return [];
      const who = describeLogin(config);
      return `${who} has no privilege ${privileges.join(', ')} on ${dataStream}: grant it in a role, or use another login`;
    });
    return [...lacking, ...(await findTemplateProblems(store, indexed))];
  } catch (error) {
    return [await describeElasticsearchFailure(error, config)];
  }
}

/** Why Elasticsearch could not be asked. */
export async function describeElasticsearchFailure(error: unknown, config: Config['elasticsearch']): Promise<string> {
  if (error instanceof ElasticsearchUnavailable) {
    if (error.status !== undefined) return `${error.message}: wait until it is well`;
    const { hostname, port, protocol } = new URL(config.url);
    const why = await probeAddress(`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`);
    if (why === undefined) return `${error.message}: ${adviseConnected(protocol === 'https:', error.message)}`;
    const advice = adviseUnreachable([why], 'WINCANAL_ELASTICSEARCH_URL');
    return `Elasticsearch cannot be reached at ${config.url}: ${why}: ${advice}`;
  }
  if (error instanceof ElasticsearchRefused && error.status === 401) {
    return (
      `Elasticsearch at ${config.url} refuses ${describeLogin(config)} (${error.reason}): check ` +
      'WINCANAL_ELASTICSEARCH_USERNAME and _PASSWORD, or WINCANAL_ELASTICSEARCH_API_KEY'
    );
  }
  return messageOf(error);
}

/** What to do where somebody accepts the connection and it fails nevertheless. */
function adviseConnected(tls: boolean, message: string): string {
  if (!tls) return 'is it Elasticsearch, and does it not want https:// (WINCANAL_ELASTICSEARCH_URL)?';
  if (NO_TLS.test(message)) return 'it speaks no TLS: does WINCANAL_ELASTICSEARCH_URL have to begin with http://?';
  return 'is it Elasticsearch, and is WINCANAL_ELASTICSEARCH_CA_FILE its authority?';
}

/** What OpenSSL says of an answer that is none of TLS. */
const NO_TLS = /wrong version number|packet length too long|unknown protocol|http request/iu;

function describeLogin({ basic, apiKey }: Config['elasticsearch']): string {
  if (apiKey !== undefined) return 'the API key';
  return basic === undefined ? 'a request without a login' : `user "${basic.username}"`;
}

async function findTemplateProblems(store: CheckedStore, indexed: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  const others: string[] = [];
  const parts = new Set<string>();
  const judge = async (kind: TemplateKind, name: string): Promise<TemplateBody | undefined> => {
    const body = await store.getTemplate(kind, name);
    if (body === undefined) missing.push(`${kind} template ${name}`);
    else {
      const version = readVersion(body);
      if (!isFit(version)) others.push(`${kind} template ${name} is of version ${version ?? '(none)'}`);
    }
    return body;
  };
  try {
    for (const name of indexed.map(nameIndexTemplate)) {
      const body = await judge('index', name);
      const optional = readNames(body, 'ignore_missing_component_templates');
      for (const part of readNames(body, 'composed_of')) if (!optional.includes(part)) parts.add(part);
    }
    for (const part of parts) await judge('component', part);
  } catch (error) {
    // Reading templates takes a privilege that indexing does not; a login that only indexes is as it should be.
    if (error instanceof ElasticsearchRefused && error.status === 403) return [];
    throw error;
  }
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`Elasticsearch has no ${missing.join(', ')}: ${SETUP}`);
  if (others.length > 0) problems.push(`${others.join(', ')}, wanted ${SCHEMA_VERSION}: ${SETUP}`);
  return problems;
}

function readNames(body: TemplateBody | undefined, property: string): readonly string[] {
  const names = body?.[property];
  return Array.isArray(names) ? names.map(String) : [];
}

function readVersion(body: TemplateBody): string | undefined {
  const { schema_version: version } = Object(body['_meta']) as { schema_version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

/** A later minor version only adds: while a fleet of workers is updated, setup has run already. */
function isFit(version: string | undefined): boolean {
  const [major, minor] = (version ?? '').split('.').map(Number);
  const [wantedMajor, wantedMinor = 0] = SCHEMA_VERSION.split('.').map(Number);
  return major === wantedMajor && minor !== undefined && minor >= wantedMinor;
}
