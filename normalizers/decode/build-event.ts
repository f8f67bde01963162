import { dead, type DeadOutcome } from '../outcome.ts';
import type { Tag } from '../tags.ts';
import type { Collector, EventData, InputFormat, WindowsEvent } from '../windows-event.ts';
import { acceptLevelWord, nameLevel } from './levels.ts';
import type { DecodeLimits } from './limits.ts';
import {
  parseGuid,
  parseInteger,
  parseKeywords,
  parseRecordId,
  parseTime,
  present,
  presentKeyword,
  presentName,
} from './values.ts';

/** What a decoder makes of one event of a record: the neutral event, or why there is none. */
export type Decoded = WindowsEvent | DeadOutcome;

/** True for the dead letters among what a decoder returned. */
export function isDead(decoded: Decoded): decoded is DeadOutcome {
  return 'kind' in decoded;
}

/** The dead letter for a value that is nested too deep. */
export function tooDeep({ depth }: DecodeLimits, index: number): DeadOutcome {
  return dead('DECODE_TOO_DEEP', `values are nested deeper than ${depth}, which no collector does`, index);
}

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

/** What a format calls the three values without which there is no event, for the detail of a dead letter. */
export interface NeededNames {
  readonly provider: string;
  readonly eventId: string;
  readonly time: string;
}

/** Makes the neutral event of a format's texts: the one place where they become numbers, times and identifiers. */
export function buildEvent(texts: EventTexts, names: NeededNames, index: number): Decoded {
  const providerName = present(texts.provider);
  if (providerName === undefined) return dead('EVENT_NO_PROVIDER', `${names.provider} is missing or empty`, index);
  const eventId = parseInteger(texts.eventId, 0xffff);
  if (eventId === undefined) {
    return dead(
      'EVENT_NO_ID',
      `${names.eventId} is "${texts.eventId ?? ''}", expected a number from 0 to 65535`,
      index,
    );
  }
  const time = parseTime(texts.time);
  if (time === undefined) {
    return dead('EVENT_NO_TIME', `${names.time} is "${texts.time ?? ''}", expected a time in UTC`, index);
  }
  const level = parseInteger(texts.level, 0xff);
  const event: WindowsEvent = {
    format: texts.format,
    providerName,
    providerGuid: parseGuid(texts.guid),
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
    channel: presentKeyword(texts.channel),
    computer: presentName(texts.computer),
    userSid: presentKeyword(texts.userSid),
    processId: parseInteger(texts.processId),
    threadId: parseInteger(texts.threadId),
    activityId: parseGuid(texts.activityId),
    relatedActivityId: parseGuid(texts.relatedActivityId),
    data: texts.data,
    unnamed: texts.unnamed,
    binary: texts.binary,
    message: present(texts.message),
    culture: present(texts.culture),
    created: parseTime(texts.created)?.text,
    collector: texts.collector,
    tags: texts.tags,
    original: texts.original,
  };
  return event;
}
