import type { Config } from '../runtime/config.ts';
import { nameDataStream, nameIndexTemplate } from '../runtime/data-streams.ts';
import { ElasticsearchRefused, type Elasticsearch } from '../runtime/elasticsearch/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { describeElasticsearchFailure } from '../runtime/start/check-elasticsearch.ts';
import { INDEXED } from '../runtime/start/list-needs.ts';
import type { Drift } from './examine-kafka.ts';
import type { Note } from './finding.ts';

/** What the doctor asks of Elasticsearch. */
export type ExaminedElasticsearch = Pick<Elasticsearch, 'version' | 'missingPrivileges' | 'overridingTemplate'>;

/** Examines server, login, privileges and templates. Nothing is changed. */
export async function examineElasticsearch(
  elasticsearch: ExaminedElasticsearch,
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
  await examinePriorities(elasticsearch, config.namespace, note);
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

const MAY_READ = 'run doctor with a login that has the cluster privilege manage_index_templates';

async function examineTemplates(checkTemplates: () => Promise<readonly Drift[]>, note: Note): Promise<void> {
  const area = 'elasticsearch';
  const advice = 'run "npx wincanal setup"';
  await unlessForbidden('templates', 'compared', note, async () => {
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
  });
}

/** A template of somebody else with a higher priority takes the place of ours, whole: mappings, settings, retention. */
async function examinePriorities(elasticsearch: ExaminedElasticsearch, namespace: string, note: Note): Promise<void> {
  const area = 'elasticsearch';
  await unlessForbidden('priorities of templates', 'looked at', note, async () => {
    let overridden = 0;
    for (const key of INDEXED) {
      const dataStream = nameDataStream(key, namespace);
      const ours = nameIndexTemplate(key);
      const other = await elasticsearch.overridingTemplate(dataStream, ours);
      if (other === undefined) continue;
      overridden++;
      const detail =
        `index template ${other.name} with priority ${other.priority} is in force for it in place of ${ours}: ` +
        'documents can be refused (INDEX_REJECTED), or not be found by their fields';
      const advice =
        `give ${other.name} a lower priority than ${ours}, or index_patterns that leave ${dataStream} out; then roll it ` +
        `over (POST /${dataStream}/_rollover) and send what was refused again (npx wincanal replay --stage index)`;
      note({ area, subject: dataStream, verdict: 'warning', detail, advice });
    }
    if (overridden > 0) return;
    const detail = `none of somebody else goes before ours for ${INDEXED.length} data streams`;
    note({ area, subject: 'priorities of templates', verdict: 'ok', detail });
  });
}

/** Looking at templates takes a privilege that indexing does not. */
async function unlessForbidden(subject: string, what: string, note: Note, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof ElasticsearchRefused && error.status === 403)) throw error;
    const detail = `cannot be ${what}: ${messageOf(error)}`;
    note({ area: 'elasticsearch', subject, verdict: 'warning', detail, advice: MAY_READ });
  }
}
