import type { ComposedEvent } from '../event.ts';
import { describeAsFluentd, describeAsMap, describeAsXml, listInserts, nameInserts } from './fluent-bit.ts';
import { describeCommunity } from './nxlog.ts';
import { printJson, type Renderer, type Sender } from './renderer.ts';

/** Additional fields have an underscore in front; what has another character than these has it replaced by one. */
function addUnderscores(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields as Readonly<Record<string, unknown>>)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`_${name.replace(/[^\w.-]/gu, '_')}`, value]),
  );
}

/** Fluent Bit's output moves the message and adds when the event was read; lists become one text (`flb_pack_gelf.c`). */
function printFluentBit(event: ComposedEvent, { delayMs }: Sender, fields: Readonly<Record<string, unknown>>): string {
  const { Message, ...rest } = fields;
  const lists = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  return JSON.stringify({
    version: '1.1',
    short_message: Message,
    ...addUnderscores(Object.fromEntries(lists) as object),
    timestamp: (event.timeMs + delayMs) / 1000,
  });
}

export const GELF_FLUENT_BIT: Renderer = {
  origin: 'GELF of Fluent Bit (`format gelf`)',
  render: (event, sender) =>
    printFluentBit(event, sender, { ...describeAsMap(event), StringInserts: listInserts(event) }),
};

export const GELF_FLUENT_BIT_MAP: Renderer = {
  origin: 'GELF of Fluent Bit (`format gelf`) with `event_data_as_map`',
  render: (event, sender) => {
    const values = Object.entries(nameInserts(event)).map(([name, value]) => [`EventData_${name}`, value]);
    const inserts = { StringInserts: listInserts(event), ...(Object.fromEntries(values) as object) };
    return printFluentBit(event, sender, { ...describeAsMap(event), ...inserts });
  },
};

export const GELF_FLUENT_BIT_XML: Renderer = {
  origin: 'GELF of Fluent Bit (`format gelf`) with `render_event_as_xml`',
  render: (event, sender) => printFluentBit(event, sender, describeAsXml(event)),
};

/** The formatter knows no key `Description` for a message, and ends each message with a zero (`gelf_util.rb`). */
export const GELF_FLUENTD: Renderer = {
  origin: 'GELF of Fluentd (`fluent-plugin-gelf`)',
  render: (event, { delayMs }) =>
    JSON.stringify({
      _tag: 'winevt.raw',
      timestamp: Math.floor((event.timeMs + delayMs) / 1000),
      ...addUnderscores(describeAsFluentd(event)),
      short_message: '(no message)',
      version: '1.0',
    }),
  frame: (texts) => Buffer.from(texts.map((text) => `${text}\0`).join('')),
  holdsSeveral: true,
  oneLine: false,
};

const SYSLOG_LEVELS = [6, 2, 3, 4, 6, 7];

/** The time of the event is the time of the message, in whole seconds since 1970; its text is there twice, once cut (`gelf.c`). */
export const GELF_NXLOG: Renderer = {
  origin: 'GELF of NXLog Community',
  render: (event, sender) => {
    const { Hostname, Message, ...rest } = describeCommunity(event, sender);
    const message = typeof Message === 'string' ? Message : '';
    return printJson({
      version: '1.0',
      ...addUnderscores({ ...rest, EventTime: undefined }),
      host: Hostname,
      short_message: message.slice(0, 64),
      full_message: message,
      timestamp: Math.floor(event.timeMs / 1000),
      level: SYSLOG_LEVELS[event.level],
      facility: event.providerName,
    });
  },
};
