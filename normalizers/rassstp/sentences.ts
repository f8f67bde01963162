import type { Sentence } from '../provider.ts';

/** Each message that belongs to a connection begins with its identifier, in every language and with every event id. */
const CONNECTION: Sentence = {
  pattern: /^CoId=(\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}):/i,
  names: ['CoId'],
};

/** What the messages of all event ids state. */
export function findRasSstpSentence(): Sentence {
  return CONNECTION;
}
