import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import type { Letter } from './read-letter.ts';
import { tellReason } from './tell-reason.ts';

/**
 * Letters of one code that are dead for the same reason; numbers, positions and values in it do not matter.
 * `letters = open + sent + refused`.
 */
export interface LetterGroup {
  readonly code: string;
  /** Why, of the first of them that is open (else of the first), with what differs from other reasons at the beginning. */
  readonly reason: string;
  /** The detail of that letter. */
  readonly example: string;
  /** Where its record was: `<topic>/<partition>/<offset>`. */
  readonly source: string;
  /** Where it is on the dead-letter topic: `<partition>/<offset>`. */
  readonly letter: string;
  readonly letters: number;
  /** Whose original can be sent and was not, when the run began. */
  readonly open: number;
  /** Whose original an earlier run has sent. */
  readonly sent: number;
  /** Whose original is not going to be sent: see REFUSALS. */
  readonly refused: number;
}

/** What has become of letters, as they are counted. */
type Fate = 'open' | 'sent' | 'refused';

/** Reasons that are told apart; all others of a code are counted together. */
const REASONS = 1000;

/** Counts letters by code, reason and fate. */
export function createTally(): {
  add(letter: Extract<Letter, { kind: 'letter' }>, message: ReceivedMessage, fate: Fate): void;
  /** Those with the most open letters first, then the largest. */
  read(): LetterGroup[];
} {
  const groups = new Map<string, { -readonly [K in keyof LetterGroup]: LetterGroup[K] }>();
  return {
    add({ code, detail, source }, { partition, offset }, fate) {
      const { text, kind } = tellReason(detail);
      const reason = `${code} ${kind}`;
      const isRoom = groups.size < REASONS;
      let group = groups.get(reason) ?? (isRoom ? undefined : groups.get(code));
      const shown = { reason: text, example: detail, source, letter: `${partition}/${offset}` };
      if (group === undefined) {
        group = { code, ...shown, letters: 0, open: 0, sent: 0, refused: 0 };
        groups.set(isRoom ? reason : code, group);
      } else if (fate === 'open' && group.open === 0) Object.assign(group, shown);
      group.letters++;
      group[fate]++;
    },
    read: () => [...groups.values()].sort((a, b) => b.open - a.open || b.letters - a.letters),
  };
}
