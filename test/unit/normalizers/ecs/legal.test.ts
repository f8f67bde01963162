import { expect, test } from '@jest/globals';
import schema from '../../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import { listSchemaFields } from '../../../../mappings/list-schema-fields.ts';
import type { EcsTriple } from '../../../../normalizers/ecs/document.ts';
import { createNormalizer } from '../../../../normalizers/index.ts';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import { buildDeadLetterDocument } from '../../../../services/indexer/deadletter-document.ts';
import { composeAlert } from '../../../support/canal.ts';
import { composeFullDocument } from '../../../support/full-document.ts';
import { ECS, listEcsFaults, listPairFaults } from '../../../support/list-ecs-faults.ts';

/** Every categorisation that a catalogue holds, of events and of their variants. */
const triples: { readonly where: string; readonly ecs: EcsTriple }[] = PROVIDERS.flatMap(({ catalog: { data } }) =>
  Object.entries(data.events).flatMap(([id, event]) =>
    [event, ...(event.variants ?? [])].flatMap(({ ecs }, at) =>
      ecs === undefined ? [] : [{ where: `${data.provider.key} ${id}${at === 0 ? '' : ` variant ${at}`}`, ecs }],
    ),
  ),
);

test('there are categorisations of events and of variants', () => {
  expect(triples.length).toBeGreaterThan(80);
  expect(triples.some(({ where }) => where.includes('variant'))).toBe(true);
});

test.each(triples)('the categorisation of $where is legal', ({ ecs: { category, type, outcome, action } }) => {
  expect(listEcsFaults({ event: { category, type, action, ...(outcome === undefined ? {} : { outcome }) } })).toEqual(
    [],
  );
  expect(listPairFaults({ category, type })).toEqual([]);
});

test('an event id that the catalogue does not know has a legal document', () => {
  const xml = composeAlert(1, 1).replace('<EventID>36887<', '<EventID>36999<');
  const [outcome] = createNormalizer().normalize(Buffer.from(xml), { topic: 'raw', partition: 0, offset: 0 }, 0);
  if (outcome?.kind !== 'event') throw new Error('no document');
  expect(outcome.document.event.action).toBe('unknown');
  expect(listEcsFaults(JSON.parse(outcome.json) as object)).toEqual([]);
  expect(listPairFaults(outcome.document.event)).toEqual([]);
});

test('a document with every field is legal', () => {
  const document = composeFullDocument('wincanal.schannel', 'default', 'x');
  expect(listEcsFaults(document)).toEqual([]);
  expect(listPairFaults(document.event)).toEqual([]);
});

test('the document of a dead letter is legal', () => {
  const { document } = buildDeadLetterDocument(
    {
      topic: 'dead',
      partition: 0,
      offset: 7,
      key: null,
      value: Buffer.from('x'),
      headers: { 'error-code': 'DECODE_EMPTY', 'original-bytes': '5', 'original-at': '2' },
      timestamp: 0,
    },
    'default',
  );
  expect(listEcsFaults(JSON.parse(String(document)) as object)).toEqual([]);
});

const fields = listSchemaFields(schema).filter(({ path }) => !/^(?:winlog|wincanal)\./.test(path));

/** Types of JSON Schema that hold the values of a type of ECS. */
const TYPES: Readonly<Record<string, string>> = { long: 'integer', boolean: 'boolean' };

test.each(fields)('$path is a field of ECS with the same type, list or not, and no value that ECS forbids', (field) => {
  const ecs = ECS[field.path];
  expect(ecs).toBeDefined();
  expect(field.array).toBe(ecs?.normalize.includes('array'));
  expect(field.value.type ?? 'string').toBe(
    field.value.const === undefined ? (TYPES[ecs?.type ?? ''] ?? 'string') : 'string',
  );
  const words = [...(field.value.enum ?? []), ...(field.value.const === undefined ? [] : [field.value.const])];
  const allowed = ecs?.allowed_values?.map(({ name }) => name);
  // Where ECS has a closed list, the schema has one too, or it would promise nothing.
  if (allowed !== undefined) expect(words.length).toBeGreaterThan(0);
  expect(words.filter((word) => allowed !== undefined && !allowed.includes(String(word)))).toEqual([]);
});

test('the check of pairs finds each fault', () => {
  expect(listPairFaults({ category: ['network'], type: ['connection'] })).toEqual([]);
  expect(listPairFaults({ category: ['host'], type: ['connection', 'info'] })).toEqual(['type connection']);
  expect(listPairFaults({ category: ['network', 'session'], type: ['denied'] })).toEqual(['category session']);
});
