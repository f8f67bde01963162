import { LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { printLocalIso } from './local-time.ts';
import type { Renderer } from './renderer.ts';
import { isBinary, signKeywords, stripBraces, typeValue } from './values.ts';

/** The properties of .NET's EventLogRecord, as for `ConvertTo-Json`; here bytes are kept. */
export const CLIXML: Renderer = {
  origin: '`Get-WinEvent | Export-Clixml`',
  render: (event) => {
    const type = 'System.Diagnostics.Eventing.Reader.EventLogRecord';
    return (
      '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0">' +
      `<TN RefId="0"><T>${type}</T><T>System.Object</T></TN><ToString>${type}</ToString>` +
      `<Props>${listProperties(event).join('')}</Props>${message(event)}</Obj></Objs>`
    );
  },
};

export const CLIXML_XML: Renderer = {
  origin: 'texts of `$_.ToXml()` through `Export-Clixml`',
  render: (event) => `<S>${escape(renderEventXml(event))}</S>`,
  frame: (texts) =>
    Buffer.from(
      `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${texts.join('')}</Objs>`,
    ),
  holdsSeveral: true,
};

/** A property by the element of its type; without a value it is `Nil`. */
function property(type: string, name: string, value: string | number | bigint | undefined): string {
  return value === undefined ? `<Nil N="${name}" />` : `<${type} N="${name}">${escape(String(value))}</${type}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escape(text: string): string {
  return text.replace(/[&<>]/gu, (sign) => ENTITIES[sign] ?? sign);
}

function printGuid(guid: string | undefined): string | undefined {
  return guid === undefined ? undefined : stripBraces(guid).toLowerCase();
}

function listProperties(event: ComposedEvent): string[] {
  const values = event.data.map(([name, value], at) => {
    return `<Obj RefId="${10 + at}"><TNRef RefId="1" /><Props>${printValue(name, value)}</Props></Obj>`;
  });
  return [
    property('I32', 'Id', event.eventId),
    property('By', 'Version', event.version),
    property('I32', 'Qualifiers', event.qualifiers),
    property('By', 'Level', event.level),
    property('I32', 'Task', event.task),
    property('I16', 'Opcode', event.opcode),
    property('I64', 'Keywords', signKeywords(event.keywords)),
    property('I64', 'RecordId', event.recordId),
    property('S', 'ProviderName', event.providerName),
    property('G', 'ProviderId', printGuid(event.providerGuid)),
    property('S', 'LogName', event.channel),
    property('I32', 'ProcessId', event.processId),
    property('I32', 'ThreadId', event.threadId),
    property('S', 'MachineName', event.computer),
    event.userSid === undefined
      ? property('Obj', 'UserId', undefined)
      : `<Obj N="UserId" RefId="1"><ToString>${event.userSid}</ToString><Props>${property('S', 'Value', event.userSid)}</Props></Obj>`,
    property('DT', 'TimeCreated', printLocalIso(event, 7)),
    property('G', 'ActivityId', printGuid(event.activityId)),
    property('G', 'RelatedActivityId', undefined),
    property('S', 'ContainerLog', event.channel),
    property('S', 'LevelDisplayName', LEVEL_WORDS[event.rendering.culture][event.level]),
    `<Obj N="Properties" RefId="3"><LST>${values.join('')}</LST></Obj>`,
  ];
}

/** `Get-WinEvent` adds the message to the object. */
function message({ rendering }: ComposedEvent): string {
  return `<MS>${property('S', 'Message', rendering.message)}</MS>`;
}

/** Numbers are numbers, also those that the XML prints as hexadecimal; GUIDs have no braces; bytes are base64. */
function printValue(name: string | undefined, value: string): string {
  if (isBinary(name)) return property('BA', 'Value', Buffer.from(value, 'hex').toString('base64'));
  if (/^\{[0-9a-f-]{36}\}$/iu.test(value)) return property('G', 'Value', printGuid(value));
  if (/^0x[0-9a-f]{1,16}$/iu.test(value)) return property('U64', 'Value', BigInt(value));
  return typeof typeValue(value) === 'number' ? property('U32', 'Value', value) : property('S', 'Value', value);
}
