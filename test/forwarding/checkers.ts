import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { KAFKA_VERSION, type Coordinate } from '../../services/stack/artefacts.ts';
import { judgeTelegraf } from './judge-telegraf.ts';
import { type Judge } from './judge.ts';

/** Where a checker comes from. None is installed: each is put into a folder of its own in the cache. */
export type Source =
  | {
      readonly kind: 'debian';
      /** Unpacked beside each other: two of these daemons exclude each other, and none is to run. */
      readonly packages: readonly string[];
      /** Where the modules are in them, given the folder of libraries. */
      readonly moduleArgs: (libraries: string) => readonly string[];
    }
  | {
      readonly kind: 'go';
      /** Folder with the `go.mod` and `go.sum` that pin the modules and their hashes. */
      readonly module: string;
      readonly args: readonly string[];
      readonly package: string;
    }
  | { readonly kind: 'pypi'; readonly packages: readonly string[] }
  | { readonly kind: 'maven'; readonly dependencies: readonly Coordinate[] };

/** A way to spoil a configuration that the checker has to notice: file, text that is in it once, what replaces it. */
export type Fault = readonly [file: string, text: string, replacement: string];

/** A judge of configurations: the collector itself, or what its makers publish of it. */
export interface Checker {
  /** What `--tools` calls it. */
  readonly name: string;
  readonly executable: string;
  /** What the version is that of. */
  readonly product: string;
  /** Files of `docs/forwarding/config/` that it judges. */
  readonly configs: readonly string[];
  /** Arguments without the file; they end with the option that names it. */
  readonly args: readonly string[];
  /** What judged, for the pages, where that is no command of the collector. */
  readonly shown?: string;
  /** Asks for the version; the first match of `version` in what it prints is the version. */
  readonly versionArgs: readonly string[];
  readonly version: RegExp;
  /** Where it can judge what the file names: some inputs exist on Windows only. */
  readonly platform?: NodeJS.Platform;
  /** Folders in the file that have to exist: one with throw-away certificates is put in their place. */
  readonly folders?: readonly string[];
  /** Without it the checker is only looked for on the path. */
  readonly source?: Source;
  /** What of the file it judges, where that is not all. */
  readonly part?: string;
  /** How else it judges than the command line says. */
  readonly note?: string;
  /** What it is handed in place of the file. */
  readonly prepare?: (text: string) => string;
  readonly judge?: Judge;
  /** At least one a file, where there is a source. */
  readonly faults?: readonly Fault[];
}

const HERE = import.meta.dirname;

/** The version that a `go.mod` pins of a module. */
function readPin(folder: string, module: string): string {
  const file = join(HERE, 'go', folder, 'go.mod');
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((text) => text.includes(`${module} v`));
  const version = line?.split(' v').at(-1);
  if (version === undefined) throw new Error(`${file} pins no version of ${module}`);
  return version;
}

const TELEGRAF = readPin('telegraf', 'github.com/influxdata/telegraf');

export const CHECKERS: readonly Checker[] = [
  {
    name: 'rsyslog',
    executable: 'rsyslogd',
    product: 'rsyslogd',
    configs: ['rsyslog.conf'],
    args: ['-N1', '-f'],
    versionArgs: ['-v'],
    version: /rsyslogd\s+([\d.]+)/,
    folders: ['/etc/rsyslog.d', '/var/spool/rsyslog'],
    source: {
      kind: 'debian',
      packages: [
        ...['rsyslog', 'rsyslog-kafka', 'rsyslog-gnutls'],
        ...['libestr0', 'libfastjson4', 'liblognorm5', 'librdkafka1'],
      ],
      moduleArgs: (libraries) => ['-M', `${libraries}/rsyslog`],
    },
    faults: [
      ['rsyslog.conf', 'dynaKey="on"', 'dynamicKey="on"'],
      ['rsyslog.conf', 'load="omkafka"', 'load="omkafkaesque"'],
      ['rsyslog.conf', 'ruleset="wincanal")', 'ruleset="another")'],
    ],
  },
  {
    name: 'syslog-ng',
    executable: 'syslog-ng',
    product: 'syslog-ng',
    configs: ['syslog-ng.conf'],
    args: ['--syntax-only', '--cfgfile'],
    versionArgs: ['--version'],
    version: /Installer-Version: ([\d.]+)/,
    folders: ['/etc/syslog-ng'],
    source: {
      kind: 'debian',
      packages: [
        ...['syslog-ng-core', 'syslog-ng-mod-rdkafka', 'libivykis0', 'libnet1', 'libwrap0'],
        ...['libpcre3', 'libjson-c5', 'librdkafka1'],
      ],
      moduleArgs: (libraries) => ['--module-path', `${libraries}/../syslog-ng/3.38`],
    },
    faults: [
      ['syslog-ng.conf', 'flags(no-parse)', 'flags(no-parsing)'],
      ['syslog-ng.conf', 'sync-send(yes)', 'sync-sending(yes)'],
      ['syslog-ng.conf', 'kafka-c(', 'kafka-java('],
    ],
  },
  {
    name: 'otelcol',
    executable: 'otelcol',
    product: 'OpenTelemetry Collector',
    configs: ['otel-collector.yaml'],
    args: ['validate', '--config'],
    versionArgs: ['--version'],
    version: /version v?([\d.]+)/,
    note: `the receiver, which runs on Windows only, by the options of its package \`pkg/stanza\` ${readPin('otelcol', 'pkg/stanza')}`,
    source: { kind: 'go', module: join(HERE, 'go/otelcol'), args: ['-ldflags', '-s -w'], package: '.' },
    faults: [
      ['otel-collector.yaml', 'raw: true', 'raw_xml: true'],
      ['otel-collector.yaml', 'start_at: end', 'start_at: [end]'],
      ['otel-collector.yaml', 'compression: gzip', 'compression: gzap'],
      ['otel-collector.yaml', 'required_acks: -1', 'required_acks: 2'],
      ['otel-collector.yaml', 'mechanism: SCRAM-SHA-512', 'mechanism: scram-sha-512'],
      ['otel-collector.yaml', 'create_directory: true', 'create_folder: true'],
      ['otel-collector.yaml', 'exporters: [kafka]', 'exporters: [kafka/other]'],
    ],
  },
  {
    name: 'telegraf',
    executable: 'telegraf',
    product: 'Telegraf',
    configs: ['telegraf.toml'],
    args: ['config', 'check', '--strict-env-handling', '--config'],
    versionArgs: ['version'],
    version: /Telegraf (?:v)?([\d.]+)/,
    folders: ['C:\\Program Files\\Telegraf\\'],
    note: 'the options of `win_eventlog`, which runs on Windows only, against `telegraf config create`',
    source: {
      kind: 'go',
      module: join(HERE, 'go/telegraf'),
      args: [
        ...['-tags', 'custom,inputs.win_eventlog,outputs.kafka,serializers.json'],
        ...['-ldflags', `-s -w -X github.com/influxdata/telegraf/internal.Version=${TELEGRAF}`],
      ],
      package: 'github.com/influxdata/telegraf/cmd/telegraf',
    },
    judge: judgeTelegraf,
    faults: [
      ['telegraf.toml', 'locale = 1033', 'local = 1033'],
      ['telegraf.toml', 'process_userdata = true', 'process_userdata = "yes"'],
      ['telegraf.toml', 'idempotent_writes = true', 'idempotence = true'],
      ['telegraf.toml', 'required_acks = -1', 'required_acks = "all"'],
      ['telegraf.toml', 'data_format = "json"', 'data_format = "jsonl"'],
    ],
  },
  {
    name: 'cribl',
    executable: 'python3',
    product: 'cribl-control-plane',
    configs: ['cribl-route.yml', 'cribl-pipeline.yml', 'cribl-outputs.yml'],
    args: ['-B', join(HERE, 'python/cribl.py')],
    shown: "the models of its makers' client",
    versionArgs: ['-c', "import importlib.metadata as m; print(m.version('cribl-control-plane'))"],
    version: /([\d.]+)/,
    part: 'its names, types and lists of words',
    source: { kind: 'pypi', packages: ['cribl-control-plane==0.13.0'] },
    prepare: (text) => JSON.stringify(parseYaml(text)),
    faults: [
      ['cribl-route.yml', 'final: true', 'finally: true'],
      ['cribl-pipeline.yml', 'add:', 'set:'],
      ['cribl-outputs.yml', 'compression: gzip', 'compression: GZIP'],
      ['cribl-outputs.yml', 'mechanism: scram-sha-512', 'mechanism: SCRAM-SHA-512'],
      ['cribl-outputs.yml', 'maxRecordSizeKB', 'maxRecordSize'],
    ],
  },
  {
    name: 'logstash',
    executable: 'python3',
    product: 'logstash-pipeline-parser',
    configs: ['logstash.conf'],
    args: ['-B', join(HERE, 'python/logstash.py')],
    shown: 'a parser that others wrote',
    versionArgs: ['-c', "import importlib.metadata as m; print(m.version('logstash-pipeline-parser'))"],
    version: /([\d.]+)/,
    part: 'its grammar',
    source: { kind: 'pypi', packages: ['logstash-pipeline-parser==0.0.3', 'pyparsing==3.3.3'] },
    faults: [
      ['logstash.conf', 'acks => "all"', 'acks -> "all"'],
      ['logstash.conf', 'drop {}', 'drop {'],
      ['logstash.conf', 'output {', 'outputs {'],
    ],
  },
  {
    name: 'kafka-connect',
    executable: 'java',
    product: 'Kafka Connect',
    configs: ['azure-mirror-source.json'],
    args: [join(HERE, 'java/CheckConnector.java')],
    shown: 'the definitions of the connector, the worker and the clients',
    versionArgs: [join(HERE, 'java/CheckConnector.java'), '--version'],
    version: /^(\d[\d.]+)$/m,
    source: {
      kind: 'maven',
      dependencies: [{ groupId: 'org.apache.kafka', artifactId: 'connect-mirror', version: KAFKA_VERSION }],
    },
    faults: [
      ['azure-mirror-source.json', '"producer.override.acks": "all"', '"producer.override.acks": "some"'],
      ['azure-mirror-source.json', 'producer.override.max.request.size', 'producer.override.max.size'],
      ['azure-mirror-source.json', 'sync.topic.acls.enabled', 'sync.acls.enabled'],
      ['azure-mirror-source.json', 'IdentityReplicationPolicy', 'IdentityPolicy'],
      ['azure-mirror-source.json', 'target.cluster.security.protocol', 'target.cluster.protocol'],
    ],
  },
  {
    name: 'filebeat',
    executable: 'filebeat',
    product: 'Filebeat',
    configs: ['filebeat.yml', 'wazuh-filebeat.yml'],
    args: ['test', 'config', '--strict.perms=false', '-c'],
    versionArgs: ['version'],
    version: /version ([\d.]+)/,
  },
  {
    name: 'winlogbeat',
    executable: 'winlogbeat',
    product: 'Winlogbeat',
    configs: ['winlogbeat.yml', 'wef-winlogbeat.yml'],
    args: ['test', 'config', '--strict.perms=false', '-c'],
    versionArgs: ['version'],
    version: /version ([\d.]+)/,
    platform: 'win32',
  },
  {
    name: 'fluent-bit',
    executable: 'fluent-bit',
    product: 'Fluent Bit',
    configs: ['fluent-bit.yaml'],
    args: ['--dry-run', '-c'],
    versionArgs: ['--version'],
    version: /v([\d.]+)/,
    platform: 'win32',
  },
  {
    name: 'fluentd',
    executable: 'fluentd',
    product: 'Fluentd',
    configs: ['fluentd.conf'],
    args: ['--dry-run', '-c'],
    versionArgs: ['--version'],
    version: /fluentd ([\d.]+)/,
    platform: 'win32',
  },
  {
    name: 'vector',
    executable: 'vector',
    product: 'Vector',
    configs: ['vector.yaml'],
    args: ['validate', '--no-environment'],
    versionArgs: ['--version'],
    version: /vector ([\d.]+)/,
    platform: 'win32',
  },
  {
    name: 'nxlog',
    executable: 'nxlog',
    product: 'NXLog',
    configs: ['nxlog-ee.conf', 'nxlog-ce.conf'],
    args: ['-v', '-c'],
    versionArgs: ['-h'],
    version: /nxlog-?\w* ([\d.]+)/,
    platform: 'win32',
  },
];

/** Judges settings of the client library that many collectors have built in. */
export const LIBRDKAFKA: Checker = {
  name: 'librdkafka',
  executable: 'kcat',
  product: 'librdkafka',
  configs: [],
  args: ['-P', '-t', 'wincanal.raw'],
  shown: 'a producer made by `kcat -P`',
  versionArgs: ['-V'],
  version: /librdkafka ([\d.]+)/,
  part: 'its settings of librdkafka',
  source: { kind: 'debian', packages: ['kcat', 'librdkafka1', 'libyajl2'], moduleArgs: () => [] },
};
