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

/** Renders an event as the XML of the Windows event schema (MS-EVEN6, section 2.2.13). */
export function renderEventXml(event: ComposedEvent, style: XmlStyle = {}): string {
  const { quote = "'", rendered = false, indented = false } = style;
  const attribute = (name: string, value: string | number | undefined): string =>
    value === undefined ? '' : ` ${name}=${quote}${escape(String(value))}${quote}`;
  const element = (name: string, text: string | number): string => `<${name}>${escape(String(text))}</${name}>`;

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
    lines.push('<UserData>', `<EventXML${attribute('xmlns', 'LSA_NS')}>`);
    for (const [name, value] of event.data) if (name !== undefined) lines.push(element(name, value));
    lines.push('</EventXML>', '</UserData>');
  } else if (event.data.length > 0) {
    lines.push('<EventData>');
    for (const [name, value] of event.data) {
      lines.push(
        value === '' ? `<Data${attribute('Name', name)}/>` : `<Data${attribute('Name', name)}>${escape(value)}</Data>`,
      );
    }
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
