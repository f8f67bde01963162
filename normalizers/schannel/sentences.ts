import type { Sentence } from '../provider.ts';

/**
 * Sentences that are certain, by event id: the wording of Schannel's own messages in English, with the numbers that they
 * print. Source: Microsoft's pages on these events, which quote them ("alert code" in the newer builds, "error code" in the
 * older ones).
 */
const SENTENCES: ReadonlyMap<number, Sentence> = new Map([
  [
    36874,
    {
      pattern: /^An? (\S.{0,30}?) connection request was received from a remote client application, but none of the /,
      names: ['Protocol'],
    },
  ],
  [36887, { pattern: /protocol defined fatal (?:alert|error) code is (\d{1,5})\./, names: ['AlertDesc'] }],
  [
    36888,
    {
      pattern:
        /protocol defined fatal (?:alert|error) code is (\d{1,5})\.\s{1,4}The Windows SChannel error state is (\d{1,7})\./,
      names: ['AlertDesc', 'ErrorState'],
    },
  ],
]);

/** The sentence of an event id that states values. */
export function findSchannelSentence(eventId: number): Sentence | undefined {
  return SENTENCES.get(eventId);
}
