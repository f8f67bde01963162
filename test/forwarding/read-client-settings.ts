import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

/** Files whose collector has no checker here, but hands settings to librdkafka as they are written, and where they are. */
const READERS: Readonly<Record<string, (text: string) => readonly (readonly [string, unknown])[]>> = {
  'fluent-bit.yaml': (text) =>
    Object.entries(pick(parseYaml(text), 'pipeline', 'outputs', 0)).flatMap(([name, value]) =>
      name.startsWith('rdkafka.') ? [[name.slice('rdkafka.'.length), value] as const] : [],
    ),
  // The plugin passes on settings of its own names, and a number of retries; the password comes from the environment.
  'fluentd.conf': (text) => [
    ...[...text.matchAll(/^ {2}(required_acks|compression_codec|username) (\S+)$/gm)].map(
      ([, name, value]) => [FLUENTD_NAMES[name ?? ''] ?? '', value] as const,
    ),
    ['message.send.max.retries', 2],
    ['sasl.password', 'none'],
    ...Object.entries(JSON.parse(/rdkafka_options (\{.*\})/.exec(text)?.[1] ?? '{}') as object),
  ],
  'nxlog-ee.conf': (text) => [...text.matchAll(/^ +Option +(\S+) (\S+)$/gm)].map((match) => [match[1] ?? '', match[2]]),
  'openwec.toml': (text) => Object.entries(pick(parseToml(text), 'outputs', 0, 'config', 'options')),
  'vector.yaml': (text) => {
    const { compression } = pick(parseYaml(text), 'sinks', 'kafka') as { compression?: string };
    return [
      ['compression.codec', compression],
      ...Object.entries(pick(parseYaml(text), 'sinks', 'kafka', 'librdkafka_options')),
    ];
  },
};

const FLUENTD_NAMES: Readonly<Record<string, string>> = {
  required_acks: 'acks',
  compression_codec: 'compression.codec',
  username: 'sasl.username',
};

/** Names of the files that `readClientSettings` knows. */
export const CLIENT_FILES: readonly string[] = Object.keys(READERS);

/**
 * The settings that a configuration hands to librdkafka, as `name=value`. Files that they name are on another machine,
 * so these are left out.
 * @throws Error when there are none, since then the reader does not fit the file any more
 */
export function readClientSettings(file: string, text: string): string[] {
  const settings = (text === '' ? undefined : READERS[file]?.(text)) ?? [];
  if (settings.length === 0) throw new Error(`docs/forwarding/config/${file}: no settings of librdkafka found`);
  return settings.filter(([name]) => !name.endsWith('.location')).map(([name, value]) => `${name}=${String(value)}`);
}

function pick(value: unknown, ...path: readonly (string | number)[]): object {
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
  return typeof found === 'object' && found !== null ? found : {};
}
