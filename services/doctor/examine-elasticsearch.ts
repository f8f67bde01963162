import type { Config } from '../runtime/config.ts';
import { nameDataStream } from '../runtime/data-streams.ts';
import { ElasticsearchRefused, type Elasticsearch } from '../runtime/elasticsearch/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { describeElasticsearchFailure } from '../runtime/start/check-elasticsearch.ts';
import { INDEXED } from '../runtime/start/list-needs.ts';
import type { Drift } from './examine-kafka.ts';
import type { Note } from './finding.ts';

/** Examines server, login, privileges and templates. Nothing is changed. */
export async function examineElasticsearch(
  elasticsearch: Pick<Elasticsearch, 'version' | 'missingPrivileges'>,
  config: Pick<Config, 'elasticsearch' | 'namespace'>,
  checkTemplates: () => Promise<readonly Drift[]>,
  note: Note,
): Promise<void> {
  const area = 'elasticsearch';
  const subject = config.elasticsearch.url;
  try {
    const missing = await elasticsearch.missingPrivileges(INDEXED.map((key) => nameDataStream(key, config.namespace)));
    for (const { dataStream, privileges, preventsIndexing } of missing) {
      const lack = `the login has no privilege ${privileges.join(', ')} on ${dataStream}`;
      const detail = preventsIndexing ? lack : `${lack}: an event that a rollover lets in twice stays twice`;
      note({ area, subject: 'privileges', verdict: 'wrong', detail, advice: 'grant it in a role of the indexer' });
    }
    if (missing.length === 0) {
      note({ area, subject: 'privileges', verdict: 'ok', detail: 'those that indexing takes are there' });
    }
    note({ area, subject, verdict: 'ok', detail: `reachable, version ${await readVersion(elasticsearch)}` });
  } catch (error) {
    note({ area, subject, verdict: 'wrong', detail: await describeElasticsearchFailure(error, config.elasticsearch) });
    return;
  }
  await examineTemplates(checkTemplates, note);
}

async function readVersion(elasticsearch: Pick<Elasticsearch, 'version'>): Promise<string> {
  try {
    return await elasticsearch.version();
  } catch (error) {
    // A login that may only index is not told.
    if (error instanceof ElasticsearchRefused && error.status === 403) return 'not told to this login';
    throw error;
  }
}

async function examineTemplates(checkTemplates: () => Promise<readonly Drift[]>, note: Note): Promise<void> {
  const area = 'elasticsearch';
  const advice = 'run "npx wincanal setup"';
  try {
    const items = await checkTemplates();
    const wrong = items.filter(({ state }) => state === 'missing' || state === 'differs');
    for (const { kind, name, state, details } of wrong) {
      const detail = state === 'missing' ? 'does not exist' : details.join('; ');
      note({ area, subject: `${kind} ${name}`, verdict: 'wrong', detail, advice });
    }
    if (wrong.length > 0) return;
    const templates = items.filter(({ kind }) => kind.endsWith('template'));
    const detail = `all ${templates.length} are as this version makes them`;
    note({ area, subject: 'templates', verdict: 'ok', detail });
  } catch (error) {
    if (!(error instanceof ElasticsearchRefused && error.status === 403)) throw error;
    const detail = `cannot be compared: ${messageOf(error)}`;
    const help = 'run doctor with a login that has the cluster privilege manage_index_templates';
    note({ area, subject: 'templates', verdict: 'warning', detail, advice: help });
  }
}
