import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import type { Letter } from './read-letter.ts';

/** Letters of one code whose details differ in numbers only. */
export interface LetterGroup {
  readonly code: string;
  /** The detail of the first of them. */
  readonly example: string;
  /** Where its record was: `<topic>/<partition>/<offset>`. */
  readonly source: string;
  /** Where it is on the dead-letter topic: `<partition>/<offset>`. */
  readonly letter: string;
  readonly letters: number;
}

/** Reasons that are told apart; all others of a code are counted together. */
const REASONS = 1000;

/** Counts letters by code and reason. */
export function createTally(): {
  add(letter: Extract<Letter, { kind: 'letter' }>, message: ReceivedMessage): void;
  /** The largest first. */
  read(): LetterGroup[];
} {
  const groups = new Map<string, { -readonly [K in keyof LetterGroup]: LetterGroup[K] }>();
  return {
    add({ code, detail, source }, { partition, offset }) {
      const reason = `${code} ${detail.replace(/\d+/g, '0')}`;
      const known = groups.get(reason) ?? (groups.size < REASONS ? undefined : groups.get(code));
      if (known !== undefined) known.letters++;
      else {
        const name = groups.size < REASONS ? reason : code;
        groups.set(name, { code, example: detail, source, letter: `${partition}/${offset}`, letters: 1 });
      }
    },
    read: () => [...groups.values()].sort((a, b) => b.letters - a.letters),
  };
}
