import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { EnrichedDocument } from '../../normalizers/index.ts';
import { composeAlert, digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';
import { openTemporaryFiles } from '../support/temporary-files.ts';

jest.setTimeout(120_000);

const files = openTemporaryFiles();
const path = join(files.folder, 'site.yaml');

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(async () => {
  await canal.close();
});

/** Replaces the file as an operator should: a whole one, moved over it. */
function replaceSite(text: string): void {
  renameSync(files.write('site.yaml.new', text), path);
}

async function stopGently(worker: WorkerProcess): Promise<void> {
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
}

/** Sends SIGHUP and waits for its line in the log. */
async function hangUp(worker: WorkerProcess, message: string): Promise<string> {
  const count = (): number => worker.log().split(message).length - 1;
  const before = count();
  worker.child.kill('SIGHUP');
  await until(count, (lines) => lines > before);
  return worker.log().trimEnd().split('\n').at(-1) ?? '';
}

test('severities of the site file reach documents, headers and alerts; SIGHUP reads it again, a bad one is left out', async () => {
  replaceSite('events: {schannel:36887: {severity: critical, runbook: "https://wiki.example/a"}}\n');
  const normalizer = canal.startWorker('normalizer', { WINCANAL_SITE_FILE: path });
  // While it still connects: too early for work, not too early for a signal.
  await until(
    () => normalizer.log(),
    (log) => log.includes('"msg":"site file read"'),
  );
  await hangUp(normalizer, '"msg":"site file read again: nothing changed in it"');

  let records = 0;
  const send = async (): Promise<void> => {
    records++;
    // Of one host, so that its documents keep their order.
    await canal.sendRaw([composeAlert(records * 9 + 8, 1)]);
    await until(canal.normalized, (account) => account.records === records);
  };
  await send();

  replaceSite(
    'hosts: [{match: [web1], roles: [internet_server], owner: Web team}]\nevents: {schannel:36887: {severity: low}}\n',
  );
  const changed = await hangUp(normalizer, '"msg":"site file read again"');
  expect(JSON.parse(changed)).toMatchObject({ level: 'info', hosts_added: 1, events_changed: 1, hosts: 1, events: 1 });
  await send();

  replaceSite('events: {schannel:36887: {severity: hgh}}\n');
  const refused = await hangUp(normalizer, '"msg":"the site file has problems: its last good version stays in use"');
  expect(JSON.parse(refused)).toMatchObject({
    level: 'error',
    error: expect.stringContaining(`${path}:1:37: events.schannel:36887.severity is "hgh"`),
  });
  await send();

  replaceSite('events: {schannel:36887: {exclude: true}}\n');
  await hangUp(normalizer, '"msg":"site file read again"');
  await send();
  await stopGently(normalizer);
  expect(normalizer.log()).toContain('"wincanal_site_reloads_total{result=\\"ok\\"}":3');
  expect(normalizer.log()).toContain('"wincanal_site_reloads_total{result=\\"failed\\"}":1');

  expect(await canal.normalized()).toMatchObject({ documents: 3, alerts: 1, dead: 0, skips: { excluded_id: 1 } });
  const messages = await canal.readAll(canal.config.topics.enriched('schannel'));
  const found = messages.map(({ value, headers }) => {
    const { event, wincanal } = JSON.parse(String(value)) as EnrichedDocument;
    expect(headers['severity']).toBe(String(event.severity));
    return [event.severity, wincanal.severity.reasons.at(-1), event.reference, wincanal.site];
  });
  const site = { roles: ['internet_server'], owner: 'Web team' };
  expect(found).toEqual([
    [99, 'site:critical', 'https://wiki.example/a', undefined],
    [21, 'site:low', undefined, site],
    [21, 'site:low', undefined, site],
  ]);
  const alerts = await canal.readAll(canal.config.topics.alerts);
  expect(alerts.map(({ headers }) => headers['severity'])).toEqual(['99']);
});

test('SIGHUP changes nothing for an indexer, nor for a normalizer without a site file', async () => {
  const normalizer = canal.startWorker('normalizer');
  const indexer = canal.startWorker('indexer');
  const { groups } = canal.config;
  for (const group of [groups.normalizer, groups.indexer]) {
    await until(
      () => canal.admin.describeGroup(group),
      ({ state, members }) => state === 'Stable' && members === 1,
    );
  }
  await hangUp(normalizer, 'no site file is configured');
  await hangUp(indexer, 'SIGHUP: this process has no file to read again');
  await canal.sendRaw([composeAlert(1, 1)]);
  await until(canal.indexed, ({ records }) => records === 1);
  await stopGently(normalizer);
  await stopGently(indexer);
});

test('a normalizer does not start with a bad site file, and says why', async () => {
  replaceSite('hosts: [{match: [a], roles: [mail_server]}]\n');
  const normalizer = canal.startWorker('normalizer', { WINCANAL_SITE_FILE: path });
  expect(await normalizer.ended).toBe(2);
  expect(normalizer.log()).toContain(
    `WINCANAL_SITE_FILE: ${path}:1:30: hosts[0].roles[0] is "mail_server": allowed is`,
  );
});
