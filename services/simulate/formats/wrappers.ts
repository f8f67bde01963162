import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { WINLOGBEAT } from './beats.ts';
import { describeAsXml } from './fluent-bit.ts';
import type { Renderer, Sender } from './renderer.ts';
import { VECTOR } from './vector.ts';

/** What a relay or an output puts around an event, in each case around one format that it is seen with. */
export const WRAPPERS = {
  logstash_message: {
    origin: 'Logstash with a plain codec: event XML in `message`',
    render: (event, sender) => logstash(event, sender, { message: renderEventXml(event), tags: ['eventlog'] }),
  },
  logstash_original: {
    origin: 'Logstash with ECS compatibility: a Winlogbeat record in `event.original`',
    render: (event, sender) => logstash(event, sender, { event: { original: WINLOGBEAT.render(event, sender) } }),
  },
  logstash_nested: {
    origin: 'Logstash: a Vector record below a key of its own',
    render: (event, sender) =>
      logstash(event, sender, { eventlog: JSON.parse(VECTOR.render(event, sender)) as unknown }),
  },
  splunk_hec: {
    origin: 'Splunk HTTP Event Collector, `renderXml=true`',
    render: (event) =>
      JSON.stringify({
        time: event.timeMs / 1000,
        ...describeSplunk(event),
        event: renderEventXml(event),
      }),
  },
  cribl: {
    origin: 'Cribl Stream: event XML in `_raw`',
    render: (event) =>
      JSON.stringify({
        _raw: renderEventXml(event),
        _time: event.timeMs / 1000,
        ...describeSplunk(event),
        cribl_pipe: 'main',
      }),
  },
  gelf: {
    origin: 'GELF of Fluent Bit (`format gelf`) with `render_event_as_xml`',
    render: (event, { delayMs }) => {
      const { System, Message, StringInserts } = describeAsXml(event);
      return JSON.stringify({
        version: '1.1',
        short_message: Message,
        _System: System,
        // Lists become one text (flb_pack_gelf.c).
        _StringInserts: StringInserts.join(', '),
        timestamp: (event.timeMs + delayMs) / 1000,
      });
    },
  },
  json_string: {
    origin:
      'event XML as one JSON string: OpenTelemetry Collector, receiver with `raw: true`, Kafka exporter with `encoding: raw`',
    render: (event) =>
      JSON.stringify(renderEventXml(event)).replace(
        /[<>&]/gu,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
  },
  json_array: {
    origin: 'a JSON array of Vector records',
    render: VECTOR.render,
    frame: (texts) => Buffer.from(`[${texts.join(',')}]`),
    holdsSeveral: true,
  },
  ndjson: {
    origin: 'Winlogbeat records, one a line',
    render: WINLOGBEAT.render,
    frame: (texts) => Buffer.from(texts.map((text) => `${text}\n`).join('')),
    holdsSeveral: true,
    binary: true,
  },
  events_list: {
    origin: 'an object with a list `events` of event XML texts',
    render: (event) => JSON.stringify(renderEventXml(event)),
    frame: (texts) => Buffer.from(`{"events":[${texts.join(',')}]}`),
    holdsSeveral: true,
  },
  gzip: {
    origin: 'event XML, compressed by the sender with gzip',
    render: (event) => renderEventXml(event),
    frame: ([text]) => gzipSync(text ?? ''),
    binary: true,
  },
  zstd: {
    origin: 'a Winlogbeat record, compressed by the sender with zstd',
    render: WINLOGBEAT.render,
    frame: ([text]) => zstdCompressSync(text ?? ''),
    binary: true,
  },
  utf16le: {
    origin: 'event XML in UTF-16 LE with byte order mark',
    render: (event) => renderEventXml(event),
    frame: ([text]) => Buffer.from(`\ufeff${text ?? ''}`, 'utf16le'),
    binary: true,
  },
  utf16be: {
    origin: 'event XML in UTF-16 BE with byte order mark',
    render: (event) => renderEventXml(event),
    frame: ([text]) => Buffer.from(`\ufeff${text ?? ''}`, 'utf16le').swap16(),
    binary: true,
  },
} as const satisfies Record<string, Renderer>;

function logstash(event: ComposedEvent, { delayMs }: Sender, carried: object): string {
  return JSON.stringify({
    '@timestamp': new Date(event.timeMs + delayMs).toISOString(),
    '@version': '1',
    ...carried,
    host: { name: 'ls1' },
  });
}

function describeSplunk(event: ComposedEvent): object {
  return {
    host: event.computer.split('.')[0],
    source: `XmlWinEventLog:${event.channel}`,
    sourcetype: 'XmlWinEventLog',
  };
}
