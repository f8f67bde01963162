import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { findMissing, openCounter } from '../../services/cli/commands/up/counts.ts';
import { digCanal, until } from '../support/canal.ts';
import { cleanEnvironment, LAUNCHER, runWincanal } from '../support/run-wincanal.ts';

const TIMEOUT_MS = 300_000;

/** Whether a process with this id is still there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Process ids and directories that a run of `up` names in its output. */
function findTraces(output: string): { pids: number[]; directories: string[] } {
  return {
    pids: [...output.matchAll(/\(process (\d+)\)/gu)].map(([, pid]) => Number(pid)),
    directories: [...output.matchAll(/logs in (\S+)\/logs/gu)].map(([, path]) => path ?? ''),
  };
}

test(
  'up --once accounts for every record of the sample fleet and leaves nothing running',
  async () => {
    const { code, stdout, stderr } = await runWincanal(['up', '--once', '--events', '400', '--hosts', '10']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const [, raw, enriched, skipped, dead, indexed, all] =
      /raw (\d+) {2}enriched (\d+) {2}alerts \d+ {2}skipped (\d+) {2}dead (\d+) {2}indexed (\d+) of (\d+)\n(?!raw )/u
        .exec(stdout)
        ?.map(Number) ?? [];
    expect(raw).toBe(400);
    expect((enriched ?? 0) + (skipped ?? 0) + (dead ?? 0)).toBe(400);
    expect(dead).toBe(7);
    expect([indexed, all]).toEqual([(enriched ?? 0) + 7, (enriched ?? 0) + 7]);
    expect(stdout).toContain('400 records: all accounted for');

    expect(stdout).toMatch(/ logs-wincanal\.schannel-default +\d/u);
    expect(stdout.match(/of the 3 most severe/gu)).toHaveLength(3);
    expect(stdout).toContain('DECODE_FORBIDDEN_NAME');
    expect(stdout).not.toMatch(/undefined|NaN|\[object/u);

    const { pids, directories } = findTraces(stdout);
    expect(pids).toHaveLength(4);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(directories.filter((path) => existsSync(path))).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'up stays until it is told to stop; meanwhile the other commands can use it',
  async () => {
    const child = spawn(LAUNCHER, ['up', '--no-samples'], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    let output = '';
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        output += chunk.toString();
        if (output.includes('Ctrl-C stops it.')) break;
      }
      const [, brokers = '', url = ''] =
        /export WINCANAL_KAFKA_BROKERS=(\S+) WINCANAL_ELASTICSEARCH_URL=(\S+)/u.exec(output) ?? [];
      const env = { WINCANAL_KAFKA_BROKERS: brokers, WINCANAL_ELASTICSEARCH_URL: url };
      const sent = await runWincanal(['simulate', '--events', '50', '--share-other', '0', '--broken', '2'], { env });
      expect(sent.stderr).toContain(
        '50 records (48 Schannel and RasSstp, 0 other, 2 broken) of 25 hosts in 2 formats to wincanal.raw',
      );
      const documents = await runWincanal(['tail', '--from-beginning', '--count', '48', '--json'], { env });
      expect(documents.stdout.trimEnd().split('\n')).toHaveLength(48);
      const letters = await runWincanal(['tail', 'deadletter', '--from-beginning', '--count', '2'], { env });
      expect(letters.stdout).toContain('DECODE_XML_MALFORMED');
      const check = await runWincanal(['setup', '--check'], { env });
      expect(check.code).toBe(0);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
    expect(findTraces(output).pids.filter(isAlive)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'the counter expects of Elasticsearch each id that the topics hold, whatever became of it',
  async () => {
    const canal = await digCanal();
    const { config, sender } = canal;
    const counter = await openCounter(canal);
    try {
      const topic = config.topics.enriched('schannel');
      const value = Buffer.from('{}');
      const ids = ['a', 'b', 'a'];
      await sender.send(ids.map((id) => ({ topic, key: 'host', value, headers: { 'event-id': id } })));
      await canal.sendRaw(['x', 'y']);
      const counts = await until(
        () => counter.read(),
        ({ raw, enriched }) => raw === 2 && enriched.get('schannel') === ids.length,
      );
      expect(counts.expected).toEqual({ documents: 2, deadLetters: 0 });
      expect(counts.since).toEqual({ raw: 2, skips: {} });
      expect(findMissing(counts)).toEqual([
        '2 of 2 raw records have not been settled by the normalizer',
        'the normalizer accounts for 0 events, but documents, skips and dead letters are 3',
        'Elasticsearch holds 0 documents, the enriched topics 2',
      ]);
    } finally {
      await counter.close();
      await canal.close();
    }
  },
  TIMEOUT_MS,
);
