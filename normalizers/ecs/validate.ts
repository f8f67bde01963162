import { isIPv4, isIPv6 } from 'node:net';
import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };

/** Longest part of a refused value that a message shows. */
const VALUE_LIMIT = 120;

/**
 * The first error ends the check, lengths are counted in UTF-16 units (as Elasticsearch counts `ignore_above`; never less than
 * the code points that JSON Schema means) and times are checked by pattern. The logger is off because Ajv would report the
 * length option as deprecated.
 */
const OPTIONS = {
  strict: true,
  allErrors: false,
  unicode: false,
  // Large definitions become functions of their own, which the engine optimises better than one huge function.
  inlineRefs: 8,
  logger: false,
  code: { optimize: 2 },
  formats: {
    ipv4: isIPv4,
    // Node takes a zone (`fe80::1%eth0`); an address field of Elasticsearch would drop it.
    ipv6: (text: string) => isIPv6(text) && !text.includes('%'),
  },
} as const;

let validate: ReturnType<Ajv['compile']> | undefined;

/**
 * Checks a document against `mappings/schemas/enriched-event.schema.json`. Compiled at the first call.
 *
 * @returns undefined when it fits, else one line: where, what is wrong, and the value (cut at 120 characters).
 */
export function validateDocument(document: unknown): string | undefined {
  validate ??= new Ajv(OPTIONS).compile(schema);
  return validate(document) ? undefined : describeFirst(document, validate.errors);
}

/** What holds by construction: shapes that a parser or the catalogue has given to a value. */
const BY_CONSTRUCTION: ReadonlySet<string> = new Set(['pattern', 'const', 'enum', 'required', 'minProperties']);

/**
 * The schema without what no event can break: which properties objects have and must have, the compiler sees to; GUIDs, hashes and words
 * come from parsers and the catalogue in no other shape; an object that would be empty is not made; the remediation is the catalogue's, word for word; the host is made of a name
 * that was measured when it was read. Left are types, lengths, ranges, times and the names of values. The tests and the fuzzer hold
 * documents against the whole schema.
 */
function trustBuilder(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(trustBuilder);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(
    ([name, value]) => !BY_CONSTRUCTION.has(name) && (name !== 'additionalProperties' || value !== false),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, TRUSTED.get(name) ?? trustBuilder(value)]));
}

const TRUSTED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['remediation', 'host', 'log', 'network', 'input', 'http', 'ingested'].map((name) => [name, true] as const),
  // The operator chooses the first; times and names of values come as they are in the event.
  ['namespace', schema.properties.data_stream.properties.namespace],
  ['time', schema.definitions.time],
  ['propertyNames', schema.definitions.winlog.properties.event_data.propertyNames],
]);

/** Compiled when the process starts, because it runs for every event. */
const validateBuilt = new Ajv(OPTIONS).compile(trustBuilder(schema) as object);

/**
 * Checks what data can have brought into a document, or into a part of one: each value against the schema.
 *
 * @returns as `validateDocument`
 */
export function validateValues(document: object): string | undefined {
  return validateBuilt(document) ? undefined : describeFirst(document, validateBuilt.errors);
}

function describeFirst(document: unknown, errors: readonly ErrorObject[] | null | undefined): string {
  // The last error is the outermost: after an `anyOf` it is the one about the whole value.
  const error = errors?.at(-1);
  return error === undefined ? 'the document does not fit the schema' : describeError(document, error);
}

function describeError(document: unknown, error: ErrorObject): string {
  const segments = error.instancePath
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = segments.length === 0 ? 'document' : segments.join('.');
  return `${path}: ${explain(error)}, got ${show(valueAt(document, segments))}`;
}

function explain(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return `has the undeclared property ${show(params['additionalProperty'])}`;
    case 'enum':
      return `must be one of ${show(params['allowedValues'])}`;
    case 'const':
      return `must be ${show(params['allowedValue'])}`;
    case 'anyOf':
      return 'must be an IPv4 or IPv6 address without a zone';
    case 'propertyNames':
      return `has a property with an unusable name ${show(params['propertyName'])}`;
    default:
      return error.message ?? error.keyword;
  }
}

function valueAt(document: unknown, segments: readonly string[]): unknown {
  let value = document;
  for (const segment of segments) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= VALUE_LIMIT ? text : `${text.slice(0, VALUE_LIMIT)}...`;
}

let validateKnown: ReturnType<Ajv['compile']> | undefined;

/**
 * Takes from a document what this version knows: a later minor version may have added fields, which are removed from
 * `document` itself. Compiled at the first call, because only readers need it.
 * @returns whether the rest is a document
 */
export function keepKnownFields(document: unknown): boolean {
  validateKnown ??= new Ajv({ ...OPTIONS, removeAdditional: true }).compile(schema);
  return validateKnown(document) === true;
}
