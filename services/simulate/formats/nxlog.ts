import type { ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { printLocal, printLocalIso } from './local-time.ts';
import { printJson, type Renderer, type Sender } from './renderer.ts';
import { nameAccount, nameValues, signKeywords, stripBraces } from './values.ts';

/** NXLog has a scale of its own, which rises, and words for it that no host translates. */
const SEVERITIES: readonly (readonly [number: number, word: string])[] = [
  [2, 'INFO'],
  [5, 'CRITICAL'],
  [4, 'ERROR'],
  [3, 'WARNING'],
  [2, 'INFO'],
  [1, 'DEBUG'],
];

export const NXLOG_LOCAL: Renderer = {
  origin: 'NXLog Community (`im_msvistalog`, `to_json()`)',
  zoneless: true,
  render: (event, sender) => printJson(describeCommunity(event, sender)),
};

type NxlogFields = Readonly<Record<string, string | number | bigint | undefined>>;

/**
 * The fields of NXLog Community: the time of the host without its zone, in whole seconds; no level; the mask as a signed
 * number. What writes them otherwise than `to_json()` keeps what is internally a time, a zone and digits included.
 */
export function describeCommunity(event: ComposedEvent, sender: Sender): NxlogFields {
  return {
    EventTime: printLocal(event.timeMs),
    ...describeHost(event),
    Keywords: signKeywords(event.keywords),
    ...describeSeverity(event),
    ProviderGuid: event.providerGuid,
    Version: event.version,
    Task: event.task,
    OpcodeValue: event.opcode,
    ExecutionProcessID: event.processId,
    ThreadID: event.threadId,
    ...describeRest(event, printLocal(event.timeMs + sender.delayMs)),
  };
}

/** Fields that have a place in the header, or none at all (`syslog.c` of NXLog). */
const NOT_STRUCTURED: ReadonlySet<string> = new Set([
  ...['EventTime', 'Hostname', 'SourceName', 'Message', 'ExecutionProcessID', 'Severity', 'SeverityValue'],
]);
const SYSLOG_SEVERITIES = [14, 10, 11, 12, 14, 15];

export const NXLOG_SYSLOG: Renderer = {
  origin: 'NXLog Community, `to_syslog_ietf()`: fields in structured data of RFC 5424',
  render: (event, sender) => {
    const parameters = Object.entries(describeCommunity(event, sender)).flatMap(([name, value]) =>
      NOT_STRUCTURED.has(name) || value === undefined
        ? []
        : [`${name}="${String(value).replace(/["\\\]]/gu, '\\$&')}"`],
    );
    const head = `<${SYSLOG_SEVERITIES[event.level] ?? 14}>1 ${printLocalIso(event, 6)} ${event.computer}`;
    const source = event.providerName.replace(/\s/gu, '_');
    const message = (event.rendering.message ?? '').replace(/[\r\n]/gu, ' ');
    return `${head} ${source} ${event.processId} - [NXLOG@14506 ${parameters.join(' ')}] ${message}`;
  },
};

/** NXLog Enterprise Edition 5: an offset and microseconds, the mask as an unsigned number in text, GUIDs without braces. */
export const NXLOG_ENTERPRISE: Renderer = {
  origin: 'NXLog Enterprise Edition 5: time with its offset',
  render: (event, sender) => printJson(describeEnterprise(event, sender)),
};

/** The same with the event XML among the fields. */
export const NXLOG_XML: Renderer = {
  origin: 'NXLog Enterprise Edition 5, `CaptureEventXML TRUE`',
  render: (event, sender) => printJson({ ...describeEnterprise(event, sender), EventXML: renderEventXml(event) }),
};

function describeEnterprise(event: ComposedEvent, sender: Sender): Readonly<Record<string, unknown>> {
  return {
    EventTime: printLocalIso(event, 6),
    ...describeHost(event),
    Keywords: String(BigInt(event.keywords)),
    ...describeSeverity(event),
    ProviderGuid: event.providerGuid === undefined ? undefined : stripBraces(event.providerGuid),
    Version: event.version,
    TaskValue: event.task,
    OpcodeValue: event.opcode,
    ExecutionProcessID: event.processId,
    ExecutionThreadID: event.threadId,
    ...describeRest(event, received(event, sender)),
  };
}

function received(event: ComposedEvent, sender: Sender): string {
  return printLocalIso({ timeMs: event.timeMs + sender.delayMs, ticks: event.ticks }, 6);
}

function describeHost(event: ComposedEvent): NxlogFields {
  return { Hostname: event.computer };
}

function describeSeverity(event: ComposedEvent): NxlogFields {
  const [number, word] = SEVERITIES[event.level] ?? [2, 'INFO'];
  return {
    EventType: word,
    SeverityValue: number,
    Severity: word,
    EventID: event.eventId,
    SourceName: event.providerName,
  };
}

/** The values stand among the fields, those of UserData too; the data section is not sent. */
function describeRest(event: ComposedEvent, receivedAt: string): NxlogFields {
  const account = nameAccount(event.userSid);
  return {
    RecordNumber: event.recordId,
    Channel: event.channel,
    ActivityID: event.activityId,
    ...(account !== undefined && { Domain: 'NT AUTHORITY', AccountName: account, AccountType: 'User' }),
    UserID: event.userSid,
    Message: event.rendering.message,
    ...nameValues(event),
    EventReceivedTime: receivedAt,
    SourceModuleName: 'eventlog',
    SourceModuleType: 'im_msvistalog',
  };
}
