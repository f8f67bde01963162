import { LEVEL_WORDS } from '../event.ts';
import { printUtc } from './local-time.ts';
import type { Renderer } from './renderer.ts';

/**
 * Vector: the names of the data, each in its last value, without empty ones; UserData only where it has `Data` elements, so
 * that of Schannel is lost; no data section; task, opcode and keywords only where they are not zero. It makes up a message
 * where none could be rendered.
 */
export const VECTOR: Renderer = {
  origin: 'Vector, source `windows_event_log`',
  render: (event) => {
    const values = event.container === 'UserData' ? [] : event.data.filter(([, value]) => value !== '');
    const named = Object.fromEntries(values.flatMap(([name, value]) => (name === undefined ? [] : [[name, value]])));
    const inserts = values.map(([, value]) => value);
    return JSON.stringify({
      source_type: 'windows_event_log',
      timestamp: printUtc(event, 9),
      host: event.computer,
      message: event.rendering.message ?? `Event ID ${event.eventId} from ${event.providerName} on ${event.computer}`,
      event_id: event.eventId,
      record_id: event.recordId,
      level: LEVEL_WORDS['en-US'][event.level],
      level_value: event.level,
      channel: event.channel,
      provider_name: event.providerName,
      provider_guid: event.providerGuid,
      computer: event.computer,
      user_id: event.userSid,
      process_id: event.processId,
      thread_id: event.threadId,
      activity_id: event.activityId,
      ...(event.task !== 0 && { task: event.task }),
      ...(event.opcode !== 0 && { opcode: event.opcode }),
      ...(BigInt(event.keywords) !== 0n && { keywords: event.keywords }),
      version: event.version,
      ...(event.qualifiers !== undefined && { qualifiers: event.qualifiers }),
      event_data: named,
      ...(inserts.length > 0 && { string_inserts: inserts }),
    });
  },
};
