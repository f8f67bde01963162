import { LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { EVENT_JSON_SNARE } from './event-json.ts';
import { readDate } from './local-time.ts';
import { NXLOG_ENTERPRISE } from './nxlog.ts';
import type { Renderer } from './renderer.ts';
import { nameAccount } from './values.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `6:06:07 AM` or `06:06:07 AM` */
function printTwelve(ms: number, digits: 1 | 2): string {
  const { clock, hour } = readDate(ms);
  return `${String(hour % 12 === 0 ? 12 : hour % 12).padStart(digits, '0')}${clock.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** `Mar  4 06:06:09` of RFC 3164. */
function printStamp(ms: number): string {
  const { monthName, day, clock } = readDate(ms);
  return `${monthName} ${String(day).padStart(2)} ${clock}`;
}

const CRITICALITIES = [0, 4, 3, 2, 0, 0];

/** Tabs between fields; the local date without a zone; values only as the message has them; no record id. */
export const SNARE: Renderer = {
  origin: 'Snare, or NXLog with `to_syslog_snare()`, over syslog',
  zoneless: true,
  render: (event, { delayMs }) => {
    const { culture, message } = event.rendering;
    const { weekday, monthName, day, clock, year } = readDate(event.timeMs);
    const fields = [
      'MSWinEventLog',
      CRITICALITIES[event.level],
      event.channel,
      event.recordId % 100_000,
      `${DAYS[weekday] ?? ''} ${monthName} ${String(day).padStart(2, '0')} ${clock} ${year}`,
      event.eventId,
      event.providerName,
      nameAccount(event.userSid) ?? 'N/A',
      event.userSid === undefined ? 'N/A' : 'User',
      LEVEL_WORDS[culture][event.level],
      event.computer,
      'None',
      '',
      message ?? '',
    ];
    return `<13>${printStamp(event.timeMs + delayMs)} ${event.computer} ${fields.join('\t')}`;
  },
};

/** What newer agents put behind the criticality instead of fields. */
export const SNARE_JSON: Renderer = {
  origin: 'Snare, newer agents, JSON over syslog',
  render: (event, sender) =>
    `<13>${printStamp(event.timeMs + sender.delayMs)} ${event.computer} MSWinEventLog\t${CRITICALITIES[event.level] ?? 0}\t${EVENT_JSON_SNARE.render(event, sender)}`,
};

/** Lines of `key=value` below the local date; the values of the event only as the message has them. */
export const SPLUNK_TEXT: Renderer = {
  origin: 'Splunk, `renderXml=false`',
  zoneless: true,
  render: (event) => {
    const { month, day, year } = readDate(event.timeMs);
    const two = (number: number): string => String(number).padStart(2, '0');
    return [
      `${two(month)}/${two(day)}/${year} ${printTwelve(event.timeMs, 2)}`,
      `LogName=${event.channel}`,
      `EventCode=${event.eventId}`,
      `EventType=${event.level}`,
      `ComputerName=${event.computer}`,
      ...(event.userSid === undefined
        ? []
        : [`User=${nameAccount(event.userSid) ?? 'NOT_TRANSLATED'}`, `Sid=${event.userSid}`, 'SidType=1']),
      `SourceName=${event.providerName}`,
      `Type=${LEVEL_WORDS[event.rendering.culture][event.level] ?? ''}`,
      `RecordNumber=${event.recordId}`,
      'Keywords=None',
      'TaskCategory=None',
      'OpCode=Info',
      `Message=${event.rendering.message ?? ''}`,
    ].join('\n');
  },
  oneLine: false,
};

function describeViewer(event: ComposedEvent): string[] {
  const { month, day, year } = readDate(event.timeMs);
  const lines: readonly (readonly [string, string | number])[] = [
    ['Log Name', event.channel],
    ['Source', event.providerName],
    ['Date', `${month}/${day}/${year} ${printTwelve(event.timeMs, 1)}`],
    ['Event ID', event.eventId],
    ['Task Category', 'None'],
    ['Level', LEVEL_WORDS['en-US'][event.level] ?? ''],
    ['Keywords', ''],
    ['User', nameAccount(event.userSid) ?? event.userSid ?? 'N/A'],
    ['Computer', event.computer],
  ];
  const printed = lines.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}`);
  return [...printed, 'Description:', event.rendering.message ?? ''];
}

export const EVENT_VIEWER: Renderer = {
  origin: 'English Event Viewer, details copied as text without their XML',
  zoneless: true,
  render: (event) => describeViewer(event).join('\n'),
  oneLine: false,
};

export const EVENT_VIEWER_XML: Renderer = {
  origin: 'English Event Viewer, details copied as text',
  render: (event) =>
    [...describeViewer(event), 'Event Xml:', renderEventXml(event, { quote: '"', indented: true })].join('\n'),
  oneLine: false,
};

export const SYSLOG_RFC3164: Renderer = {
  origin: 'NXLog Enterprise Edition JSON behind a header of RFC 3164',
  render: (event, sender) => {
    const host = event.computer.split('.')[0] ?? '';
    return `<13>${printStamp(event.timeMs + sender.delayMs)} ${host} nxlog[1480]: ${NXLOG_ENTERPRISE.render(event, sender)}`;
  },
};

export const SYSLOG_RFC5424: Renderer = {
  origin: 'event XML behind a header of RFC 5424',
  render: (event, { delayMs }) => {
    const time = new Date(event.timeMs + delayMs).toISOString();
    return `<13>1 ${time} ${event.computer} evt ${event.processId} - - \ufeff${renderEventXml(event)}`;
  },
};

export const SYSLOG_OCTET_COUNT: Renderer = {
  origin: 'event XML behind headers of RFC 5424, several with their lengths (RFC 6587)',
  render: SYSLOG_RFC5424.render,
  frame: (texts) => Buffer.from(texts.map((text) => `${Buffer.byteLength(text)} ${text}`).join('')),
  holdsSeveral: true,
};
