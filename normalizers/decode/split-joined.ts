import { findProvider } from '../registry.ts';
import type { Numeral } from './json.ts';
import { parseInteger } from './values.ts';

/** What collectors put between values of which they make one text. */
const SEPARATOR = ', ';

/** Which event it is, as the texts of a record say. */
export interface Identity {
  readonly provider: string | undefined;
  readonly eventId: Numeral;
}

/**
 * The values of an event that a collector has joined to one text. They can hold the separator themselves, so they are only
 * split where this gives as many as a template of the event has; otherwise the text stays one value.
 */
export function splitJoined(joined: string, { provider, eventId }: Identity): readonly string[] {
  const parts = joined.split(SEPARATOR);
  if (parts.length === 1) return parts;
  const id = parseInteger(eventId, 0xffff);
  const entries = findProvider(provider ?? '')?.catalog.entries;
  const names = id === undefined ? undefined : entries?.get(id)?.nameValues(parts.length, false);
  return names === undefined ? [joined] : parts;
}
