import type { ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { printLocalOffset, printUtc } from './local-time.ts';
import type { Renderer, Sender } from './renderer.ts';
import { isBinary, nameAccount, nameValues, typeValue } from './values.ts';

/** The values without their names, which `in_winevtlog` does not ask for, whichever container they are from. */
export const FLUENT_BIT: Renderer = {
  origin: 'Fluent Bit, `winevtlog`',
  render: (event, sender) =>
    JSON.stringify({ ...readAt(event, sender), ...describeAsMap(event), StringInserts: listInserts(event) }),
};

export const FLUENT_BIT_MAP: Renderer = {
  origin: 'Fluent Bit, `winevtlog` with `event_data_as_map`',
  render: (event, sender) => {
    const values = { StringInserts: listInserts(event), EventData: nameInserts(event) };
    return JSON.stringify({ ...readAt(event, sender), ...describeAsMap(event), ...values });
  },
};

export const FLUENT_BIT_XML: Renderer = {
  origin: 'Fluent Bit, `winevtlog` with `render_event_as_xml`',
  render: (event, sender) => JSON.stringify({ ...readAt(event, sender), ...describeAsXml(event) }),
};

/** The body of a record of `render_event_as_xml`. */
export function describeAsXml(event: ComposedEvent): { System: string; Message: string; StringInserts: unknown[] } {
  return { System: renderEventXml(event), Message: event.rendering.message ?? '', StringInserts: listInserts(event) };
}

export const FLUENT_BIT_TEXT: Renderer = {
  origin: 'Fluent Bit, `winevtlog` with `render_event_as_text`',
  render: (event, sender) =>
    JSON.stringify({ ...readAt(event, sender), log: printLines(event), StringInserts: listInserts(event) }),
};

export const FLUENT_BIT_RAW_TEXT: Renderer = {
  origin: 'Fluent Bit, `winevtlog` with `render_event_as_text`, output `format raw` of that key',
  render: printLines,
  oneLine: false,
};

function printLines(event: ComposedEvent): string {
  return Object.entries(describeAsMap(event))
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .join('');
}

/** The output adds when it was read, in seconds. */
function readAt(event: ComposedEvent, { delayMs }: Sender): object {
  return { '@timestamp': (event.timeMs + delayMs) / 1000 };
}

/** What is absent is an empty text; the time is local with an offset and has whole seconds; accounts are resolved. */
export function describeAsMap(event: ComposedEvent): Record<string, string | number> {
  const account = nameAccount(event.userSid);
  return {
    ProviderName: event.providerName,
    ProviderGuid: event.providerGuid ?? '',
    Qualifiers: event.qualifiers ?? '',
    EventID: event.eventId,
    Version: event.version,
    Level: event.level,
    Task: event.task,
    Opcode: event.opcode,
    Keywords: event.keywords,
    TimeCreated: printLocalOffset(event.timeMs),
    EventRecordID: event.recordId,
    ActivityID: event.activityId ?? '',
    RelatedActivityID: '',
    ProcessID: event.processId,
    ThreadID: event.threadId,
    Channel: event.channel,
    Computer: event.computer,
    UserID: account === undefined ? (event.userSid ?? '') : `NT AUTHORITY\\${account}`,
    Message: event.rendering.message ?? '',
  };
}

/** The values by position; bytes of the data section are the last. */
export function listInserts(event: ComposedEvent): unknown[] {
  const values: unknown[] = event.data.map(([name, value]) => typeInsert(name, value));
  if (event.binary !== undefined) values.push(event.binary.toUpperCase());
  return values;
}

/** The values by name, as `event_data_as_map` has them. */
export function nameInserts(event: ComposedEvent): Record<string, unknown> {
  return Object.fromEntries(Object.entries(nameValues(event)).map(([name, value]) => [name, typeInsert(name, value)]));
}

/** Numbers are numbers; hexadecimal ones are printed anew, in lower case without leading zeros (`pack.c`). */
function typeInsert(name: string | undefined, value: string): unknown {
  if (isBinary(name)) return value.toUpperCase();
  return /^0x[0-9a-f]{1,16}$/iu.test(value) ? `0x${BigInt(value).toString(16)}` : typeValue(value);
}

export const FLUENTD: Renderer = {
  origin: 'Fluentd, `windows_eventlog2`',
  render: (event) => JSON.stringify(describeAsFluentd(event)),
};

/** Fluentd writes the same keys, but everything as text, and the time in UTC with nine digits. The account is left out. */
export function describeAsFluentd(event: ComposedEvent): Record<string, unknown> {
  const left = new Set(['Message', 'UserID']);
  const keys = Object.entries(describeAsMap(event)).filter(([name]) => !left.has(name));
  return {
    ...Object.fromEntries(keys.map(([name, value]) => [name, String(value)])),
    TimeCreated: printUtc(event, 9),
    Description: event.rendering.message ?? '',
    EventData: event.data.map(([, value]) => value),
  };
}

/** Names under which the event log API of Windows XP knows providers. */
const SOURCES: Readonly<Record<string, string>> = { 'Microsoft-Windows-RasSstp': 'RasSstp' };
const TYPES = ['Information', 'Error', 'Error', 'Warning', 'Information', 'Information'];

/** No GUID, no process, no number of the level, no names; bytes are in the data section, in lower case. */
export const FLUENT_BIT_WINLOG: Renderer = {
  origin: 'Fluent Bit, `winlog`',
  render: (event) => {
    const bytes = event.binary ?? event.data.find(([name]) => isBinary(name))?.[1] ?? '';
    return JSON.stringify({
      RecordNumber: event.recordId,
      TimeGenerated: printLocalOffset(event.timeMs),
      TimeWritten: printLocalOffset(event.timeMs),
      EventID: event.eventId,
      Qualifiers: event.qualifiers ?? 0,
      EventType: TYPES[event.level],
      EventCategory: event.task,
      Channel: event.channel,
      SourceName: SOURCES[event.providerName] ?? event.providerName,
      ComputerName: event.computer,
      Data: bytes.toLowerCase(),
      Sid: event.userSid ?? '',
      Message: event.rendering.message ?? '',
      StringInserts: event.data.flatMap(([name, value]) => (isBinary(name) ? [] : [value])),
    });
  },
};

/** The same API under names of its own, everything as text but the values; no data section, and the channel in lower case. */
export const FLUENTD_CLASSIC: Renderer = {
  origin: 'Fluentd, `windows_eventlog`',
  render: (event) =>
    JSON.stringify({
      channel: event.channel.toLowerCase(),
      record_number: String(event.recordId),
      time_generated: printLocalOffset(event.timeMs),
      time_written: printLocalOffset(event.timeMs),
      event_id: String(event.eventId),
      event_type: TYPES[event.level]?.toLowerCase(),
      event_category: String(event.task),
      source_name: SOURCES[event.providerName] ?? event.providerName,
      computer_name: event.computer,
      user: '',
      description: event.rendering.message ?? '',
      string_inserts: event.data.flatMap(([name, value]) => (isBinary(name) ? [] : [value])),
    }),
};
