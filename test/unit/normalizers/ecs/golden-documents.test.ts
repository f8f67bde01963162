import { expect, test } from '@jest/globals';
import { validateDocument } from '../../../../normalizers/ecs/validate.ts';
import type { EnrichedDocument } from '../../../../normalizers/index.ts';
import { normalizeGolden, readGoldenCases } from '../../../golden/golden-cases.ts';
import { listEcsFaults, listPairFaults } from '../../../support/list-ecs-faults.ts';

const documents = readGoldenCases().flatMap(({ name, bytes }) =>
  normalizeGolden({ name, bytes }).flatMap((outcome) => (outcome.kind === 'event' ? [{ name, outcome }] : [])),
);

test('there are documents to look at', () => {
  expect(documents.length).toBeGreaterThan(100);
});

test.each(documents)('$name is valid, and its JSON is that of JSON.stringify', ({ outcome: { document, json } }) => {
  expect(validateDocument(JSON.parse(json))).toBeUndefined();
  expect(json).toBe(JSON.stringify(document));
  // Lone surrogates and NUL would be refused by Elasticsearch; JSON shows both as escapes.
  expect(json).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:d[89a-f][0-9a-f]{2}|0000)/i);
});

test.each(documents)('$name has only fields, types and values of ECS', ({ outcome: { json } }) => {
  expect(listEcsFaults(JSON.parse(json) as object)).toEqual([]);
});

test.each(documents)('$name: types and categories belong together', ({ outcome: { document } }) => {
  expect(listPairFaults(document.event)).toEqual([]);
});

test('the check finds each fault', () => {
  expect(listEcsFaults({ event: { category: 'network' } })).toEqual(['event.category: array or not']);
  expect(listEcsFaults({ event: { category: ['tls'] } })).toEqual(['event.category: ["tls"] is not allowed']);
  expect(listEcsFaults({ event: { severity: '73' } })).toEqual(['event.severity: not long']);
  expect(listEcsFaults({ event: { severity: 1.5 } })).toEqual(['event.severity: not long']);
  expect(listEcsFaults({ tags: [] })).toEqual(['tags: not keyword']);
  expect(listEcsFaults({ tls: { alert: 1 } })).toEqual(['tls.alert is no field of ECS']);
  expect(listEcsFaults({ '@timestamp': 'now' })).toEqual(['@timestamp: not date']);
  expect(listEcsFaults({ host: { name: '' } })).toEqual(['host.name: not keyword']);
});

test('a document that does not fit is refused with a sentence that names place and value', () => {
  const document = structuredClone(documents[0]?.outcome.document) as EnrichedDocument;
  document.event.severity = 50;
  expect(validateDocument(document)).toBe('event.severity: must be one of [0,21,47,73,99], got 50');
});
