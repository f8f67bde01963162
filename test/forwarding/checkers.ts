/** A collector's own judge of its configuration. */
export interface Checker {
  /** What is looked for on the path. */
  readonly executable: string;
  /** Files of `docs/forwarding/config/` that it judges. */
  readonly configs: readonly string[];
  /** Arguments without the file; they end with the option that names it. */
  readonly args: readonly string[];
  /** Asks for the version; the first match of `version` in what it prints is the version. */
  readonly versionArgs: readonly string[];
  readonly version: RegExp;
  /** Where it can judge what the file names: some inputs exist on Windows only. */
  readonly platform?: NodeJS.Platform;
  /** Folders in the file that have to exist: one with throw-away certificates is put in their place. */
  readonly folders?: readonly string[];
  /** Debian packages that have it, and where its modules are in them. */
  readonly debian?: { readonly packages: readonly string[]; readonly moduleArgs: (root: string) => readonly string[] };
}

/** Packages are unpacked beside each other, not installed: two of these daemons exclude each other, and none is to run. */
export const CHECKERS: readonly Checker[] = [
  {
    executable: 'rsyslogd',
    configs: ['rsyslog.conf'],
    args: ['-N1', '-f'],
    versionArgs: ['-v'],
    version: /rsyslogd\s+([\d.]+)/,
    folders: ['/etc/rsyslog.d', '/var/spool/rsyslog'],
    debian: {
      packages: [
        ...['rsyslog', 'rsyslog-kafka', 'rsyslog-gnutls'],
        ...['libestr0', 'libfastjson4', 'liblognorm5', 'librdkafka1'],
      ],
      moduleArgs: (root) => ['-M', `${root}/rsyslog`],
    },
  },
  {
    executable: 'syslog-ng',
    configs: ['syslog-ng.conf'],
    args: ['--syntax-only', '--cfgfile'],
    versionArgs: ['--version'],
    version: /Installer-Version: ([\d.]+)/,
    folders: ['/etc/syslog-ng'],
    debian: {
      packages: [
        ...['syslog-ng-core', 'syslog-ng-mod-rdkafka', 'libivykis0', 'libnet1', 'libwrap0'],
        ...['libpcre3', 'libjson-c5', 'librdkafka1'],
      ],
      moduleArgs: (root) => ['--module-path', `${root}/../syslog-ng/3.38`],
    },
  },
  {
    executable: 'filebeat',
    configs: ['filebeat.yml', 'wazuh-filebeat.yml'],
    args: ['test', 'config', '--strict.perms=false', '-c'],
    versionArgs: ['version'],
    version: /version ([\d.]+)/,
  },
  {
    executable: 'logstash',
    configs: ['logstash.conf'],
    args: ['--config.test_and_exit', '-f'],
    versionArgs: ['--version'],
    version: /logstash ([\d.]+)/,
  },
  {
    executable: 'otelcol-contrib',
    configs: ['otel-collector.yaml'],
    args: ['validate', '--config'],
    versionArgs: ['--version'],
    version: /version v?([\d.]+)/,
  },
  {
    executable: 'telegraf',
    configs: ['telegraf.toml'],
    args: ['config', 'check', '--config'],
    versionArgs: ['version'],
    version: /Telegraf (?:v)?([\d.]+)/,
  },
  {
    executable: 'winlogbeat',
    configs: ['winlogbeat.yml', 'wef-winlogbeat.yml'],
    args: ['test', 'config', '--strict.perms=false', '-c'],
    versionArgs: ['version'],
    version: /version ([\d.]+)/,
    platform: 'win32',
  },
  {
    executable: 'fluent-bit',
    configs: ['fluent-bit.yaml'],
    args: ['--dry-run', '-c'],
    versionArgs: ['--version'],
    version: /v([\d.]+)/,
    platform: 'win32',
  },
  {
    executable: 'fluentd',
    configs: ['fluentd.conf'],
    args: ['--dry-run', '-c'],
    versionArgs: ['--version'],
    version: /fluentd ([\d.]+)/,
    platform: 'win32',
  },
  {
    executable: 'vector',
    configs: ['vector.yaml'],
    args: ['validate', '--no-environment'],
    versionArgs: ['--version'],
    version: /vector ([\d.]+)/,
    platform: 'win32',
  },
  {
    executable: 'nxlog',
    configs: ['nxlog-ee.conf', 'nxlog-ce.conf'],
    args: ['-v', '-c'],
    versionArgs: ['-h'],
    version: /nxlog-?\w* ([\d.]+)/,
    platform: 'win32',
  },
];

/** Judges settings of the client library that many collectors have built in. */
export const LIBRDKAFKA: Checker = {
  executable: 'kcat',
  configs: [],
  args: ['-X', 'dump'],
  versionArgs: ['-V'],
  version: /librdkafka ([\d.]+)/,
  debian: { packages: ['kcat', 'librdkafka1', 'libyajl2'], moduleArgs: () => [] },
};
