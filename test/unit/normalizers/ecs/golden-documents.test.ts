import { expect, test } from '@jest/globals';
import { EcsFlat } from '@elastic/ecs';
import { serializeDocument } from '../../../../normalizers/ecs/serialize-document.ts';
import { validateDocument } from '../../../../normalizers/ecs/validate.ts';
import type { EnrichedDocument } from '../../../../normalizers/index.ts';
import { normalizeGolden, readGoldenCases } from '../../../golden/golden-cases.ts';

/** What of a field of ECS these tests look at. */
interface EcsField {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly allowed_values?: readonly { readonly name: string; readonly expected_event_types?: readonly string[] }[];
}

const ECS = EcsFlat as unknown as Readonly<Record<string, EcsField | undefined>>;
/** Parts of the document that are not ECS: Winlogbeat's and our own. */
const CUSTOM = ['winlog', 'wincanal'];

const documents = readGoldenCases().flatMap(({ name, bytes }) =>
  normalizeGolden(bytes).flatMap((outcome) => (outcome.kind === 'event' ? [{ name, outcome }] : [])),
);

test('there are documents to look at', () => {
  expect(documents.length).toBeGreaterThan(100);
});

test.each(documents)('$name is valid, and its JSON is that of JSON.stringify', ({ outcome: { document, json } }) => {
  expect(validateDocument(JSON.parse(json))).toBeUndefined();
  expect(json).toBe(JSON.stringify(document));
  expect(serializeDocument(document)).toBe(json);
  // Lone surrogates and NUL would be refused by Elasticsearch; JSON shows both as escapes.
  expect(json).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:d[89a-f][0-9a-f]{2}|0000)/i);
});

test('serialising a document leaves it as it was', () => {
  const document = documents[0]?.outcome.document as EnrichedDocument;
  const before = structuredClone(document);
  serializeDocument(document);
  expect(document).toEqual(before);
});

/** Leaves of a JSON object with their dotted names; an array is a leaf. */
function leaves(value: object, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, part]: [string, unknown]): [string, unknown][] => {
    const at = path === '' ? name : `${path}.${name}`;
    return typeof part === 'object' && part !== null && !Array.isArray(part) ? leaves(part, at) : [[at, part]];
  });
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  keyword: isText,
  constant_keyword: isText,
  wildcard: isText,
  match_only_text: isText,
  ip: isText,
  date: (value) => isText(value) && !Number.isNaN(Date.parse(value as string)),
  long: Number.isSafeInteger,
  boolean: (value) => typeof value === 'boolean',
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** What is wrong with a document by the rules of ECS. */
function faults(document: object): string[] {
  const ecs = Object.entries(document).filter(([name]) => !CUSTOM.includes(name));
  return leaves(Object.fromEntries(ecs)).flatMap(([path, value]) => {
    const field = ECS[path];
    if (field === undefined) return [`${path} is no field of ECS`];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const check = TYPES[field.type];
    const allowed = field.allowed_values?.map(({ name }) => name);
    return [
      ...(field.normalize.includes('array') === Array.isArray(value) ? [] : [`${path}: array or not`]),
      ...(values.length > 0 && values.every((one) => check?.(one) === true) ? [] : [`${path}: not ${field.type}`]),
      ...(allowed === undefined || values.every((one) => allowed.includes(one as string))
        ? []
        : [`${path}: ${JSON.stringify(value)} is not allowed`]),
    ];
  });
}

test.each(documents)('$name has only fields, types and values of ECS', ({ outcome: { json } }) => {
  expect(faults(JSON.parse(json) as object)).toEqual([]);
});

test.each(documents)('$name: each event.type goes with one of its categories', ({ outcome: { document } }) => {
  const expected = document.event.category.flatMap(
    (category) =>
      ECS['event.category']?.allowed_values?.find(({ name }) => name === category)?.expected_event_types ?? [],
  );
  expect(document.event.type.filter((type) => !expected.includes(type))).toEqual([]);
});

test('the check finds each fault', () => {
  expect(faults({ event: { category: 'network' } })).toEqual(['event.category: array or not']);
  expect(faults({ event: { category: ['tls'] } })).toEqual(['event.category: ["tls"] is not allowed']);
  expect(faults({ event: { severity: '73' } })).toEqual(['event.severity: not long']);
  expect(faults({ event: { severity: 1.5 } })).toEqual(['event.severity: not long']);
  expect(faults({ tags: [] })).toEqual(['tags: not keyword']);
  expect(faults({ tls: { alert: 1 } })).toEqual(['tls.alert is no field of ECS']);
  expect(faults({ '@timestamp': 'now' })).toEqual(['@timestamp: not date']);
  expect(faults({ host: { name: '' } })).toEqual(['host.name: not keyword']);
});

test('a document that does not fit is refused with a sentence that names place and value', () => {
  const document = structuredClone(documents[0]?.outcome.document) as EnrichedDocument;
  document.event.severity = 50;
  expect(validateDocument(document)).toBe('event.severity: must be one of [0,21,47,73,99], got 50');
});
