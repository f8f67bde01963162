import { DEFAULT_LIMITS } from '../../normalizers/index.ts';

/** JSON Schema of one value, as far as the table below needs it. */
export interface ValueSchema {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One environment variable: what is allowed, what it means, where it belongs in the documentation. */
export interface Setting {
  readonly section: Section;
  readonly description: string;
  readonly schema: ValueSchema;
  /** What a value must look like, in words, where the schema is a pattern. */
  readonly allowed?: string;
  /** Shown as the default in the documentation where it is derived from another variable. */
  readonly derivedDefault?: string;
  /** Never printed; may also be given as the path of a file in `<NAME>_FILE`. */
  readonly secret?: true;
  /** The value is the path of a PEM file, read once at start. */
  readonly pem?: true;
}

export type Section = 'Kafka' | 'Topics' | 'Elasticsearch' | 'Processing' | 'Process' | 'Local stack';

const NAME = '^[A-Za-z0-9._-]{1,100}$';
const NAME_WORDS = '1 to 100 letters, digits, dots, underscores or hyphens';

function text(section: Section, description: string, rest: Omit<ValueSchema, 'type'>, allowed?: string): Setting {
  return { section, description, schema: { type: 'string', ...rest }, ...(allowed === undefined ? {} : { allowed }) };
}

function count(
  section: Section,
  description: string,
  fallback: number,
  minimum: number,
  maximum: number,
): Setting & { readonly schema: { readonly default: number } } {
  return { section, description, schema: { type: 'integer', default: fallback, minimum, maximum } };
}

function flag(section: Section, description: string): Setting {
  return { section, description, schema: { type: 'boolean', default: false } };
}

function secret(section: Section, description: string): Setting {
  return { section, description, schema: { type: 'string' }, secret: true };
}

function pem(section: Section, description: string): Setting {
  return { section, description, schema: { type: 'string' }, allowed: 'the path of a readable PEM file', pem: true };
}

/**
 * Every WINCANAL_* variable, in the order of the documentation. The one table: values are checked against it, and
 * docs/configuration.md is generated from it.
 */
export const SETTINGS = {
  WINCANAL_KAFKA_BROKERS: text(
    'Kafka',
    'Brokers to start from, separated by commas.',
    { default: '127.0.0.1:9092', pattern: '^\\s*[^\\s,:]+:\\d{1,5}\\s*(,\\s*[^\\s,:]+:\\d{1,5}\\s*)*$' },
    'host:port, several separated by commas',
  ),
  WINCANAL_KAFKA_TLS: flag('Kafka', 'Speak TLS to the brokers.'),
  WINCANAL_KAFKA_CA_FILE: pem('Kafka', "Authority that signed the brokers' certificates; without it, the public ones."),
  WINCANAL_KAFKA_CERT_FILE: pem('Kafka', 'Certificate of this client, for mutual TLS.'),
  WINCANAL_KAFKA_KEY_FILE: pem('Kafka', 'Private key to that certificate.'),
  WINCANAL_KAFKA_SASL_MECHANISM: text('Kafka', 'How to log in to the brokers; not set: no login.', {
    enum: ['plain', 'scram-sha-256', 'scram-sha-512'],
  }),
  WINCANAL_KAFKA_SASL_USERNAME: text('Kafka', 'User name for SASL.', {}),
  WINCANAL_KAFKA_SASL_PASSWORD: secret('Kafka', 'Password for SASL.'),

  WINCANAL_TOPIC_PREFIX: text(
    'Topics',
    'Topics are `<prefix>.raw`, `<prefix>.enriched.<provider>`, `<prefix>.alerts`, `<prefix>.deadletter`, `<prefix>.replayed` and `<prefix>.hosts`.',
    { default: 'wincanal', pattern: NAME },
    NAME_WORDS,
  ),
  WINCANAL_TOPIC_PARTITIONS: count('Topics', 'Partitions of each topic that setup creates.', 6, 1, 10_000),
  WINCANAL_TOPIC_REPLICATION: count('Topics', 'Copies of each partition; 3 is usual for a cluster.', 1, 1, 32),
  WINCANAL_RETENTION_RAW_HOURS: count('Topics', 'How long raw records are kept.', 72, 1, 876_000),
  WINCANAL_RETENTION_ENRICHED_HOURS: count('Topics', 'How long documents and alerts are kept.', 168, 1, 876_000),
  WINCANAL_RETENTION_DEADLETTER_HOURS: count('Topics', 'How long dead letters are kept.', 720, 1, 876_000),
  WINCANAL_RETENTION_HOSTS_HOURS: count(
    'Topics',
    'How long the topic `<prefix>.hosts` keeps the last entry of a log that is silent.',
    720,
    1,
    876_000,
  ),
  WINCANAL_NORMALIZER_GROUP: {
    ...text('Topics', 'Consumer group of the normalizer.', { pattern: NAME }, NAME_WORDS),
    derivedDefault: '<prefix>-normalizer',
  },
  WINCANAL_INDEXER_GROUP: {
    ...text('Topics', 'Consumer group of the indexer.', { pattern: NAME }, NAME_WORDS),
    derivedDefault: '<prefix>-indexer',
  },

  WINCANAL_ELASTICSEARCH_URL: text(
    'Elasticsearch',
    'Where Elasticsearch listens.',
    { default: 'http://127.0.0.1:9200', pattern: '^https?://[^\\s/@?#]+(/[^\\s@?#]*)?$' },
    'http://host:port or https://host:port, without user and password',
  ),
  WINCANAL_ELASTICSEARCH_USERNAME: text('Elasticsearch', 'User name; needs the password too.', {}),
  WINCANAL_ELASTICSEARCH_PASSWORD: secret('Elasticsearch', 'Password of that user.'),
  WINCANAL_ELASTICSEARCH_API_KEY: secret('Elasticsearch', 'API key in its encoded form, instead of user and password.'),
  WINCANAL_ELASTICSEARCH_CA_FILE: pem('Elasticsearch', "Authority that signed Elasticsearch's certificate."),
  WINCANAL_ELASTICSEARCH_TIMEOUT_SECONDS: count(
    'Elasticsearch',
    'A request without an answer for this long counts as failed and is repeated.',
    60,
    1,
    3600,
  ),
  WINCANAL_NAMESPACE: text(
    'Elasticsearch',
    'Last part of the data streams: `logs-wincanal.<provider>-<namespace>`.',
    { default: 'default', pattern: '^[a-z0-9_.]{1,100}$' },
    '1 to 100 lower-case letters, digits, dots or underscores',
  ),
  WINCANAL_INDEX_RETENTION: text(
    'Elasticsearch',
    'How long Elasticsearch keeps documents.',
    { default: '90d', pattern: '^[1-9][0-9]{0,5}[dhm]$' },
    'a number and d, h or m, for example 90d',
  ),

  WINCANAL_KEEP_ORIGINAL: flag('Processing', 'Keep the original text of each event in `event.original`.'),
  WINCANAL_EXCLUDE: text(
    'Processing',
    'Events that are skipped (and counted as `excluded_id`), as provider:id separated by commas.',
    { default: '', pattern: '^$|^\\s*[a-z0-9_]+:\\d{1,5}\\s*(,\\s*[a-z0-9_]+:\\d{1,5}\\s*)*$' },
    'provider:id, several separated by commas, for example schannel:36880,rassstp:1',
  ),
  WINCANAL_SITE_FILE: text(
    'Processing',
    'What is known of this site: roles of hosts, owners, runbooks, severities, exclusions ([site-file.md](site-file.md)). Read again at SIGHUP.',
    {},
    'the path of a readable YAML or JSON file',
  ),
  WINCANAL_MAX_RECORD_BYTES: count(
    'Processing',
    'A raw record larger than this is a dead letter.',
    DEFAULT_LIMITS.recordBytes,
    1024,
    67_108_864,
  ),
  WINCANAL_MAX_INFLATED_BYTES: count(
    'Processing',
    'A raw record that was compressed and holds more than this is a dead letter.',
    DEFAULT_LIMITS.inflatedBytes,
    1024,
    268_435_456,
  ),
  WINCANAL_MAX_RECORD_EVENTS: count(
    'Processing',
    'A raw record with more events than this is a dead letter.',
    DEFAULT_LIMITS.events,
    1,
    1_000_000,
  ),
  WINCANAL_MAX_DEPTH: count(
    'Processing',
    'An event whose XML elements or JSON values are nested deeper than this is a dead letter; so is a list with such a value in it.',
    DEFAULT_LIMITS.depth,
    8,
    1000,
  ),
  WINCANAL_ASSUMED_TIMEZONE: text(
    'Processing',
    'The zone of times that state none (NXLog Community, Snare, Splunk text, text of the Event Viewer). Events whose time was read so have the tag `timezone_assumed`; without this setting they are dead letters.',
    { pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$' },
    'the IANA name of a zone, for example Europe/Berlin or UTC',
  ),
  WINCANAL_WATCHED_LOGS: count(
    'Processing',
    'Of how many logs (channels of hosts) a normalizer watches the record ids ([gaps.md](gaps.md)); the least recently seen make room. 0 switches it off.',
    20_000,
    0,
    1_000_000,
  ),
  WINCANAL_WATCH_INTERVAL_SECONDS: count(
    'Processing',
    'How often what has changed in the watched logs is published to `<prefix>.hosts`.',
    60,
    1,
    3600,
  ),
  WINCANAL_FETCH_BYTES: count(
    'Processing',
    'How many bytes of records a worker holds that it has read and not settled: unpacked, and 1 KiB more for each ([delivery.md](delivery.md#memory)).',
    33_554_432,
    65_536,
    1_073_741_824,
  ),
  WINCANAL_BULK_BYTES: count('Processing', 'A bulk request ends at about this size.', 4_194_304, 65_536, 67_108_864),
  WINCANAL_BULK_DOCUMENTS: count('Processing', 'A bulk request holds at most this many documents.', 2000, 1, 50_000),

  WINCANAL_STOP_TIMEOUT_SECONDS: count(
    'Process',
    'After SIGTERM or SIGINT: how long work in flight may take before the process ends itself.',
    30,
    1,
    3600,
  ),
  WINCANAL_START_WAIT_SECONDS: count(
    'Process',
    'How long a worker waits for what it needs before it can start (servers, topics, templates, rights); then it ends with exit code 1. 0: it ends at once.',
    60,
    0,
    31_536_000,
  ),
  WINCANAL_LOG_LEVEL: text('Process', 'Least level that is logged.', {
    default: 'info',
    enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  }),

  WINCANAL_CACHE_DIR: {
    ...text(
      'Local stack',
      'Where the servers that `wincanal up` runs are kept after their download.',
      {},
      'a directory',
    ),
    derivedDefault: '${XDG_CACHE_HOME:-~/.cache}/wincanal',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The table as a list, typed by the common interface. */
export const SETTING_LIST: readonly (Setting & { readonly name: SettingName })[] = Object.entries(SETTINGS).map(
  ([name, setting]) => ({ name: name as SettingName, ...setting }),
);

/**
 * What is allowed, in words, for messages and documentation: the setting's own words or what the schema says.
 */
export function describeAllowed(setting: Setting): string {
  const { schema } = setting;
  if (setting.allowed !== undefined) return setting.allowed;
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer') return `a whole number from ${String(schema.minimum)} to ${String(schema.maximum)}`;
  return 'any text';
}
