import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConfigurationError, loadConfig, type Environment } from '../../../../services/runtime/config.ts';

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function writeTemporary(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  folders.push(folder);
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

describe('without any variable', () => {
  const config = loadConfig({ PATH: '/bin' });

  test('the servers of this machine are used', () => {
    expect(config.kafka).toEqual({ brokers: ['127.0.0.1:9092'], tls: undefined, sasl: undefined });
    expect(config.elasticsearch).toEqual({
      url: 'http://127.0.0.1:9200',
      basic: undefined,
      apiKey: undefined,
      ca: undefined,
      requestTimeoutMs: 60_000,
    });
  });

  test('topics and groups have their documented names', () => {
    expect(config.topics.raw).toBe('wincanal.raw');
    expect(config.topics.enriched('schannel')).toBe('wincanal.enriched.schannel');
    expect(config.groups).toEqual({ normalizer: 'wincanal-normalizer', indexer: 'wincanal-indexer' });
  });

  test('numbers are numbers and flags are flags', () => {
    expect(config.topicSettings.partitions).toBe(6);
    expect(config.keepOriginal).toBe(false);
    expect(config.stopTimeoutSeconds).toBe(30);
    expect(config.excludedIds.size).toBe(0);
  });
});

describe('good values', () => {
  test('another prefix gives other groups, so that two canals on one cluster do not share offsets', () => {
    const config = loadConfig({ WINCANAL_TOPIC_PREFIX: 'lab' });
    expect(config.groups).toEqual({ normalizer: 'lab-normalizer', indexer: 'lab-indexer' });
    expect(loadConfig({ WINCANAL_TOPIC_PREFIX: 'lab', WINCANAL_INDEXER_GROUP: 'own' }).groups.indexer).toBe('own');
  });

  test('lists are split and trimmed', () => {
    const config = loadConfig({ WINCANAL_KAFKA_BROKERS: 'a:1, b:2', WINCANAL_EXCLUDE: 'schannel:36880 , rassstp:1' });
    expect(config.kafka.brokers).toEqual(['a:1', 'b:2']);
    expect([...config.excludedIds]).toEqual(['schannel:36880', 'rassstp:1']);
  });

  test('text is coerced to the type of the setting', () => {
    const config = loadConfig({ WINCANAL_KEEP_ORIGINAL: 'true', WINCANAL_BULK_DOCUMENTS: '10' });
    expect(config.keepOriginal).toBe(true);
    expect(config.bulk.documents).toBe(10);
  });

  test('an empty value counts as not set', () => {
    expect(loadConfig({ WINCANAL_TOPIC_PREFIX: '' }).topics.raw).toBe('wincanal.raw');
  });

  test('a secret may stand in a file', () => {
    const config = loadConfig({
      WINCANAL_KAFKA_SASL_MECHANISM: 'scram-sha-512',
      WINCANAL_KAFKA_SASL_USERNAME: 'canal',
      WINCANAL_KAFKA_SASL_PASSWORD_FILE: writeTemporary('from-file\n'),
    });
    expect(config.kafka.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'canal', password: 'from-file' });
  });

  test('PEM files are read at start', () => {
    const config = loadConfig({ WINCANAL_KAFKA_TLS: 'true', WINCANAL_KAFKA_CA_FILE: writeTemporary('PEM') });
    expect(config.kafka.tls).toEqual({ ca: 'PEM' });
  });

  test('a variable of another program is none of ours', () => {
    expect(problemsOf({ WINDIR: 'C:', WINCANALX: '1', WINCANAL_GOLDEN_UPDATE: '1' })).toEqual([]);
  });
});

describe('a wrong configuration', () => {
  test('lists every problem at once, with variable, value and what is allowed', () => {
    const problems = problemsOf({
      WINCANAL_TOPIC_PARTITIONS: 'many',
      WINCANAL_TOPIC_REPLICATION: '0',
      WINCANAL_LOG_LEVEL: 'loud',
      WINCANAL_KEEP_ORIGINAL: 'yes',
      WINCANAL_NAMESPACE: 'My-Space',
    });
    expect(problems).toEqual([
      'WINCANAL_TOPIC_PARTITIONS is "many": allowed is a whole number from 1 to 10000',
      'WINCANAL_TOPIC_REPLICATION is "0": allowed is a whole number from 1 to 32',
      'WINCANAL_NAMESPACE is "My-Space": allowed is 1 to 100 lower-case letters, digits, dots or underscores',
      'WINCANAL_KEEP_ORIGINAL is "yes": allowed is true or false',
      'WINCANAL_LOG_LEVEL is "loud": allowed is one of trace, debug, info, warn, error, fatal, silent',
    ]);
  });

  test('names the closest variable for one that is unknown', () => {
    expect(problemsOf({ WINCANAL_KAFKA_BROKER: 'a:1' })).toEqual([
      'WINCANAL_KAFKA_BROKER is not a variable that wincanal knows: did you mean WINCANAL_KAFKA_BROKERS?',
    ]);
    expect(problemsOf({ WINCANAL_UTTERLY_DIFFERENT_THING: '1' })[0]).toContain('docs/configuration.md');
  });

  test('finds what only the values mean beside all else, each once', () => {
    expect(
      problemsOf({
        WINCANAL_EXCLUDE: 'schanel:36880,schannel:36880,sstp:1',
        WINCANAL_MAX_DEPTH: '3',
        WINCANAL_ASSUMED_TIMEZONE: 'X/Y',
        WINCANAL_KAFKA_BROKERS: 'a:99999',
        WINCANAL_KAFKA_SASL_USERNAME: 'u',
      }).map((problem) => problem.replace(/^(\S+ \S+ \S+).*$/u, '$1')),
    ).toEqual([
      'WINCANAL_MAX_DEPTH is "3":',
      'WINCANAL_KAFKA_BROKERS contains "a:99999":',
      'WINCANAL_EXCLUDE contains "schanel:36880":',
      'WINCANAL_EXCLUDE contains "sstp:1":',
      'WINCANAL_ASSUMED_TIMEZONE is "X/Y":',
      'WINCANAL_KAFKA_SASL_USERNAME is set',
    ]);
  });

  test('says of a value of a wrong form only that', () => {
    expect(problemsOf({ WINCANAL_EXCLUDE: 'foo', WINCANAL_ASSUMED_TIMEZONE: '12:00' })).toHaveLength(2);
  });

  test('never repeats a secret', () => {
    const text = problemsOf({
      WINCANAL_ELASTICSEARCH_URL: 'https://elastic:hunter2@es:9200',
      WINCANAL_KAFKA_SASL_PASSWORD: 'hunter2',
      WINCANAL_ELASTICSEARCH_PASSWORD: 'hunter2',
    }).join('\n');
    expect(text).toContain('WINCANAL_ELASTICSEARCH_URL is "https://***@es:9200"');
    expect(text).not.toContain('hunter2');
  });

  test.each<[string, Environment, string]>([
    ['a user without a password', { WINCANAL_ELASTICSEARCH_USERNAME: 'u' }, 'WINCANAL_ELASTICSEARCH_PASSWORD is not'],
    [
      'two ways to log in',
      {
        WINCANAL_ELASTICSEARCH_USERNAME: 'u',
        WINCANAL_ELASTICSEARCH_PASSWORD: 'p',
        WINCANAL_ELASTICSEARCH_API_KEY: 'k',
      },
      'keep one way to log in',
    ],
    [
      'a secret twice',
      { WINCANAL_ELASTICSEARCH_API_KEY: 'k', WINCANAL_ELASTICSEARCH_API_KEY_FILE: '/k' },
      'are both set',
    ],
    ['a file that is not there', { WINCANAL_ELASTICSEARCH_CA_FILE: '/no/such' }, '"/no/such": the file cannot be read'],
    ['TLS material without TLS', { WINCANAL_KAFKA_CA_FILE: writeTemporary('x') }, 'WINCANAL_KAFKA_TLS=true'],
    ['a login without a mechanism', { WINCANAL_KAFKA_SASL_USERNAME: 'u' }, 'WINCANAL_KAFKA_SASL_MECHANISM is not'],
    ['a port that cannot be', { WINCANAL_KAFKA_BROKERS: 'a:99999' }, 'at most 65535'],
    ['an exclusion without an id', { WINCANAL_EXCLUDE: 'schannel' }, 'provider:id'],
    ['a zone that is none', { WINCANAL_ASSUMED_TIMEZONE: 'Europe/Nowhere' }, 'expected the IANA name of a zone'],
  ])('finds %s', (_name, env, message) => {
    expect(problemsOf(env).join('\n')).toContain(message);
  });
});
