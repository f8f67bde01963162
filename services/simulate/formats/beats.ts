import { formatTime, LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { describeBeatEvent, describeWinlogbeat, renderWinlogbeat } from '../render-winlogbeat.ts';
import type { Renderer, Sender } from './renderer.ts';

export const WINLOGBEAT: Renderer = {
  origin: 'Winlogbeat 7 to 9',
  render: (event, { major, agentId, delayMs }) => renderWinlogbeat(event, { major, agentId, delayMs }),
};

export const WINLOGBEAT_XML: Renderer = {
  origin: 'Winlogbeat 7 to 9, `include_xml: true`',
  render: (event, sender) => {
    const record = describeWinlogbeat(event, sender);
    return JSON.stringify({ ...record, event: { ...record.event, original: renderEventXml(event) } });
  },
};

export const WINLOGBEAT_6: Renderer = {
  origin: 'Winlogbeat 6',
  render: (event) => JSON.stringify(describeWinlogbeat6(event)),
};

export const WINLOGBEAT_6_XML: Renderer = {
  origin: 'Winlogbeat 6, `include_xml: true`',
  render: (event) => JSON.stringify({ ...describeWinlogbeat6(event), xml: renderEventXml(event) }),
};

/** Everything at the root, some of it under other names; the record id is text, and nothing says when it was read. */
function describeWinlogbeat6(event: ComposedEvent): object {
  const host = event.computer.split('.')[0];
  return {
    '@timestamp': new Date(event.timeMs).toISOString(),
    '@metadata': { beat: 'winlogbeat', type: 'doc', version: '6.8.23' },
    type: 'wineventlog',
    beat: { name: host, hostname: host, version: '6.8.23' },
    host: { name: host },
    ...describeBeatEvent(event),
    source_name: event.providerName,
    event_id: event.eventId,
    log_name: event.channel,
    record_number: String(event.recordId),
    level: LEVEL_WORDS[event.rendering.culture][event.level],
    process_id: event.processId,
    thread_id: event.threadId,
    message: event.rendering.message,
  };
}

export const FILEBEAT: Renderer = {
  origin: 'Filebeat 7 to 9, input `winlog`',
  render: (event, sender) =>
    JSON.stringify({ ...describeFilebeat(event, sender), input: { type: 'winlog' }, event: readEvent(event, sender) }),
};

/** The processor takes the XML apart: the time of the event has a field of its own, `@timestamp` is that of reading. */
export const FILEBEAT_DECODE_XML: Renderer = {
  origin: 'Filebeat 7 to 9, processor `decode_xml_wineventlog`',
  render: (event, sender) => {
    const record = describeFilebeat(event, sender);
    return JSON.stringify({
      ...record,
      '@timestamp': new Date(event.timeMs + sender.delayMs).toISOString(),
      input: { type: 'udp' },
      event: { kind: 'event', code: String(event.eventId), provider: event.providerName },
      winlog: {
        ...record.winlog,
        channel: event.channel,
        time_created: formatTime(event),
        level: LEVEL_WORDS['en-US'][event.level]?.toLowerCase(),
      },
      log: undefined,
      // The forwarder sends XML that is not rendered.
      message: undefined,
    });
  },
};

/** A forwarder's XML as it came, beside what an older processor or a pipeline has left of `winlog`. */
export const FILEBEAT_MESSAGE_XML: Renderer = {
  origin: 'Filebeat 7 to 9, event XML in `message` beside `winlog`',
  render: (event, sender) => {
    const record = describeFilebeat(event, sender);
    return JSON.stringify({
      ...record,
      '@timestamp': new Date(event.timeMs + sender.delayMs).toISOString(),
      input: { type: 'tcp' },
      event: { kind: 'event', code: String(event.eventId), created: record.event.created },
      winlog: { channel: event.channel, computer_name: event.computer },
      log: undefined,
      message: renderEventXml(event),
    });
  },
};

export const ELASTIC_AGENT: Renderer = {
  origin: 'Elastic Agent, integration `system` or `windows`',
  render: (event, sender) => {
    const record = describeFilebeat(event, sender);
    const dataset = event.channel === 'System' ? 'system.system' : 'windows.forwarded';
    return JSON.stringify({
      ...record,
      input: { type: 'winlog' },
      data_stream: { type: 'logs', dataset, namespace: 'default' },
      elastic_agent: { id: sender.agentId, version: record.agent.version, snapshot: false },
      event: { ...readEvent(event, sender), dataset, agent_id_status: 'auth_metadata_missing' },
    });
  },
};

/** Filebeat writes the body of Winlogbeat under its own name. */
function describeFilebeat(event: ComposedEvent, { major, agentId, delayMs }: Sender) {
  const record = describeWinlogbeat(event, { major, agentId, delayMs });
  return {
    ...record,
    '@metadata': { ...record['@metadata'], beat: 'filebeat' },
    agent: { ...record.agent, type: 'filebeat' },
  };
}

function readEvent(event: ComposedEvent, sender: Sender) {
  return describeFilebeat(event, sender).event;
}
