import { LEVEL_WORDS, type ComposedEvent } from './event.ts';
import { nameAccount, nameValues } from './formats/values.ts';

/** What the agent adds to an event. */
export interface WinlogbeatStyle {
  /** Major version: 7 prints the event id as a number, 9 reads the raw event log API. */
  readonly major?: 7 | 8 | 9 | undefined;
  /** GUID of the agent. */
  readonly agentId?: string | undefined;
  /** Host that runs the agent where it reads a collector's ForwardedEvents; otherwise the event's own. */
  readonly collector?: string | undefined;
  /** How long after the event the agent read it. */
  readonly delayMs?: number | undefined;
}

const VERSIONS = {
  7: { beat: '7.17.9', ecs: '1.12.0', api: 'wineventlog' },
  8: { beat: '8.17.3', ecs: '8.0.0', api: 'wineventlog' },
  9: { beat: '9.1.2', ecs: '8.0.0', api: 'wineventlog-raw' },
} as const;

/**
 * Renders an event as Winlogbeat writes it to Kafka. What the agent loses is lost here too: the numbers of level, task,
 * opcode and keywords, the digits below the millisecond, and values that are empty.
 */
export function renderWinlogbeat(event: ComposedEvent, style: WinlogbeatStyle = {}): string {
  return JSON.stringify(describeWinlogbeat(event, style));
}

/** The record of `renderWinlogbeat` before it is printed: the relatives of Winlogbeat add to it. */
export function describeWinlogbeat(event: ComposedEvent, style: WinlogbeatStyle = {}) {
  const { major = 8, agentId = '6f0c1b9e-0000-4000-8000-000000000001', delayMs = 1200 } = style;
  const { beat, ecs, api } = VERSIONS[major];
  const { culture, message } = event.rendering;
  const collector = style.collector ?? event.computer;
  const guid = major === 9 ? event.providerGuid?.toLowerCase() : event.providerGuid;
  // The agent has an English word of its own where the publisher gives none, and level 0 never gets one.
  const levelWord = event.level === 0 ? 'Information' : LEVEL_WORDS[culture][event.level];

  return {
    '@timestamp': new Date(event.timeMs).toISOString(),
    '@metadata': { beat: 'winlogbeat', type: '_doc', version: beat },
    agent: {
      type: 'winlogbeat',
      version: beat,
      id: agentId,
      name: collector.split('.')[0],
      ...(major === 7 && { hostname: collector }),
    },
    ecs: { version: ecs },
    host: { name: collector },
    event: {
      kind: 'event',
      code: major === 7 ? event.eventId : String(event.eventId),
      provider: event.providerName,
      created: new Date(event.timeMs + delayMs).toISOString(),
    },
    log: { level: levelWord?.toLowerCase() },
    message,
    winlog: {
      api,
      channel: event.channel,
      ...describeBeatEvent(event),
      event_id: major === 7 ? event.eventId : String(event.eventId),
      provider_name: event.providerName,
      provider_guid: guid,
      record_id: event.recordId,
      process: { pid: event.processId, thread: { id: event.threadId } },
    },
  };
}

/** What all generations have under the same names: below `winlog` since version 7, before at the root. */
export function describeBeatEvent(event: ComposedEvent) {
  const account = nameAccount(event.userSid);
  const data = { ...nameValues(event, false), ...(event.binary !== undefined && { Binary: event.binary }) };
  return {
    computer_name: event.computer,
    provider_guid: event.providerGuid,
    ...(event.version > 0 && { version: event.version }),
    ...(event.activityId !== undefined && { activity_id: event.activityId }),
    ...(event.userSid !== undefined && {
      user: {
        identifier: event.userSid,
        ...(account !== undefined && { name: account, domain: 'NT AUTHORITY', type: 'User' }),
      },
    }),
    ...(event.container === 'UserData'
      ? { user_data: { xml_name: 'EventXML', ...data } }
      : Object.keys(data).length > 0 && { event_data: data }),
  };
}
