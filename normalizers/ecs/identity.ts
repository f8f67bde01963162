import { hash } from 'node:crypto';
import type { WindowsEvent } from '../windows-event.ts';

/**
 * Identity of an event: 128 bits of SHA-256 in base64url (22 characters), equal however the event was collected.
 *
 * With a record id: provider, channel, computer, record id, event id and the time cut to the second, because formats
 * differ in precision. Without one: the full time, process and thread and the data values (sorted by name, because some
 * formats sort them) take its place. The rendered message never counts: it depends on the language of the collector.
 * @param providerName the canonical name, so that an alias does not make another event
 */
export function identify(event: WindowsEvent, providerName: string): string {
  const channel = event.channel?.toLowerCase() ?? '';
  const computer = event.computer?.toLowerCase() ?? '';
  const parts =
    event.recordId === undefined
      ? [
          'time',
          providerName,
          channel,
          computer,
          event.eventId,
          event.timeCreated,
          event.processId ?? '',
          event.threadId ?? '',
          ...values(event),
        ]
      : ['record', providerName, channel, computer, event.recordId, event.eventId, Math.floor(event.timeMs / 1000)];
  // JSON keeps the parts apart whatever they contain.
  const digest = hash('sha256', JSON.stringify(parts), 'hex');
  return Buffer.from(digest.slice(0, 32), 'hex').toString('base64url');
}

function values(event: WindowsEvent): string[] {
  const named = Object.keys(event.data)
    .sort()
    .flatMap((name) => (event.data[name] === '' ? [] : [`${name}=${event.data[name] ?? ''}`]));
  return [...named, ...event.unnamed];
}
