import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Finding } from '../../services/doctor/main.ts';
import { composeAlert, digCanal, until, type Canal } from '../support/canal.ts';
import { deleteRecords } from '../support/delete-records.ts';
import { runWincanal, type Run } from '../support/run-wincanal.ts';

let canal: Canal;
let environment: Record<string, string>;

beforeAll(async () => {
  canal = await digCanal({ WINCANAL_TOPIC_PARTITIONS: '2' });
  environment = {
    WINCANAL_KAFKA_BROKERS: canal.config.kafka.brokers.join(','),
    WINCANAL_ELASTICSEARCH_URL: canal.config.elasticsearch.url,
    WINCANAL_TOPIC_PREFIX: canal.config.topics.prefix,
    WINCANAL_NAMESPACE: canal.config.namespace,
    WINCANAL_TOPIC_PARTITIONS: '2',
  };
});

afterAll(() => canal.close());

function consult(env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return runWincanal(['doctor', '--json'], { env: { ...environment, ...env } });
}

function findings({ stdout }: Run): Finding[] {
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

/** The findings that are not well, as `subject: detail`. */
function complaints(run: Run, verdict: Finding['verdict']): string[] {
  return findings(run).flatMap((one) => (one.verdict === verdict ? [`${one.subject}: ${one.detail}`] : []));
}

test('what setup has made on one broker is well, with a warning for each topic of one copy', async () => {
  const run = await consult();
  expect({ code: run.code, wrong: complaints(run, 'wrong') }).toEqual({ code: 0, wrong: [] });
  const warnings = complaints(run, 'warning');
  expect(warnings.filter((line) => line.includes('one copy'))).toHaveLength(7);
  // Nobody works yet.
  expect(warnings.filter((line) => line.includes('members 0'))).toHaveLength(2);
  expect(warnings).toHaveLength(9);
  const areas = new Set(findings(run).map(({ area }) => area));
  expect([...areas]).toEqual(['configuration', 'kafka', 'topics', 'rights', 'groups', 'elasticsearch']);
});

test('members and what they have to read are shown', async () => {
  // As many as reach both partitions.
  await canal.sendRaw(Array.from({ length: 20 }, (_, i) => composeAlert(i + 1, i)));
  const worker = canal.startWorker('normalizer');
  await until(canal.normalized, ({ records }) => records === 20);
  const groups = findings(await consult()).filter(({ area }) => area === 'groups');
  expect(groups[0]).toMatchObject({ verdict: 'ok', detail: expect.stringMatching(/^members 1, Stable, to read \d/) });
  expect(groups[1]).toMatchObject({ verdict: 'warning', advice: 'start one: bin/wincanal indexer' });
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
});

test('settings that break a guarantee, and a topic that is missing, are wrong, with what to run', async () => {
  const { raw, alerts, replayed, hosts } = canal.config.topics;
  await canal.admin.alterTopicConfig(raw, { 'unclean.leader.election.enable': 'true' });
  await canal.admin.alterTopicConfig(alerts, { 'min.insync.replicas': '2' });
  await canal.admin.alterTopicConfig(replayed, { 'retention.ms': '3600000' });
  await canal.admin.deleteTopics([hosts]);
  const run = await consult();
  expect(run.code).toBe(1);
  const wrong = complaints(run, 'wrong').join('\n');
  expect(wrong).toContain(`${raw}: unclean.leader.election.enable is true`);
  expect(wrong).toContain(`${alerts}: min.insync.replicas 2 is more than the 1 copies that there are`);
  expect(wrong).toContain(`${replayed}: ${replayed} keeps marks for 3600000 ms`);
  expect(wrong).toContain(`${hosts}: does not exist`);
  for (const { verdict, advice } of findings(run)) if (verdict === 'wrong') expect(advice).toMatch(/^run /u);
  const well = findings(run).flatMap(({ area, verdict, subject }) =>
    area === 'topics' && verdict === 'ok' ? subject : [],
  );
  expect(well).toContain(canal.config.topics.deadletter);
  for (const name of [raw, alerts, hosts]) expect(well).not.toContain(name);
});

test('what a group could not read before it was deleted is counted', async () => {
  const { raw } = canal.config.topics;
  await canal.sendRaw(Array.from({ length: 40 }, (_, i) => composeAlert(i + 21, i)));
  const ends = await canal.admin.topicEnds(raw);
  await deleteRecords(
    canal,
    raw,
    ends.map(({ partition, high }) => ({ partition, offset: high })),
  );
  const lost = complaints(await consult(), 'wrong').filter((line) => line.includes('were deleted'));
  expect(lost).toEqual([
    expect.stringMatching(new RegExp(`: 40 records of ${raw} were deleted before the group read`)),
  ]);
});

test('a template of somebody else with a higher priority is seen, and one with a lower is not', async () => {
  const dataStream = canal.dataStream('rassstp');
  const name = `others-${canal.config.namespace}`;
  const put = (priority: number): Promise<void> =>
    canal.elasticsearch.putTemplate('index', name, {
      index_patterns: [`*.rassstp-${canal.config.namespace}`],
      priority,
    });
  const about = async (): Promise<string[]> =>
    complaints(await consult(), 'warning').filter((line) => line.includes('index template'));
  try {
    await put(150);
    expect(await about()).toEqual([]);
    await put(900);
    expect(await about()).toEqual([
      expect.stringMatching(new RegExp(`^${dataStream}: index template ${name} with priority 900 is in force`, 'u')),
    ]);
  } finally {
    await canal.elasticsearch.deleteTemplate('index', name);
  }
});

test('servers that do not answer are named, each with its reason; wrong options end with 2', async () => {
  const run = await consult({
    WINCANAL_KAFKA_BROKERS: 'kafka.invalid:9092',
    WINCANAL_ELASTICSEARCH_URL: 'http://127.0.0.1:1',
  });
  expect(run.code).toBe(1);
  expect(complaints(run, 'wrong')).toEqual([
    expect.stringMatching(/^brokers: Kafka cannot be reached at kafka\.invalid:9092: the name/),
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:1: Elasticsearch cannot be reached .*nothing listens there/),
  ]);
  expect((await runWincanal(['doctor', '--jsn'], { env: environment })).code).toBe(2);
});
