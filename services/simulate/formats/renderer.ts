import type { ComposedEvent } from '../event.ts';

/** What a record says of the one that sends it, beside the event. */
export interface Sender {
  /** GUID of the agent. */
  readonly agentId: string;
  /** Major version of Winlogbeat and its relatives. */
  readonly major: 7 | 8 | 9;
  /** How the XML of the host quotes attributes. */
  readonly quote: "'" | '"';
  /** Whether XML comes with `RenderingInfo`, where a format leaves the choice. */
  readonly rendered: boolean;
  /** How long after the event it was read. */
  readonly delayMs: number;
}

/** A sender for those that have none of their own. */
export const ANY_SENDER: Sender = {
  agentId: '6f0c1b9e-0000-4000-8000-000000000001',
  major: 8,
  quote: "'",
  rendered: false,
  delayMs: 1200,
};

/**
 * A format in which the fleet can send. What its collector loses of an event is lost in what it renders: names, numbers,
 * digits of the time.
 */
export interface Renderer {
  /** Who writes it, and with which setting, for the help and `docs/formats.md`. */
  readonly origin: string;
  /** The text of one event. */
  readonly render: (event: ComposedEvent, sender: Sender) => string;
  /** Makes a record of the texts of events; without it a record is the one text in UTF-8. */
  readonly frame?: (texts: readonly string[]) => Buffer;
  /** A record holds a list of events. */
  readonly holdsSeveral?: true;
  /** Its times are those of the host's clock and say nothing of its zone, which the normalizer has to be told. */
  readonly zoneless?: true;
  /** A record is not a line of text: a file of lines cannot hold it. */
  readonly oneLine?: false;
}

/** Prints JSON; a bigint becomes its digits, which a double would not keep. */
export function printJson(value: unknown): string {
  const MARK = '\u0001';
  const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${MARK}${one}` : one));
  return text.replace(/"\\u0001(-?\d+)"/gu, '$1');
}
