import type { Stage } from '../runtime/deadletter.ts';
import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import type { Letter } from './read-letter.ts';
import { tellReason } from './tell-reason.ts';

/** Which letters to send again. What is not given does not matter; all that is given must hold. */
export interface LetterFilter {
  readonly codes?: readonly string[];
  /** A provider: of documents by their topic, of raw records by its name in the bytes. */
  readonly provider?: { readonly key: string; readonly name: string; readonly topic: string };
  /** Milliseconds since 1970, of the time at which the letter was written: from `since` on, before `until`. */
  readonly since?: number;
  readonly until?: number;
  /** Part of the detail, or of the reason that is told of it, in any case. */
  readonly reason?: string;
  readonly stage?: Stage;
  /** Where the record was: `<topic>/<partition>/<offset>`. */
  readonly source?: string;
}

/** Whether the filter wants a letter, apart from the provider, which only the letter with the original tells. */
export function isWanted(
  letter: Extract<Letter, { kind: 'letter' }>,
  timestamp: number,
  { codes, since, until, reason, stage, source }: LetterFilter,
): boolean {
  return (
    (codes === undefined || codes.includes(letter.code)) &&
    (since === undefined || timestamp >= since) &&
    (until === undefined || timestamp < until) &&
    (reason === undefined || isIn(reason, letter.detail) || isIn(reason, tellReason(letter.detail).text)) &&
    (stage === undefined || letter.stage === stage) &&
    (source === undefined || letter.source === source)
  );
}

/** Whether a text has another one in it, in any case. */
function isIn(part: string, text: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/**
 * Whether the letter with the original is of this provider. What could not be read has no provider that is certain: a
 * record counts for each one whose name is in its bytes, in UTF-8 or UTF-16. Compressed records name none.
 */
export function isOfProvider(
  letter: Extract<Letter, { kind: 'letter' }>,
  value: ReceivedMessage['value'],
  provider: NonNullable<LetterFilter['provider']>,
): boolean {
  if (letter.stage === 'index') return letter.target?.topic === provider.topic;
  if (value === null) return false;
  const name = provider.name.toLowerCase();
  // Without its zero bytes UTF-16 of Western letters is the same as UTF-8.
  return value.toString('latin1').replaceAll('\0', '').toLowerCase().includes(name);
}
