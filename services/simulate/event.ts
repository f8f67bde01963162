/**
 * A Windows event as a host would log it, before any collector gave it a shape. The renderers turn the same one into the
 * XML of the event log and into a Winlogbeat record.
 */
export interface ComposedEvent {
  readonly providerName: string;
  /** Upper case with braces, as Windows prints it; undefined for a classic source. */
  readonly providerGuid: string | undefined;
  readonly eventId: number;
  readonly qualifiers: number | undefined;
  readonly version: number;
  /** 0 log always, 1 critical, 2 error, 3 warning, 4 information, 5 verbose. */
  readonly level: number;
  readonly task: number;
  readonly opcode: number;
  /** `0x` and 16 hexadecimal digits. */
  readonly keywords: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** The four digits below the millisecond: 100 ns each. */
  readonly ticks: number;
  readonly recordId: number;
  readonly channel: string;
  readonly computer: string;
  readonly userSid: string | undefined;
  readonly processId: number;
  readonly threadId: number;
  /** Upper case with braces. */
  readonly activityId: string | undefined;
  /** Name and value in order; a value without a name has an undefined one. */
  readonly data: readonly EventValue[];
  /** Where the values sit: `EventData`, or `UserData` with an `EventXML` child in the namespace `LSA_NS`. */
  readonly container: 'EventData' | 'UserData';
  /** Hexadecimal digits of the data section that classic sources have beside the values of `EventData`. */
  readonly binary?: string | undefined;
  readonly rendering: Rendering;
}

export type EventValue = readonly [name: string | undefined, value: string];

/** Languages in which the sample hosts render their messages. */
export type Culture = 'en-US' | 'de-DE' | 'fr-FR';

/** What the host's own language makes of the event. */
export interface Rendering {
  readonly culture: Culture;
  readonly message: string | undefined;
}

/** The words that Windows prints for a level, by language. */
export const LEVEL_WORDS: Readonly<Record<Culture, readonly string[]>> = {
  'en-US': ['Information', 'Critical', 'Error', 'Warning', 'Information', 'Verbose'],
  'de-DE': ['Informationen', 'Kritisch', 'Fehler', 'Warnung', 'Informationen', 'Ausführlich'],
  'fr-FR': ['Information', 'Critique', 'Erreur', 'Avertissement', 'Information', 'Commentaires'],
};

/** The four digits below the millisecond. */
export function printTicks({ ticks }: Pick<ComposedEvent, 'ticks'>): string {
  return String(ticks).padStart(4, '0');
}

/** Event time with the precision of the event log: 100 ns. */
export function formatTime(event: Pick<ComposedEvent, 'timeMs' | 'ticks'>): string {
  return `${new Date(event.timeMs).toISOString().slice(0, -1)}${printTicks(event)}Z`;
}
