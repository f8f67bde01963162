import { isUtf8 } from 'node:buffer';
import { validateDocument } from '../../normalizers/ecs/validate.ts';
import { createNormalizer, explainRecord, type Outcome } from '../../normalizers/index.ts';
import { GOLDEN_NOW, GOLDEN_SOURCE } from '../golden/golden-cases.ts';

const normalizer = createNormalizer({ keepOriginal: true, assumedTimezone: 'Europe/Berlin' });

/**
 * What holds of the outcomes of any bytes whatever.
 * @returns the outcomes, for whoever wants to know more of them
 * @throws Error that says which promise was broken
 */
export function holdPromises(bytes: Uint8Array): Outcome[] {
  const outcomes = normalizer.normalize(bytes, GOLDEN_SOURCE, GOLDEN_NOW);
  if (outcomes.length === 0) throw new Error('no outcome');
  outcomes.forEach((outcome, at) => {
    if (outcome.index !== at) throw new Error(`outcome ${at} has the index ${outcome.index}`);
    checkOutcome(outcome);
  });
  return outcomes;
}

/** The same for the way of a person's record. */
export function holdExplainPromises(bytes: Uint8Array): void {
  if (explainRecord(bytes, GOLDEN_NOW).length === 0) throw new Error('nothing to explain, and no reason why');
}

/** Two of the same JSON value in a list have twice its outcomes. */
export function holdBatchPromise(bytes: Uint8Array, outcomes: readonly Outcome[]): void {
  const text = Buffer.from(bytes).toString();
  if (!isUtf8(bytes) || !/^\s*\{/.test(text) || outcomes.length > 1000) return;
  try {
    JSON.parse(text);
  } catch {
    return;
  }
  const twice = normalizer.normalize(Buffer.from(`[${text},${text}]`), GOLDEN_SOURCE, GOLDEN_NOW);
  if (twice.length !== 2 * outcomes.length)
    throw new Error(`${outcomes.length} outcomes alone, but ${twice.length} of two in a list`);
}

function checkOutcome(outcome: Outcome): void {
  if (outcome.kind === 'skip') return;
  if (outcome.kind === 'dead') {
    if (outcome.detail === '' || outcome.detail.length > 1000 || /\p{Cc}/u.test(outcome.detail))
      throw new Error(`detail ${JSON.stringify(outcome.detail)}`);
    // Whatever bytes come, the builder must make a valid document or the decoder must have refused them.
    if (outcome.code === 'DOCUMENT_INVALID' || outcome.code === 'INTERNAL_ERROR') throw new Error(outcome.detail);
    return;
  }
  if (outcome.json !== JSON.stringify(outcome.document)) throw new Error('json is not that of the document');
  if (!outcome.json.isWellFormed()) throw new Error('json is not well-formed');
  const problem = validateDocument(JSON.parse(outcome.json));
  if (problem !== undefined) throw new Error(problem);
}
