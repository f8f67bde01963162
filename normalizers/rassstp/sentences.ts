import type { Sentence } from '../provider.ts';

const CONNECTION: Sentence = {
  pattern: /^CoId=(\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}):/i,
  names: ['CoId'],
};

/** Each message that belongs to a connection begins with its identifier, in every language. */
export function findSentence(): Sentence {
  return CONNECTION;
}
