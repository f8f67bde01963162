import type { Tag } from '../tags.ts';
import type { Collector, InputFormat } from '../windows-event.ts';
import type { Numeral } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { ValuesReader } from './values-reader.ts';

/** What a format calls the three values without which there is no event, for the detail of a dead letter. */
export interface NeededNames {
  readonly provider: string;
  readonly eventId: string;
  readonly time: string;
  /** For a notation of time that is the format's own: what `parseTime` reads, undefined for any other. */
  readonly readTime?: (text: string) => string | undefined;
}

const NO_TAGS: readonly Tag[] = [];

/**
 * An event as texts, as a format gives them; `undefined` where it gives none. Formats assign what they have, and
 * `buildEvent` makes the event of it. All fields are there from the beginning, in one order, so that the texts of all formats
 * share one hidden class.
 */
export class EventTexts {
  format: InputFormat;
  /** How the format calls provider, event id and time. */
  names: NeededNames;
  provider: string | undefined = undefined;
  guid: string | undefined = undefined;
  eventId: Numeral = undefined;
  version: Numeral = undefined;
  qualifiers: Numeral = undefined;
  /** The level as a number; only without one is the word looked at. */
  level: Numeral = undefined;
  levelWord: string | undefined = undefined;
  task: Numeral = undefined;
  opcode: Numeral = undefined;
  keywords: string | undefined = undefined;
  /** As it stands in the record, whatever it is: `buildEvent` reads it, and quotes it where that is not possible. */
  time: unknown = undefined;
  recordId: Numeral = undefined;
  /** As `WindowsEvent` says; looked at only where there is no record id. */
  sequence: Numeral = undefined;
  channel: string | undefined = undefined;
  computer: string | undefined = undefined;
  userSid: string | undefined = undefined;
  processId: Numeral = undefined;
  threadId: Numeral = undefined;
  activityId: string | undefined = undefined;
  relatedActivityId: string | undefined = undefined;
  message: string | undefined = undefined;
  culture: string | undefined = undefined;
  created: string | undefined = undefined;
  collector: Collector | undefined = undefined;
  tags: readonly Tag[] = NO_TAGS;
  /** The text of this one event. */
  original: string;
  /** The values of the event, and why they cannot be taken. */
  readonly values: ValuesReader;

  constructor(format: InputFormat, names: NeededNames, limits: DecodeLimits, original: string) {
    this.format = format;
    this.names = names;
    this.original = original;
    this.values = new ValuesReader(limits);
  }
}
