import { ConfigurationError, type Config } from '../runtime/config.ts';
import { createElasticsearch, type Elasticsearch } from '../runtime/elasticsearch/index.ts';
import { createKafka } from '../runtime/kafka/index.ts';
import { loadSiteFile } from '../runtime/site-file.ts';
import { QUICK_RETRIES } from '../runtime/start/check-kafka.ts';
import type { Logger } from '../runtime/telemetry.ts';
import { examineElasticsearch } from './examine-elasticsearch.ts';
import { examineKafka, type Drift, type TopicKnowledge } from './examine-kafka.ts';
import { AREAS, type Finding } from './finding.ts';

export { AREAS, type Area, type Finding, type Verdict } from './finding.ts';

/** What is examined, and what other services know about it. */
export interface DoctorOptions extends TopicKnowledge {
  readonly config: Config;
  readonly logger: Logger;
  /** Compares templates with those of this version, as `wincanal setup --check` does. */
  checkTemplates(elasticsearch: Elasticsearch): Promise<readonly Drift[]>;
}

/**
 * Examines everything that the guarantees of delivery assume, and changes nothing but the entry of an unused transactional
 * id on the broker, which expires by itself.
 * @returns the findings in the order of AREAS
 */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { config, logger } = options;
  const findings: Finding[] = [];
  const note = (finding: Finding): void => void findings.push(finding);
  findings.push(...examineSiteFile(config.siteFile));
  const kafka = createKafka(config.kafka, logger, { clientId: 'wincanal-doctor', retries: QUICK_RETRIES });
  const elasticsearch = createElasticsearch({ ...config.elasticsearch, requestTimeoutMs: 30_000 });
  try {
    await Promise.all([
      examineKafka(kafka, config, options, note),
      examineElasticsearch(elasticsearch, config, () => options.checkTemplates(elasticsearch), note),
    ]);
  } finally {
    await elasticsearch.close();
  }
  return AREAS.flatMap((area) => findings.filter((finding) => finding.area === area));
}

function examineSiteFile(path: string | undefined): Finding[] {
  const about = { area: 'configuration', subject: 'site file' } as const;
  if (path === undefined) return [{ ...about, verdict: 'ok', detail: 'none is configured' }];
  try {
    const { warnings } = loadSiteFile(path);
    const advice = 'see docs/site-file.md';
    if (warnings.length === 0) return [{ ...about, verdict: 'ok', detail: path }];
    return warnings.map((detail) => ({ ...about, verdict: 'warning', detail, advice }));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map((detail) => ({ ...about, verdict: 'wrong', detail, advice: 'correct the file' }));
  }
}
