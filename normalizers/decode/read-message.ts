import { findProvider } from '../registry.ts';
import type { EventData } from '../windows-event.ts';

/** A sentence of Windows in English, and the data names of what stands in it. */
interface Sentence {
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/**
 * Sentences that are certain: the wording of the providers' own messages, with the numbers that they print. Sources:
 * Microsoft's pages on these events, which quote them ("alert code" in the newer builds, "error code" in the older ones).
 */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  'schannel:36874': {
    pattern: /^An? (\S.{0,30}?) connection request was received from a remote client application, but none of the /,
    names: ['Protocol'],
  },
  'schannel:36887': { pattern: /protocol defined fatal (?:alert|error) code is (\d{1,5})\./, names: ['AlertDesc'] },
  'schannel:36888': {
    pattern:
      /protocol defined fatal (?:alert|error) code is (\d{1,5})\.\s{1,4}The Windows SChannel error state is (\d{1,7})\./,
    names: ['AlertDesc', 'ErrorState'],
  },
};

/** Each message of RasSstp that belongs to a connection begins with its identifier, in every language. */
const CONNECTION: Sentence = {
  pattern: /^CoId=(\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}):/i,
  names: ['CoId'],
};

/** No sentence begins later. */
const LONGEST = 1000;

/**
 * The values that a rendered message states, for an event that came without any; undefined where there is no sentence
 * that is certain. A message in another language than English gives none but the identifier of a connection.
 */
export function readMessage(provider: string, eventId: number, message: string): EventData | undefined {
  const key = findProvider(provider)?.catalog.data.provider.key;
  if (key === undefined) return undefined;
  const sentence = SENTENCES[`${key}:${eventId}`] ?? (key === 'rassstp' ? CONNECTION : undefined);
  const match = sentence?.pattern.exec(message.slice(0, LONGEST).trimStart());
  if (sentence === undefined || match === null || match === undefined) return undefined;
  const data = Object.create(null) as EventData;
  sentence.names.forEach((name, at) => (data[name] = match[at + 1] ?? ''));
  return data;
}
