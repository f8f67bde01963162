import { emptyData } from './event-data.ts';
import type { EventData, WindowsEvent } from './windows-event.ts';

/** An event of which nothing is known but who logged it, which it is and when: what is composed starts from it. */
export function blankEvent(providerName: string, eventId: number, timeMs: number): WindowsEvent {
  return {
    format: 'event_xml',
    providerName,
    providerGuid: undefined,
    eventId,
    version: undefined,
    qualifiers: undefined,
    level: undefined,
    levelName: undefined,
    task: undefined,
    opcode: undefined,
    keywords: undefined,
    timeCreated: new Date(timeMs).toISOString(),
    timeMs,
    recordId: undefined,
    sequence: undefined,
    channel: undefined,
    computer: undefined,
    userSid: undefined,
    processId: undefined,
    threadId: undefined,
    activityId: undefined,
    relatedActivityId: undefined,
    data: nameData([]),
    unnamed: [],
    binary: undefined,
    message: undefined,
    culture: undefined,
    created: undefined,
    collector: undefined,
    wrappers: [],
    tags: [],
    original: '',
  };
}

/** Values by name, as decoders make them: without a prototype. */
export function nameData(values: Iterable<readonly [name: string, value: string]>): EventData {
  const data = emptyData();
  for (const [name, value] of values) data[name] = value;
  return data;
}
