import { dead, type DeadOutcome } from '../outcome.ts';
import type { Tag } from '../tags.ts';
import type { InputFormat, WindowsEvent } from '../windows-event.ts';
import type { DecodeLimits } from './limits.ts';

/** What a decoder makes of one event of a record: the neutral event, or why there is none. */
export type Decoded = WindowsEvent | DeadOutcome;

/** True for the dead letters among what a decoder returned. */
export function isDead(decoded: Decoded): decoded is DeadOutcome {
  return 'kind' in decoded;
}

/** The dead letter for a value that is nested too deep. */
export function tooDeep({ depth }: DecodeLimits): DeadOutcome {
  return dead(
    'DECODE_TOO_DEEP',
    `values are nested deeper than ${depth} (WINCANAL_MAX_DEPTH), which no collector does`,
  );
}

/** The dead letter for a record with too many events, which nobody counts to the end. */
export function tooMany({ events }: DecodeLimits): DeadOutcome {
  return dead(
    'DECODE_TOO_MANY',
    `more than ${events} events in one record (WINCANAL_MAX_RECORD_EVENTS): send smaller batches`,
  );
}

/** The events of a record in the name of another format, which has the same fields. */
export function renameFormat(decoded: readonly Decoded[], format: InputFormat): readonly Decoded[] {
  return decoded.map((one) => (isDead(one) ? one : { ...one, format }));
}

/** Notes something on every event of several. */
export function markAll(decoded: readonly Decoded[], tags: readonly Tag[]): readonly Decoded[] {
  if (tags.length === 0) return decoded;
  return decoded.map((one) => (isDead(one) ? one : { ...one, tags: [...new Set([...one.tags, ...tags])] }));
}
