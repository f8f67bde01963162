import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { WINLOGBEAT } from './beats.ts';
import { FLUENT_BIT } from './fluent-bit.ts';
import { GELF_FLUENT_BIT, GELF_FLUENT_BIT_MAP, GELF_FLUENT_BIT_XML, GELF_FLUENTD, GELF_NXLOG } from './gelf.ts';
import { NXLOG_ENTERPRISE } from './nxlog.ts';
import type { Renderer, Sender } from './renderer.ts';
import { VECTOR } from './vector.ts';

/** What a relay or an output puts around an event, in each case around one format that it is seen with. */
export const WRAPPERS = {
  logstash_message: {
    origin: 'Logstash with a plain codec: event XML in `message`',
    render: (event, sender) => logstash(event, sender, { message: renderEventXml(event), tags: ['eventlog'] }),
  },
  logstash_message_json: {
    origin: 'Logstash with a plain codec: an NXLog record in `message`',
    render: (event, sender) => logstash(event, sender, { message: NXLOG_ENTERPRISE.render(event, sender) }),
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
  splunk_hec_batch: {
    origin: 'Splunk HTTP Event Collector, several events one after the other, each a Fluent Bit record',
    render: (event, sender) =>
      JSON.stringify({
        time: event.timeMs / 1000,
        ...describeSplunk(event),
        event: JSON.parse(FLUENT_BIT.render(event, sender)) as unknown,
      }),
    holdsSeveral: true,
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
  gelf: GELF_FLUENT_BIT_XML,
  gelf_fluent_bit: GELF_FLUENT_BIT,
  gelf_fluent_bit_map: GELF_FLUENT_BIT_MAP,
  gelf_fluentd: GELF_FLUENTD,
  gelf_nxlog: GELF_NXLOG,
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
  json_array_of_xml: {
    origin: 'a JSON array of event XML texts, as `ConvertTo-Json` makes of `$_.ToXml()`',
    render: (event) => JSON.stringify(renderEventXml(event)),
    frame: (texts) => Buffer.from(`[${texts.join(',')}]`),
    holdsSeveral: true,
  },
  ndjson: {
    origin: 'Winlogbeat records, one a line',
    render: WINLOGBEAT.render,
    frame: (texts) => Buffer.from(texts.map((text) => `${text}\n`).join('')),
    holdsSeveral: true,
    oneLine: false,
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
    oneLine: false,
  },
  zlib: {
    origin: 'event XML, compressed by the sender with zlib',
    render: (event) => renderEventXml(event),
    frame: ([text]) => deflateSync(text ?? ''),
    oneLine: false,
  },
  zstd: {
    origin: 'a Winlogbeat record, compressed by the sender with zstd',
    render: WINLOGBEAT.render,
    frame: ([text]) => zstdCompressSync(text ?? ''),
    oneLine: false,
  },
  utf8_bom: {
    origin: 'event XML in UTF-8 with byte order mark',
    render: (event) => `\ufeff${renderEventXml(event)}`,
  },
  utf16le: {
    origin: 'event XML in UTF-16 LE with byte order mark',
    render: (event) => renderEventXml(event),
    frame: ([text]) => Buffer.from(`\ufeff${text ?? ''}`, 'utf16le'),
    oneLine: false,
  },
  utf16be: {
    origin: 'event XML in UTF-16 BE with byte order mark',
    render: (event) => renderEventXml(event),
    frame: ([text]) => Buffer.from(`\ufeff${text ?? ''}`, 'utf16le').swap16(),
    oneLine: false,
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
