import { findProvider } from '../registry.ts';
import { emptyData } from '../event-data.ts';
import type { EventData } from '../windows-event.ts';

/** No sentence begins later. */
const LONGEST = 1000;

/**
 * The values that a rendered message states, for an event that came without any; undefined where there is no sentence
 * that is certain (`Provider.findSentence`).
 */
export function readStatedValues(provider: string, eventId: number, message: string): EventData | undefined {
  const sentence = findProvider(provider)?.findSentence(eventId);
  const match = sentence?.pattern.exec(message.slice(0, LONGEST).trimStart());
  if (sentence === undefined || match === null || match === undefined) return undefined;
  const data = emptyData();
  sentence.names.forEach((name, at) => (data[name] = match[at + 1] ?? ''));
  return data;
}
