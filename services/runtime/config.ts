import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { assumeZone } from '../../normalizers/decode/zone.ts';
import { providers, type DecodeLimits } from '../../normalizers/index.ts';
import { closestNames } from './closest-names.ts';
import { describeAllowed, SETTING_LIST, SETTINGS, type Setting, type SettingName } from './settings.ts';
import { nameTopics, type Topics } from './topics.ts';

/** How to reach Kafka. PEM files are already read. */
export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  readonly sasl:
    { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string } | undefined;
}

export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** How to reach Elasticsearch. At most one of `basic` and `apiKey` is set; `ca` is the content of the PEM file. */
export interface ElasticsearchConfig {
  readonly url: string;
  readonly basic: { readonly username: string; readonly password: string } | undefined;
  readonly apiKey: string | undefined;
  readonly ca: string | undefined;
  readonly requestTimeoutMs: number;
}

/** How setup makes the topics. */
export interface TopicConfig {
  readonly partitions: number;
  readonly replication: number;
  readonly retentionHours: {
    readonly raw: number;
    readonly enriched: number;
    readonly deadletter: number;
    readonly hosts: number;
  };
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The whole configuration, checked; made once at start. */
export interface Config {
  readonly kafka: KafkaConfig;
  readonly topics: Topics;
  readonly topicSettings: TopicConfig;
  readonly groups: { readonly normalizer: string; readonly indexer: string };
  readonly elasticsearch: ElasticsearchConfig;
  readonly namespace: string;
  /** Elasticsearch time unit, for example `90d`. */
  readonly indexRetention: string;
  readonly keepOriginal: boolean;
  /** `provider:id`, for example `schannel:36880`. */
  readonly excludedIds: ReadonlySet<string>;
  /** Path of the site file, not read yet: only the processes that normalise read it. */
  readonly siteFile: string | undefined;
  /** Bounds on raw records. */
  readonly limits: DecodeLimits;
  /** IANA name of the zone of times that state none. */
  readonly assumedTimezone: string | undefined;
  /** Logs of hosts whose record ids are watched, at most; 0 watches none. */
  readonly watch: { readonly logs: number; readonly intervalSeconds: number };
  /** What a worker holds of records that it has read and not settled, unpacked. */
  readonly fetchBytes: number;
  readonly bulk: { readonly bytes: number; readonly documents: number };
  readonly stopTimeoutSeconds: number;
  /** How long a start waits for what it needs; 0 does not wait. */
  readonly startWaitSeconds: number;
  readonly logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration is wrong; `problems` holds every reason, one a line, none with a secret's value. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];
  override readonly name = 'ConfigurationError';

  constructor(problems: readonly string[]) {
    const head = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super(`The configuration has ${head}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Values = Partial<Record<SettingName, string | number | boolean>>;

const PREFIX = 'WINCANAL_';

/** Variables that belong to the tests, not to the program, and are left alone. */
const FOREIGN = /^WINCANAL_(GOLDEN|TEST)_/;

const validate = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true }).compile({
  type: 'object',
  properties: Object.fromEntries(SETTING_LIST.map((setting) => [setting.name, setting.schema])),
});

/**
 * Reads the configuration from environment variables (see settings.ts for the table). An empty value counts as not set.
 * @throws ConfigurationError that lists all problems at once
 */
export function loadConfig(env: Environment): Config {
  const problems: string[] = [];
  const values: Values = collectValues(env, problems);
  const given = { ...values };
  if (!validate(values)) {
    for (const error of validate.errors ?? []) problems.push(describeProblem(error, given));
  }
  const refused = new Set((validate.errors ?? []).map(({ instancePath }) => instancePath.slice(1)));
  problems.push(...checkMeanings(Object.fromEntries(Object.entries(values).filter(([name]) => !refused.has(name)))));
  checkCombinations(values, problems);
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)]);
  return buildConfig(values);
}

/** Takes the known variables, follows `<secret>_FILE`, reads PEM files, and reports unknown names. */
function collectValues(env: Environment, problems: string[]): Values {
  const values: Values = {};
  const secretFiles = new Map(SETTING_LIST.filter((s) => s.secret).map((s) => [`${s.name}_FILE`, s.name]));
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || FOREIGN.test(name) || value === undefined || value === '') continue;
    const secretName = secretFiles.get(name);
    if (secretName !== undefined) {
      if (env[secretName]) problems.push(`${secretName} and ${name} are both set: keep one of them`);
      else values[secretName] = readText(name, value, problems);
    } else if (!Object.hasOwn(SETTINGS, name)) {
      const [closest] = closestNames(name, [...Object.keys(SETTINGS), ...secretFiles.keys()], 1);
      const hint = closest === undefined ? 'see docs/configuration.md for the names' : `did you mean ${closest}?`;
      problems.push(`${name} is not a variable that wincanal knows: ${hint}`);
    } else {
      const setting: Setting = SETTINGS[name as SettingName];
      values[name as SettingName] = setting.pem ? readText(name, value, problems) : value.trim();
    }
  }
  return values;
}

function readText(name: string, path: string, problems: string[]): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    problems.push(`${name} is "${path}": the file cannot be read (${code})`);
    return '';
  }
}

function describeProblem(error: ErrorObject, given: Values): string {
  const name = error.instancePath.slice(1) as SettingName;
  const setting: Setting = SETTINGS[name];
  // A password may stand in an URL, where it does not belong: it is not repeated either.
  const shown = String(given[name]).replace(/\/\/[^@]*@/, '//***@');
  return `${name} is ${setting.secret ? 'wrong' : `"${shown}"`}: allowed is ${describeAllowed(setting)}`;
}

/** What a schema cannot know of a value: which ports, providers and zones there are. @param values those of the right form */
function checkMeanings(values: Values): string[] {
  const ports = splitList(String(values.WINCANAL_KAFKA_BROKERS ?? ''))
    .filter((broker) => Number(broker.split(':')[1]) > 65_535)
    .map((broker) => `WINCANAL_KAFKA_BROKERS contains "${broker}": a port is at most 65535`);
  const keys = providers.map(({ key }) => key);
  // A mistyped provider would silently exclude nothing.
  const exclusions = splitList(String(values.WINCANAL_EXCLUDE ?? ''))
    .filter((pair) => !keys.includes(pair.split(':')[0] ?? ''))
    .map((pair) => `WINCANAL_EXCLUDE contains "${pair}": known providers are ${keys.join(', ')}`);
  const zone = values.WINCANAL_ASSUMED_TIMEZONE;
  const zones =
    zone === undefined || isZone(String(zone))
      ? []
      : [`WINCANAL_ASSUMED_TIMEZONE is "${zone}": expected the IANA name of a zone, for example Europe/Berlin or UTC`];
  return [...ports, ...exclusions, ...zones];
}

function isZone(name: string): boolean {
  try {
    return assumeZone(name).name === name;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What one variable alone cannot say: which of them go together. */
function checkCombinations(values: Values, problems: string[]): void {
  const has = (name: SettingName): boolean => values[name] !== undefined;
  const needs = (name: SettingName, other: SettingName): void => {
    if (has(name) && !has(other)) problems.push(`${name} is set but ${other} is not: set both or neither`);
  };
  needs('WINCANAL_KAFKA_CERT_FILE', 'WINCANAL_KAFKA_KEY_FILE');
  needs('WINCANAL_KAFKA_KEY_FILE', 'WINCANAL_KAFKA_CERT_FILE');
  needs('WINCANAL_KAFKA_SASL_MECHANISM', 'WINCANAL_KAFKA_SASL_USERNAME');
  needs('WINCANAL_KAFKA_SASL_MECHANISM', 'WINCANAL_KAFKA_SASL_PASSWORD');
  needs('WINCANAL_KAFKA_SASL_USERNAME', 'WINCANAL_KAFKA_SASL_MECHANISM');
  needs('WINCANAL_KAFKA_SASL_PASSWORD', 'WINCANAL_KAFKA_SASL_MECHANISM');
  needs('WINCANAL_ELASTICSEARCH_USERNAME', 'WINCANAL_ELASTICSEARCH_PASSWORD');
  needs('WINCANAL_ELASTICSEARCH_PASSWORD', 'WINCANAL_ELASTICSEARCH_USERNAME');
  if (has('WINCANAL_ELASTICSEARCH_API_KEY') && has('WINCANAL_ELASTICSEARCH_USERNAME')) {
    problems.push(
      'WINCANAL_ELASTICSEARCH_API_KEY and WINCANAL_ELASTICSEARCH_USERNAME are both set: keep one way to log in',
    );
  }
  for (const name of ['WINCANAL_KAFKA_CA_FILE', 'WINCANAL_KAFKA_CERT_FILE'] as const) {
    if (has(name) && values.WINCANAL_KAFKA_TLS !== true) {
      problems.push(`${name} is set but WINCANAL_KAFKA_TLS is not true: set WINCANAL_KAFKA_TLS=true or remove ${name}`);
    }
  }
}

function buildConfig(values: Values): Config {
  const string = (name: SettingName): string => String(values[name]);
  const optional = (name: SettingName): string | undefined => (values[name] === undefined ? undefined : string(name));
  const number = (name: SettingName): number => Number(values[name]);
  const prefix = string('WINCANAL_TOPIC_PREFIX');
  const brokers = splitList(string('WINCANAL_KAFKA_BROKERS'));
  return {
    kafka: { brokers, tls: buildTls(values), sasl: buildSasl(values) },
    topics: nameTopics(prefix),
    topicSettings: {
      partitions: number('WINCANAL_TOPIC_PARTITIONS'),
      replication: number('WINCANAL_TOPIC_REPLICATION'),
      retentionHours: {
        raw: number('WINCANAL_RETENTION_RAW_HOURS'),
        enriched: number('WINCANAL_RETENTION_ENRICHED_HOURS'),
        deadletter: number('WINCANAL_RETENTION_DEADLETTER_HOURS'),
        hosts: number('WINCANAL_RETENTION_HOSTS_HOURS'),
      },
    },
    groups: {
      normalizer: optional('WINCANAL_NORMALIZER_GROUP') ?? `${prefix}-normalizer`,
      indexer: optional('WINCANAL_INDEXER_GROUP') ?? `${prefix}-indexer`,
    },
    elasticsearch: {
      url: string('WINCANAL_ELASTICSEARCH_URL').replace(/\/$/, ''),
      basic:
        values.WINCANAL_ELASTICSEARCH_USERNAME === undefined
          ? undefined
          : {
              username: string('WINCANAL_ELASTICSEARCH_USERNAME'),
              password: string('WINCANAL_ELASTICSEARCH_PASSWORD'),
            },
      apiKey: optional('WINCANAL_ELASTICSEARCH_API_KEY'),
      ca: optional('WINCANAL_ELASTICSEARCH_CA_FILE'),
      requestTimeoutMs: number('WINCANAL_ELASTICSEARCH_TIMEOUT_SECONDS') * 1000,
    },
    namespace: string('WINCANAL_NAMESPACE'),
    indexRetention: string('WINCANAL_INDEX_RETENTION'),
    keepOriginal: values.WINCANAL_KEEP_ORIGINAL === true,
    excludedIds: new Set(splitList(string('WINCANAL_EXCLUDE'))),
    siteFile: optional('WINCANAL_SITE_FILE'),
    limits: {
      recordBytes: number('WINCANAL_MAX_RECORD_BYTES'),
      inflatedBytes: number('WINCANAL_MAX_INFLATED_BYTES'),
      events: number('WINCANAL_MAX_RECORD_EVENTS'),
      depth: number('WINCANAL_MAX_DEPTH'),
    },
    assumedTimezone: optional('WINCANAL_ASSUMED_TIMEZONE'),
    watch: { logs: number('WINCANAL_WATCHED_LOGS'), intervalSeconds: number('WINCANAL_WATCH_INTERVAL_SECONDS') },
    fetchBytes: number('WINCANAL_FETCH_BYTES'),
    bulk: { bytes: number('WINCANAL_BULK_BYTES'), documents: number('WINCANAL_BULK_DOCUMENTS') },
    stopTimeoutSeconds: number('WINCANAL_STOP_TIMEOUT_SECONDS'),
    startWaitSeconds: number('WINCANAL_START_WAIT_SECONDS'),
    logLevel: string('WINCANAL_LOG_LEVEL') as LogLevel,
  };
}

function buildTls(values: Values): KafkaConfig['tls'] {
  if (values.WINCANAL_KAFKA_TLS !== true) return undefined;
  return {
    ...(values.WINCANAL_KAFKA_CA_FILE === undefined ? {} : { ca: String(values.WINCANAL_KAFKA_CA_FILE) }),
    ...(values.WINCANAL_KAFKA_CERT_FILE === undefined ? {} : { cert: String(values.WINCANAL_KAFKA_CERT_FILE) }),
    ...(values.WINCANAL_KAFKA_KEY_FILE === undefined ? {} : { key: String(values.WINCANAL_KAFKA_KEY_FILE) }),
  };
}

function buildSasl(values: Values): KafkaConfig['sasl'] {
  if (values.WINCANAL_KAFKA_SASL_MECHANISM === undefined) return undefined;
  return {
    mechanism: values.WINCANAL_KAFKA_SASL_MECHANISM as SaslMechanism,
    username: String(values.WINCANAL_KAFKA_SASL_USERNAME),
    password: String(values.WINCANAL_KAFKA_SASL_PASSWORD),
  };
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
