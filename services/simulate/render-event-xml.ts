import { formatTime, LEVEL_WORDS, type ComposedEvent } from './event.ts';

/** How the XML of an event is written. */
export interface XmlStyle {
  /** `'` as the event log API prints it, `"` as Event Viewer and collectors do. */
  readonly quote?: "'" | '"' | undefined;
  /** With `RenderingInfo`: what a subscription for rendered text adds. */
  readonly rendered?: boolean | undefined;
  /** On several lines, as Event Viewer saves it. */
  readonly indented?: boolean | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escape = (text: string): string => text.replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign);

function printAttribute(name: string, value: string | number | undefined, quote: string): string {
  return value === undefined ? '' : ` ${name}=${quote}${escape(String(value))}${quote}`;
}

function element(name: string, text: string | number): string {
  return `<${name}>${escape(String(text))}</${name}>`;
}

function listUserData(event: ComposedEvent, quote: string): string[] {
  return [
    '<UserData>',
    `<EventXML${printAttribute('xmlns', 'LSA_NS', quote)}>`,
    ...event.data.flatMap(([name, value]) => (name === undefined ? [] : [element(name, value)])),
    '</EventXML>',
    '</UserData>',
  ];
}

function listData(event: ComposedEvent, quote: string): string[] {
  return event.data.map(([name, value]) => {
    const opened = `<Data${printAttribute('Name', name, quote)}`;
    return value === '' ? `${opened}/>` : `${opened}>${escape(value)}</Data>`;
  });
}

/** Renders only the `Data` elements of an event. */
export function renderData(event: ComposedEvent, quote: "'" | '"'): string {
  return listData(event, quote).join('');
}

/** Renders only the body of an event whose values sit under `UserData`. */
export function renderUserData(event: ComposedEvent, quote: "'" | '"'): string {
  return listUserData(event, quote).join('');
}

/** Renders an event as the XML of the Windows event schema (MS-EVEN6, section 2.2.13). */
export function renderEventXml(event: ComposedEvent, style: XmlStyle = {}): string {
  const { quote = "'", rendered = false, indented = false } = style;
  const attribute = (name: string, value: string | number | undefined): string => printAttribute(name, value, quote);

  const lines = [
    `<Event${attribute('xmlns', 'http://schemas.microsoft.com/win/2004/08/events/event')}>`,
    '<System>',
    `<Provider${attribute('Name', event.providerName)}${attribute('Guid', event.providerGuid)}/>`,
    `<EventID${attribute('Qualifiers', event.qualifiers)}>${event.eventId}</EventID>`,
    element('Version', event.version),
    element('Level', event.level),
    element('Task', event.task),
    element('Opcode', event.opcode),
    element('Keywords', event.keywords),
    `<TimeCreated${attribute('SystemTime', formatTime(event))}/>`,
    element('EventRecordID', event.recordId),
    `<Correlation${attribute('ActivityID', event.activityId)}/>`,
    `<Execution${attribute('ProcessID', event.processId)}${attribute('ThreadID', event.threadId)}/>`,
    element('Channel', event.channel),
    element('Computer', event.computer),
    `<Security${attribute('UserID', event.userSid)}/>`,
    '</System>',
  ];
  if (event.container === 'UserData') {
    lines.push(...listUserData(event, quote));
  } else if (event.data.length > 0 || event.binary !== undefined) {
    lines.push('<EventData>', ...listData(event, quote));
    if (event.binary !== undefined) lines.push(element('Binary', event.binary));
    lines.push('</EventData>');
  }
  if (rendered) {
    const { culture, message } = event.rendering;
    lines.push(`<RenderingInfo${attribute('Culture', culture)}>`);
    if (message !== undefined) lines.push(element('Message', message));
    lines.push(element('Level', LEVEL_WORDS[culture][event.level] ?? ''), element('Channel', event.channel));
    lines.push(element('Provider', event.providerName), '<Keywords/>', '</RenderingInfo>');
  }
  lines.push('</Event>');
  return lines.join(indented ? '\n' : '');
}
