import { expect, test } from '@jest/globals';
import { EcsFlat } from '@elastic/ecs';
import { validateDocument, validateValues } from '../../../../normalizers/ecs/validate.ts';
import schema from '../../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import type { EnrichedDocument } from '../../../../normalizers/ecs/document.ts';
import { composeFullDocument } from '../../../support/full-document.ts';
import { listSchemaFields } from '../../../../mappings/list-schema-fields.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAA-_';

interface Tree {
  [name: string]: Tree | string | number | boolean | Tree[] | undefined;
}

/** A valid document with one place set to another value (undefined: removed). */
function documentWith(path: string, value: unknown): unknown {
  const document = structuredClone(composeFullDocument('wincanal.schannel', 'default', ID)) as unknown as Tree;
  const names = path.split('/');
  const last = names.pop() ?? '';
  let parent = document;
  for (const name of names) parent = parent[name] as Tree;
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value as Tree;
  return document;
}

test('a document with every field of the schema is valid, and carries every field', () => {
  const document = composeFullDocument('wincanal.schannel', 'default', ID);
  expect(validateDocument(document)).toBeUndefined();
  const missing = listSchemaFields(schema).filter(({ path }) => {
    let value: unknown = document;
    for (const name of path.split('.')) value = (value as Record<string, unknown>)[name];
    return value === undefined;
  });
  expect(missing).toEqual([]);
});

test('properties that are undefined count as absent, as in the JSON that is published', () => {
  const document = composeFullDocument('wincanal.schannel', 'default', ID);
  document.message = undefined;
  document.tls = undefined;
  document.wincanal.sstp = undefined;
  document.event.reason = undefined;
  expect(validateDocument(document)).toBeUndefined();
});

test.each([
  ['unknown', 1, 'document: has the undeclared property "unknown", got {'],
  ['tls/alert', 'x', 'tls: has the undeclared property "alert", got {'],
  ['event/id', 'short', 'event.id: must match pattern "^[A-Za-z0-9_-]{22}$", got "short"'],
  ['event/id', undefined, "event: must have required property 'id', got {"],
  ['event/category', ['tls'], 'event.category.0: must be one of ["api",'],
  ['event/category', 'network', 'event.category: must be array, got "network"'],
  ['event/type', [], 'event.type: must NOT have fewer than 1 items, got []'],
  ['event/outcome', 'maybe', 'event.outcome: must be one of ["failure","success","unknown"], got "maybe"'],
  ['event/severity', 50, 'event.severity: must be one of [0,21,47,73,99], got 50'],
  ['event/reason', 'x'.repeat(1025), 'event.reason: must NOT have more than 1024 characters, got "xxx'],
  ['event/sequence', 1.5, 'event.sequence: must be integer, got 1.5'],
  ['event/original', '', 'event.original: must NOT have fewer than 1 characters, got ""'],
  ['@timestamp', '2026-03-04 05:06:07', '@timestamp: must match pattern'],
  ['@timestamp', '2026-03-04T05:06:07+01:00', '@timestamp: must match pattern'],
  ['data_stream/namespace', 'a-b', 'data_stream.namespace: must match pattern'],
  ['data_stream/type', 'metrics', 'data_stream.type: must be "logs", got "metrics"'],
  ['host/name', 'GW-01', 'host.name: must match pattern "^[^A-Z]+$", got "GW-01"'],
  ['server/ip', '1.2.3.4.5', 'server.ip: must be an IPv4 or IPv6 address without a zone, got "1.2.3.4.5"'],
  ['server/ip', 'fe80::1%eth0', 'server.ip: must be an IPv4 or IPv6 address without a zone, got "fe80::1%eth0"'],
  ['error/code', '0x80090325'.toUpperCase(), 'error.code: must match pattern'],
  ['tls/server/hash/sha1', 'a'.repeat(40), 'tls.server.hash.sha1: must match pattern'],
  ['wincanal/role', 'server', 'wincanal.role: must be one of ["vpn_client",'],
  ['wincanal/schema_version', '2.0', 'wincanal.schema_version: must match pattern "^1\\.[0-9]+$", got "2.0"'],
  ['wincanal/severity/label', 'severe', 'wincanal.severity.label: must be one of'],
  ['wincanal/lag_seconds', '2', 'wincanal.lag_seconds: must be number, got "2"'],
  ['winlog/event_data/Count', 7, 'winlog.event_data.Count: must be string, got 7'],
  ['winlog/event_data/a~b', 7, 'winlog.event_data.a~b: must be string, got 7'],
  ['winlog/event_data/a\u0000b', 'x', 'winlog.event_data: has a property with an unusable name "a\\u0000b", got {'],
])('%s = %j is refused by place, rule and value', (path, value, message) => {
  expect(validateDocument(documentWith(path, value))).toContain(message);
});

test('a message shows at most the start of a long value, on one line', () => {
  const message = validateDocument(documentWith('event/id', 'x\n'.repeat(5000))) ?? '';
  expect(message.length).toBeLessThan(300);
  expect(message).not.toContain('\n');
});

test('what is no object is refused', () => {
  expect(validateDocument(null)).toBe('document: must be object, got null');
  expect(validateDocument(undefined)).toBe('document: must be object, got nothing');
});

test('the closed lists are those of ECS', () => {
  const event = schema.definitions.event.properties;
  const names = (values: readonly { name: string }[]): string[] => values.map(({ name }) => name).sort();
  expect([...event.kind.enum].sort()).toEqual(names(EcsFlat['event.kind'].allowed_values));
  expect([...event.category.items.enum].sort()).toEqual(names(EcsFlat['event.category'].allowed_values));
  expect([...event.type.items.enum].sort()).toEqual(names(EcsFlat['event.type'].allowed_values));
  expect([...event.outcome.enum].sort()).toEqual(names(EcsFlat['event.outcome'].allowed_values));
  expect(schema.properties.network.properties.direction.enum).toEqual(EcsFlat['network.direction'].expected_values);
});

test.each([
  ['event/reason', 'x'.repeat(1025), 'event.reason: must NOT have more than 1024 characters, got "xxx'],
  ['event/original', '', 'event.original: must NOT have fewer than 1 characters, got ""'],
  ['event/sequence', 1.5, 'event.sequence: must be integer, got 1.5'],
  ['event/code', 36887, 'event.code: must be string, got 36887'],
  ['@timestamp', '2026-03-04T05:06:07 Z', '@timestamp: must match pattern'],
  ['data_stream/namespace', 'Not-Allowed', 'data_stream.namespace: must match pattern'],
  ['winlog/event_data', { 'a\0b': 'x' }, 'winlog.event_data: has a property with an unusable name "a\\u0000b"'],
  ['winlog/event_data', { ['n'.repeat(1025)]: 'x' }, 'winlog.event_data: has a property with an unusable name "nnn'],
])('what data can bring into a document is refused when it is made: %s = %j', (path, value, message) => {
  const document = documentWith(path, value) as EnrichedDocument;
  expect(validateValues(document)).toContain(message);
  expect(validateDocument(document)).toBe(validateValues(document));
});

test('a document with every field holds when it is made', () => {
  expect(validateValues(composeFullDocument('wincanal.schannel', 'default', ID))).toBeUndefined();
});
