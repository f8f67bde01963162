import { LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { printLocalIso } from './local-time.ts';
import { printJson, type Renderer } from './renderer.ts';
import { isBinary, signKeywords, stripBraces, typeValue } from './values.ts';

export const POWERSHELL_5: Renderer = {
  origin: 'Windows PowerShell 5.1, `Get-WinEvent | ConvertTo-Json -Compress`',
  // The slashes come escaped.
  render: (event) => print(event, `/Date(${event.timeMs})/`).replace(/\/(Date\(\d+\))\//u, '\\/$1\\/'),
};

export const POWERSHELL_7: Renderer = {
  origin: 'PowerShell 7, `Get-WinEvent | ConvertTo-Json -Compress`',
  render: (event) => print(event, printLocalIso(event, 7)),
};

/** The properties of .NET's EventLogRecord: values have no names, bytes only the name of their type. */
function print(event: ComposedEvent, time: string): string {
  const words = LEVEL_WORDS[event.rendering.culture];
  return printJson({
    Id: event.eventId,
    Version: event.version,
    Qualifiers: event.qualifiers ?? null,
    Level: event.level,
    Task: event.task,
    Opcode: event.opcode,
    Keywords: signKeywords(event.keywords),
    RecordId: event.recordId,
    ProviderName: event.providerName,
    ProviderId: event.providerGuid === undefined ? null : stripBraces(event.providerGuid).toLowerCase(),
    LogName: event.channel,
    ProcessId: event.processId,
    ThreadId: event.threadId,
    MachineName: event.computer,
    UserId: event.userSid === undefined ? null : { BinaryLength: 12, AccountDomainSid: null, Value: event.userSid },
    TimeCreated: time,
    ActivityId: event.activityId === undefined ? null : stripBraces(event.activityId).toLowerCase(),
    RelatedActivityId: null,
    ContainerLog: event.channel,
    MatchedQueryIds: [],
    Bookmark: {},
    LevelDisplayName: words[event.level],
    OpcodeDisplayName: null,
    TaskDisplayName: null,
    KeywordsDisplayNames: [],
    Properties: event.data.map(([name, value]) => ({ Value: typeProperty(name, value) })),
    Message: event.rendering.message ?? null,
  });
}

/** Numbers are numbers, also those that the XML prints as hexadecimal; GUIDs have no braces and small letters. */
function typeProperty(name: string | undefined, value: string): unknown {
  if (isBinary(name)) return 'System.Byte[]';
  if (/^\{[0-9a-f-]{36}\}$/iu.test(value)) return stripBraces(value).toLowerCase();
  return /^0x[0-9a-f]{1,16}$/iu.test(value) ? BigInt(value) : typeValue(value);
}
