import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SaxesParser } from 'saxes';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import {
  CHECKED,
  COLLECTORS,
  FORWARDING,
  UNVERIFIED,
  describeCheck,
  hashConfig,
  languageOf,
  readConfig,
  readExtent,
} from '../../../docs/generate-forwarding/collectors.ts';
import { fillRegions } from '../../../docs/generate-forwarding/index.ts';
import { measureLoss } from '../../../docs/generate-forwarding/measure-loss.ts';
import { CHECKERS } from '../../forwarding/checkers.ts';
import { findUnknownOptions, removeInputOptions } from '../../forwarding/judge-telegraf.ts';
import { CLIENT_FILES, readClientSettings } from '../../forwarding/read-client-settings.ts';

const CONFIGS = readdirSync(join(FORWARDING, 'config')).sort();
const RECORDS = COLLECTORS.flatMap(({ records, zone }) => records.map((record) => [record, zone] as const));

/** Throws what a library finds wrong with a configuration. */
function parseConfig(text: string, language: string): void {
  switch (language) {
    case 'JSON':
      JSON.parse(text);
      return;
    case 'TOML':
      parseToml(text);
      return;
    case 'YAML':
      for (const { errors, warnings } of parseAllDocuments(text)) {
        const fault = errors[0] ?? warnings[0];
        if (fault !== undefined) throw fault;
      }
      return;
    case 'XML': {
      const parser = new SaxesParser();
      parser.on('error', (error) => {
        throw error;
      });
      parser.write(text).close();
      return;
    }
    default:
      throw new Error(`no library for ${language}`);
  }
}

/** The code block of a page after the link to a file, read without the generator. */
function readBlock(page: string, file: string): string | undefined {
  const [, after] = page.split(`](config/${file})`);
  const start = after?.indexOf('\n```') ?? -1;
  if (after === undefined || start < 0) return undefined;
  const body = after.slice(after.indexOf('\n', start + 1) + 1);
  return body.slice(0, body.indexOf('\n```') + 1);
}

test('every configuration and every record is on exactly one page, and every page in the list', () => {
  expect(COLLECTORS.flatMap(({ configs }) => configs).sort()).toEqual(CONFIGS);
  const records = readdirSync(join(FORWARDING, 'records')).filter((file) => file !== 'event-xml.xml');
  expect(RECORDS.map(([record]) => record).sort()).toEqual(records.sort());
  const pages = readdirSync(FORWARDING).filter((file) => file.endsWith('.md') && file !== 'README.md');
  expect(COLLECTORS.map(({ page }) => `${page}.md`).sort()).toEqual(pages.sort());
});

test.each(COLLECTORS.flatMap(({ page, configs }) => configs.map((file) => [page, file] as const)))(
  'page %s shows %s as it is',
  (page, file) => {
    expect(readBlock(readFileSync(join(FORWARDING, `${page}.md`), 'utf8'), file)).toBe(readConfig(file));
  },
);

test('a page that leaves out a configuration, or quotes that of another, is refused', () => {
  const collector = { page: 'x', name: 'X', place: 'here', configs: ['vector.yaml'], records: [] };
  expect(() => fillRegions('# X\n', collector)).toThrow('docs/forwarding/x.md quotes []');
  const region = '<!-- config: telegraf.toml -->\n<!-- end -->';
  expect(() => fillRegions(region, collector)).toThrow('quotes [telegraf.toml]');
});

test.each(CONFIGS.filter((file) => languageOf(file) !== undefined))('%s can be parsed', (file) => {
  expect(() => {
    parseConfig(readConfig(file), languageOf(file) ?? '');
  }).not.toThrow();
});

test.each([
  ['JSON', '{"a":1,}'],
  ['TOML', 'a = '],
  ['YAML', 'a: 1\na: 2'],
  ['XML', '<a><b></a>'],
])('broken %s is found', (language, text) => {
  expect(() => {
    parseConfig(text, language);
  }).toThrow();
});

/** Files that do not write to Kafka: what feeds a file that does. */
const FEEDERS =
  /^(?:wef-subscription|nxlog-ce|splunk-|wazuh-(?:agent|manager)|cribl-(?:route|pipeline)|azure-data-collection)/;
const SENDERS = CONFIGS.filter((file) => !FEEDERS.test(file));

test.each(SENDERS)('%s writes to the topic and waits for all replicas, in a codec that is read', (file) => {
  const text = readConfig(file);
  expect(text).toContain('wincanal.raw');
  if (file === 'azure-data-export.json') return;
  expect(text).toContain('kafka1.corp.example:9093');
  expect(text).toMatch(/acks["'=>:\s(]*(?:all|-1|"all")|\back: -1/);
  expect(text).toMatch(/gzip|compression_codec = 1/);
  expect(text).not.toMatch(/snappy|lz4/i);
  expect(text).toMatch(/sasl_ssl|sasl|SCRAM/i);
});

test('each collector asks for both providers by name', () => {
  const without = COLLECTORS.filter(({ configs }) => configs.length > 0).filter(({ configs }) => {
    const text = configs.map(readConfig).join('\n');
    return !/Schannel/.test(text) || !/RasSstp/.test(text);
  });
  expect(without.map(({ page }) => page)).toEqual([]);
});

/** Without a record id there is no identity that other paths share. */
const OTHER_IDENTITY = ['azure-monitor.json', 'snare.txt'];

test.each(RECORDS)('the record %s becomes one document', (record, zone) => {
  const loss = measureLoss(record, zone);
  expect(loss).toBeDefined();
  if (!OTHER_IDENTITY.includes(record)) expect(loss?.sameId).toBe(true);
});

test('what a record lacks is found', () => {
  expect(measureLoss('event-xml.xml')).toMatchObject({ sameId: true, missing: [], changed: [] });
  expect(measureLoss('rsyslog.xml')).toMatchObject({ missing: ['message'], changed: [] });
  expect(measureLoss('nxlog-ce.json')).toBeUndefined();
  expect(measureLoss('nxlog-ce.json', 'Europe/Berlin')).toMatchObject({
    missing: ['log.level', 'wincanal.level_value'],
    changed: [['@timestamp', '2026-03-04T05:06:07Z']],
  });
});

test('what was checked has not changed since', () => {
  const stale = Object.entries(CHECKED).filter(
    ([file, result]) => !CONFIGS.includes(file) || result?.sha256 !== hashConfig(file),
  );
  // Otherwise: npm run check:forwarding -- --install --write && npm run docs
  expect(stale.map(([file]) => file)).toEqual([]);
});

test('a page claims a check only where a result is written down, and else says why there is none', () => {
  expect(describeCheck('rsyslog.conf')).toBe('checked with rsyslogd 8.2302.0 (`rsyslogd -N1 -f`)');
  expect(describeCheck('winlogbeat.yml')).toBe(
    'not verified by the collector (Elastic distributes it itself, and the Go module of Beats was not to be had); parsed as YAML',
  );
  expect(describeCheck('openwec.toml')).toBe(
    'not verified by the collector (no crate, and Debian 12 does not package it); its settings of librdkafka checked with librdkafka 2.0.2 (a producer made by `kcat -P`)',
  );
  expect(() => describeCheck('nothing-known.conf')).toThrow('no reason why the collector did not judge');
});

test('a file has a reason not to be verified, or was verified by its collector', () => {
  const verified = CONFIGS.filter((file) => readExtent(file).byCollector);
  expect(verified).toEqual([
    'azure-mirror-source.json',
    'otel-collector.yaml',
    'rsyslog.conf',
    'syslog-ng.conf',
    'telegraf.toml',
  ]);
  expect(Object.keys(UNVERIFIED).sort()).toEqual(CONFIGS.filter((file) => !verified.includes(file)));
});

test('each faulty copy that a checker has to refuse differs from its file in one place', () => {
  for (const { configs, faults, source } of CHECKERS) {
    if (source !== undefined) expect(new Set(faults?.map(([file]) => file))).toEqual(new Set(configs));
    for (const [file, text, replacement] of faults ?? []) {
      expect([file, text, readConfig(file).split(text).length]).toEqual([file, text, 2]);
      expect(replacement).not.toBe(text);
    }
  }
});

test('the options of an input that exists on Windows only are compared with the sample', () => {
  const sample = '[[inputs.win_eventlog]]\n  # locale = 0\n  ## a sentence = 1\n  # event_tags = ["a"]\n';
  const judgeOptions = (options: string) =>
    findUnknownOptions(`[[inputs.win_eventlog]]\n${options}\n[[outputs.kafka]]\ntopic = "t"`, sample);
  expect(judgeOptions('locale = 1033\nevent_tags = []')).toEqual([]);
  expect(judgeOptions('local = 1033')).toEqual(['win_eventlog has no option local']);
  expect(judgeOptions('event_tags = "a"')).toEqual(['win_eventlog: event_tags is string, not list']);
  expect(findUnknownOptions('', 'E! no such plugin'.replace('E! ', '# '))).toEqual([
    'no sample of win_eventlog: # no such plugin',
  ]);
  const config = readConfig('telegraf.toml');
  const rest = removeInputOptions(config);
  expect(rest).not.toContain('locale');
  expect(rest).toContain('[[inputs.win_eventlog]]\n\n[[outputs.kafka]]');
  expect(removeInputOptions('a = 1\n[[inputs.win_eventlog]]\nlocale = 1\n')).toBe('a = 1\n[[inputs.win_eventlog]]\n\n');
});

test('every checker judges files that exist', () => {
  const files = CHECKERS.flatMap(({ configs }) => configs);
  expect(files.filter((file) => !existsSync(join(FORWARDING, 'config', file)))).toEqual([]);
  expect(new Set(files).size).toBe(files.length);
});

/** Collectors that drop all that follows after a fatal error of an idempotent producer. */
const NOT_IDEMPOTENT = ['fluent-bit.yaml', 'vector.yaml'];

test.each(CLIENT_FILES)(
  '%s has librdkafka wait for all replicas, and store a retry once where that is safe',
  (file) => {
    const settings = readClientSettings(file, readConfig(file));
    expect(settings.includes('enable.idempotence=true')).toBe(!NOT_IDEMPOTENT.includes(file));
    expect(settings).toContain(file === 'fluentd.conf' ? 'acks=-1' : 'acks=all');
    expect(() => readClientSettings(file, '')).toThrow('no settings of librdkafka found');
  },
);

/** Without these a collector drops events while the brokers are away, or forgets them when it is started again. */
const KEEPS: readonly (readonly [file: string, setting: RegExp])[] = [
  ['fluent-bit.yaml', /^ +rdkafka\.message\.timeout\.ms: 0$/m],
  ['fluentd.conf', /^ +overflow_action block$/m],
  ['nxlog-ee.conf', /^ +Option +message\.send\.max\.retries 100000$/m],
  ['otel-collector.yaml', /^ +block_on_overflow: true$/m],
  ['rsyslog.conf', /^template\(name="wincanal-record" .*string="%rawmsg%\\n"\)$/m],
  ['syslog-ng.conf', /^ +sync-send\(yes\)$/m],
  ['telegraf.toml', /^ +statefile = /m],
  ['vector.yaml', /^ +message_timeout_ms: 0$/m],
];

test.each(KEEPS)('%s keeps events while the brokers are away', (file, setting) => {
  expect(readConfig(file)).toMatch(setting);
});

test('rsyslog has the key decide the partition, and settings of a topic where the module heeds them', () => {
  const config = readConfig('rsyslog.conf');
  expect(config).toContain('partitions.auto="on"');
  expect(/ topicConfParam=\[(.*)\]/.exec(config)?.[1]).toBe('"acks=all", "partitioner=murmur2_random"');
  expect(/ confParam=\[([^\]]*)\]/.exec(config)?.[1]).not.toMatch(/acks|partitioner|message\.timeout/);
});
