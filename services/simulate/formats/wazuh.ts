import { formatTime, type ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { readDate } from './local-time.ts';
import type { Renderer, Sender } from './renderer.ts';

/** What an agent sends its manager: the XML, and the text that the host rendered. */
export const WAZUH_AGENT: Renderer = {
  origin: 'Wazuh 4, agent to manager',
  render: (event) => JSON.stringify({ Message: event.rendering.message ?? '', Event: renderEventXml(event) }),
};

const SEVERITIES = ['UNKNOWN', 'CRITICAL', 'ERROR', 'WARNING', 'INFORMATION', 'VERBOSE'];

/**
 * The manager's decoder (`winevtchannel.c`) makes text of everything, lowers the first letter of names, drops line breaks,
 * the account and the correlation, and joins values that have no name.
 */
export const WAZUH: Renderer = {
  origin: 'Wazuh 4, alerts and archives of the manager',
  render: (event, sender) =>
    JSON.stringify({
      ...describeManager(event, sender),
      rule: { id: '61102', level: 5, description: 'Windows system error event', groups: ['windows'] },
      decoder: { name: 'windows_eventchannel' },
      data: { win: describeWin(event) },
    }),
};

export const WAZUH_FULL_LOG: Renderer = {
  origin: 'Wazuh 4, archives of the manager, event kept as text in `full_log`',
  render: (event, sender) =>
    JSON.stringify({
      ...describeManager(event, sender),
      decoder: {},
      full_log: JSON.stringify({ win: describeWin(event) }),
    }),
};

/** A line of the file for people: the manager's local time, the agent, and the event as it is matched. */
export const WAZUH_ARCHIVES: Renderer = {
  origin: 'Wazuh 4, `archives.log` of the manager',
  render: (event, { delayMs }) => {
    const { year, monthName, day, clock } = readDate(event.timeMs + delayMs);
    const head = `${year} ${monthName} ${String(day).padStart(2, '0')} ${clock}`;
    const agent = `(${event.computer.split('.')[0] ?? ''}) 192.0.2.10`;
    return `${head} ${agent}->EventChannel ${JSON.stringify({ win: describeWin(event) })}`;
  },
};

function describeManager(event: ComposedEvent, { delayMs }: Sender): object {
  return {
    timestamp: new Date(event.timeMs + delayMs).toISOString().replace('Z', '+0000'),
    agent: { id: '007', name: event.computer.split('.')[0], ip: '192.0.2.10' },
    manager: { name: 'wz' },
    id: `${Math.floor((event.timeMs + delayMs) / 1000)}.${event.recordId}`,
    location: 'EventChannel',
  };
}

function describeWin(event: ComposedEvent): object {
  const values = joinValues(event);
  return {
    system: {
      providerName: event.providerName,
      providerGuid: event.providerGuid,
      eventID: String(event.eventId),
      version: String(event.version),
      level: String(event.level),
      task: String(event.task),
      opcode: String(event.opcode),
      keywords: event.keywords,
      systemTime: formatTime(event),
      eventRecordID: String(event.recordId),
      processID: String(event.processId),
      threadID: String(event.threadId),
      channel: event.channel,
      computer: event.computer,
      severityValue: SEVERITIES[event.level],
      message: `"${event.rendering.message ?? ''}"`,
    },
    ...(event.container === 'UserData'
      ? { eventXML: values }
      : Object.keys(values).length > 0 && { eventdata: values }),
  };
}

function joinValues(event: ComposedEvent): Record<string, string> {
  const values: Record<string, string> = {};
  const unnamed: string[] = [];
  for (const [name, value] of event.data) {
    const line = value.replace(/[\r\n\t]/gu, '');
    if (name === undefined) unnamed.push(line);
    else values[name.slice(0, 1).toLowerCase() + name.slice(1)] = line;
  }
  if (unnamed.length > 0) values['data'] = unnamed.join(', ');
  if (event.binary !== undefined) values['binary'] = event.binary;
  return values;
}
