import { KNOWN_TEXTS } from '../../normalizers/decode/detect.ts';
import { EventBudget } from '../../normalizers/decode/event-budget.ts';
import type { DecodeContext } from '../../normalizers/decode/format.ts';
import { DEFAULT_LIMITS } from '../../normalizers/decode/limits.ts';

/** For a decoder or wrapper that is tried by itself: without a zone, and finding nothing within. */
export const DECODE_CONTEXT: DecodeContext = {
  limits: DEFAULT_LIMITS,
  budget: new EventBudget(DEFAULT_LIMITS.events),
  zone: undefined,
  keepOriginal: false,
  nesting: 1,
  known: KNOWN_TEXTS,
  decodeNested: () => [],
};
