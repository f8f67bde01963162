import { formatTime, LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { renderEventXml, renderUserData } from '../render-event-xml.ts';
import type { Renderer, Sender } from './renderer.ts';

/** The XML as the host sent it, and who sent it when. */
export const OPENWEC_RAW: Renderer = {
  origin: 'OpenWEC, format `RawJson`',
  render: (event, sender) =>
    JSON.stringify({
      meta: { ...describeDelivery(event, sender), Node: 'wec1' },
      data: renderEventXml(event, { quote: sender.quote, rendered: sender.rendered }),
    }),
};

/** Taken apart, but UserData stays XML; the subscription asked for rendered text. */
export const OPENWEC: Renderer = {
  origin: 'OpenWEC, format `Json`, subscription with `RenderedText`',
  render: (event, sender) => {
    const { culture, message } = event.rendering;
    return JSON.stringify({
      System: {
        Provider: { Name: event.providerName, Guid: event.providerGuid },
        EventID: event.eventId,
        EventIDQualifiers: event.qualifiers,
        Version: event.version,
        Level: event.level,
        Task: event.task,
        Opcode: event.opcode,
        Keywords: event.keywords,
        TimeCreated: formatTime(event),
        EventRecordID: event.recordId,
        Correlation: event.activityId === undefined ? undefined : { ActivityID: event.activityId },
        Execution: { ProcessID: event.processId, ThreadID: event.threadId },
        Channel: event.channel,
        Computer: event.computer,
        UserID: event.userSid,
      },
      ...(event.container === 'UserData' ? { UserData: renderUserData(event, '"') } : { EventData: listData(event) }),
      RenderingInfo: {
        Message: message,
        Level: LEVEL_WORDS[culture][event.level],
        Channel: event.channel,
        Provider: event.providerName,
        Culture: culture,
      },
      OpenWEC: describeDelivery(event, sender),
    });
  },
};

/** Values without a name and data sections are lists of their own. */
function listData(event: ComposedEvent): object {
  const named = event.data.flatMap(([name, value]) => (name === undefined ? [] : [[name, value] as const]));
  const unnamed = event.data.flatMap(([name, value]) => (name === undefined ? [value] : []));
  return {
    ...Object.fromEntries(named),
    ...(unnamed.length > 0 && { Data: unnamed }),
    ...(event.binary !== undefined && { Binary: [event.binary] }),
  };
}

function describeDelivery(event: ComposedEvent, { delayMs }: Sender): object {
  const [host = '', ...domain] = event.computer.split('.');
  return {
    IpAddress: '192.0.2.10',
    TimeReceived: new Date(event.timeMs + delayMs).toISOString(),
    Principal: `${host.toUpperCase()}$@${domain.join('.').toUpperCase()}`,
    Subscription: { Name: 'tls', Uuid: '8b1d1f5a-33c5-4c1b-9a0f-2d6e1b7c9a10' },
  };
}
