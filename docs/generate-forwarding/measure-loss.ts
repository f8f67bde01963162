import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNormalizer } from '../../normalizers/index.ts';
import { FORWARDING } from './collectors.ts';

/** The event of all records as it is in full: event XML with the rendered text. */
const REFERENCE = 'event-xml.xml';

/** What becomes of a record, against what becomes of the same event as event XML. */
export interface Loss {
  readonly format: string;
  readonly wrappers: readonly string[];
  /** Whether another path that carries the same event gives the same `event.id`. */
  readonly sameId: boolean;
  /** Fields that only the document of the event XML has. */
  readonly missing: readonly string[];
  /** Fields that differ: name, and the value of this path. */
  readonly changed: readonly (readonly [string, string])[];
  readonly tags: readonly string[];
}

/** Not facts of the event: who carried it, when, and how it looked. */
const OF_THE_PATH =
  /^(?:agent|observer|tags|wincanal\.(?:input|lag_seconds)|event\.(?:id|created|ingested|original))\b/;

const NOW = Date.parse('2026-03-04T05:07:00.000Z');
const SOURCE = { topic: 'wincanal.raw', partition: 0, offset: 0 };

/**
 * Normalises a record of `records/` and compares.
 * @param zone see `CollectorPage.zone`
 * @returns undefined when the record becomes no document
 */
export function measureLoss(record: string, zone?: string): Loss | undefined {
  const reference = normalize(REFERENCE);
  const document = normalize(record, zone);
  if (reference === undefined || document === undefined) return undefined;
  const [full, own] = [flatten(reference), flatten(document)];
  const fields = [...full.keys()].filter((field) => !OF_THE_PATH.test(field));
  return {
    format: own.get('wincanal.input.format') ?? '',
    wrappers: toList(own.get('wincanal.input.wrappers')),
    sameId: own.get('event.id') === full.get('event.id'),
    // Without the rendered text the summary stands in its place.
    missing: fields.filter(
      (field) => !own.has(field) || (field === 'message' && own.get(field) === own.get('wincanal.summary')),
    ),
    changed: fields.flatMap((field) => {
      const value = own.get(field);
      const same = value === full.get(field) || (field === 'message' && value === own.get('wincanal.summary'));
      return value === undefined || same ? [] : [[field, value] as const];
    }),
    tags: toList(own.get('tags')),
  };
}

function normalize(record: string, zone?: string): unknown {
  const bytes = readFileSync(join(FORWARDING, 'records', record));
  const [outcome, ...others] = createNormalizer({ ...(zone !== undefined && { assumedTimezone: zone }) }).normalize(
    bytes,
    SOURCE,
    NOW,
  );
  if (outcome?.kind !== 'event' || others.length > 0) return undefined;
  return JSON.parse(outcome.json);
}

/** Leaves by their dotted names; lists are leaves, as JSON. */
function flatten(value: unknown, name = '', leaves = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return leaves.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  for (const [key, inner] of Object.entries(value)) flatten(inner, name === '' ? key : `${name}.${key}`, leaves);
  return leaves;
}

function toList(json: string | undefined): string[] {
  return json === undefined ? [] : (JSON.parse(json) as string[]);
}
