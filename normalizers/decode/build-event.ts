import { dead } from '../outcome.ts';
import { findNameByGuid } from '../registry.ts';
import type { Tag } from '../tags.ts';
import type { Collector, EventData, InputFormat, WindowsEvent, WrapperName } from '../windows-event.ts';
import { acceptLevelWord, nameLevel } from './levels.ts';
import type { Decoded } from './decoded.ts';
import type { DecodeContext } from './format.ts';
import { readStatedValues } from './read-stated-values.ts';
import { lacksZone, parseTime } from './times.ts';
import {
  parseGuid,
  parseInteger,
  parseKeywords,
  parseRecordId,
  present,
  presentKeyword,
  presentName,
} from './values.ts';

/** An event as texts, as a format gives them; `undefined` where it gives none. */
export interface EventTexts {
  readonly format: InputFormat;
  readonly provider: string | undefined;
  readonly guid: string | undefined;
  readonly eventId: string | undefined;
  readonly version: string | undefined;
  readonly qualifiers: string | undefined;
  /** The level as a number; only without one is the word looked at. */
  readonly level: string | undefined;
  readonly levelWord: string | undefined;
  readonly task: string | undefined;
  readonly opcode: string | undefined;
  readonly keywords: string | undefined;
  readonly time: string | undefined;
  readonly recordId: string | undefined;
  /** As `WindowsEvent` says; looked at only where there is no record id. */
  readonly sequence?: string | undefined;
  readonly channel: string | undefined;
  readonly computer: string | undefined;
  readonly userSid: string | undefined;
  readonly processId: string | undefined;
  readonly threadId: string | undefined;
  readonly activityId: string | undefined;
  readonly relatedActivityId: string | undefined;
  readonly data: EventData;
  readonly unnamed: readonly string[];
  readonly binary: string | undefined;
  readonly message: string | undefined;
  readonly culture: string | undefined;
  readonly created: string | undefined;
  readonly collector: Collector | undefined;
  readonly tags: readonly Tag[];
  readonly original: string;
}

/** Nothing known yet: formats start from it and say what they have. */
export const NO_TEXTS: Omit<EventTexts, 'format' | 'data' | 'unnamed' | 'original'> = Object.freeze({
  provider: undefined,
  guid: undefined,
  eventId: undefined,
  version: undefined,
  qualifiers: undefined,
  level: undefined,
  levelWord: undefined,
  task: undefined,
  opcode: undefined,
  keywords: undefined,
  time: undefined,
  recordId: undefined,
  channel: undefined,
  computer: undefined,
  userSid: undefined,
  processId: undefined,
  threadId: undefined,
  activityId: undefined,
  relatedActivityId: undefined,
  binary: undefined,
  message: undefined,
  culture: undefined,
  created: undefined,
  collector: undefined,
  tags: Object.freeze([]),
});

/** What a format calls the three values without which there is no event, for the detail of a dead letter. */
export interface NeededNames {
  readonly provider: string;
  readonly eventId: string;
  readonly time: string;
}

/** Values that stand for themselves go before whatever a message says. */
function hasValues({ data, unnamed, binary }: EventTexts): boolean {
  if (unnamed.length > 0 || binary !== undefined) return true;
  for (const _ in data) return true;
  return false;
}

function addTags(tags: readonly Tag[], assumed: boolean, stated: boolean): readonly Tag[] {
  if (!assumed && !stated) return tags;
  const added: Tag[] = [];
  if (assumed) added.push('timezone_assumed');
  if (stated) added.push('values_from_message');
  return [...tags, ...added];
}

const NO_WRAPPERS: readonly WrapperName[] = [];

/** Makes the neutral event of a format's texts: the one place where they become numbers, times and identifiers. */
export function buildEvent(texts: EventTexts, names: NeededNames, { zone }: Pick<DecodeContext, 'zone'>): Decoded {
  const guid = parseGuid(texts.guid);
  // A name decides; only where there is none, the GUID does.
  const providerName = present(texts.provider) ?? (guid === undefined ? undefined : findNameByGuid(guid));
  if (providerName === undefined) return dead('EVENT_NO_PROVIDER', `${names.provider} is missing or empty`);
  const eventId = parseInteger(texts.eventId, 0xffff);
  if (eventId === undefined) {
    return dead('EVENT_NO_ID', `${names.eventId} is "${texts.eventId ?? ''}", expected a number from 0 to 65535`);
  }
  const time = parseTime(texts.time, zone);
  const assumed = zone !== undefined && lacksZone(texts.time);
  if (time === undefined) {
    const hint = lacksZone(texts.time)
      ? 'which names no zone: set WINCANAL_ASSUMED_TIMEZONE'
      : 'expected a time with its zone';
    return dead('EVENT_NO_TIME', `${names.time} is "${texts.time ?? ''}", ${hint}`);
  }
  const level = parseInteger(texts.level, 0xff);
  const message = present(texts.message);
  const stated =
    message === undefined || hasValues(texts) ? undefined : readStatedValues(providerName, eventId, message);
  const event: WindowsEvent = {
    format: texts.format,
    providerName,
    providerGuid: guid,
    eventId,
    version: parseInteger(texts.version, 0xff),
    qualifiers: parseInteger(texts.qualifiers, 0xffff),
    level,
    levelName: level === undefined ? acceptLevelWord(texts.levelWord) : nameLevel(level),
    task: parseInteger(texts.task, 0xffff),
    opcode: parseInteger(texts.opcode, 0xff),
    keywords: parseKeywords(texts.keywords),
    timeCreated: time.text,
    timeMs: time.ms,
    recordId: parseRecordId(texts.recordId),
    sequence: parseRecordId(texts.sequence),
    channel: presentKeyword(texts.channel),
    computer: presentName(texts.computer),
    userSid: presentKeyword(texts.userSid),
    processId: parseInteger(texts.processId),
    threadId: parseInteger(texts.threadId),
    activityId: parseGuid(texts.activityId),
    relatedActivityId: parseGuid(texts.relatedActivityId),
    data: stated ?? texts.data,
    unnamed: texts.unnamed,
    binary: texts.binary,
    message,
    culture: present(texts.culture),
    created: parseTime(texts.created, zone)?.text,
    collector: texts.collector,
    wrappers: NO_WRAPPERS,
    tags: addTags(texts.tags, assumed, stated !== undefined),
    original: texts.original,
  };
  return event;
}
