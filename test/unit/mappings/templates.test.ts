import { expect, test } from '@jest/globals';
import { EcsFlat } from '@elastic/ecs';
import schema from '../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import { listSchemaFields, type SchemaField } from '../../../mappings/list-schema-fields.ts';
import { providers } from '../../../normalizers/registry.ts';
import { SCHEMA_VERSION } from '../../../normalizers/index.ts';
import { readTemplates, type Template } from '../../../services/setup/index.ts';

interface Mapping {
  readonly type?: string;
  readonly ignore_above?: number;
  readonly index?: boolean;
  readonly doc_values?: boolean;
  readonly properties?: Readonly<Record<string, Mapping>>;
  readonly fields?: Readonly<Record<string, Mapping>>;
}

const templates = await readTemplates();

/** Declared fields of an index template, by dotted name, from all the component templates that it is composed of. */
function fieldsOf(name: string): Map<string, Mapping> {
  const fields = new Map<string, Mapping>();
  const walk = (mapping: Mapping, prefix: string): void => {
    for (const [key, property] of Object.entries(mapping.properties ?? {})) {
      if (property.properties === undefined) fields.set(`${prefix}${key}`, property);
      else walk(property, `${prefix}${key}.`);
    }
  };
  const parts = find(name).body['composed_of'] as string[];
  for (const part of parts) {
    if (part === 'logs-wincanal@custom') continue;
    const inner = find(part).body['template'] as { mappings?: Mapping };
    walk(inner.mappings ?? {}, '');
  }
  return fields;
}

function find(name: string): Template {
  const template = templates.find((candidate) => candidate.name === name);
  if (template === undefined) throw new Error(`no template ${name}`);
  return template;
}

/** Mapping types that can hold each value that the schema allows. */
function typesFor({ path, value }: SchemaField): string[] {
  if (path === 'winlog.event_data') return ['flattened'];
  if (value === schema.definitions.time) return ['date'];
  if (value === (schema.definitions.ip as unknown)) return ['ip'];
  const type = { integer: 'long', number: 'double', boolean: 'boolean' }[value.type ?? ''];
  return type === undefined ? ['keyword', 'constant_keyword', 'wildcard', 'match_only_text'] : [type];
}

const schemaFields = listSchemaFields(schema);
const providerTemplates = providers.map(({ key }) => `logs-wincanal.${key}`);

test('each provider has an index template, and so have the dead letters', () => {
  const names = templates.filter(({ kind }) => kind === 'index').map(({ name }) => name);
  expect(names.sort()).toEqual([...providerTemplates, 'logs-wincanal.deadletter'].sort());
});

test.each(providerTemplates)('%s declares each property of the schema with a type that takes its values', (name) => {
  const fields = fieldsOf(name);
  const wrong = schemaFields
    .filter((field) => !typesFor(field).includes(fields.get(field.path)?.type ?? 'not declared'))
    .map(({ path }) => `${path} is ${fields.get(path)?.type ?? 'not declared'}`);
  expect(wrong).toEqual([]);
});

test.each(providerTemplates)('%s declares nothing that the schema does not have', (name) => {
  const known = new Set(schemaFields.map(({ path }) => path));
  expect([...fieldsOf(name).keys()].filter((path) => !known.has(path))).toEqual([]);
});

test.each([...providerTemplates, 'logs-wincanal.deadletter'])('%s maps the fields of ECS as ECS does', (name) => {
  const ecs = EcsFlat as Readonly<Record<string, EcsField | undefined>>;
  for (const [path, mapping] of fieldsOf(name)) {
    const field = ecs[path];
    if (/^(winlog|wincanal)\./.test(path)) expect(field).toBeUndefined();
    else {
      expect({ path, ...mapping }).toEqual({
        path,
        type: field?.type,
        ...(field?.ignore_above === undefined ? {} : { ignore_above: field.ignore_above }),
        ...(field?.index === false ? { index: false } : {}),
        ...(field?.doc_values === false ? { doc_values: false } : {}),
        ...(field?.multi_fields === undefined
          ? {}
          : { fields: Object.fromEntries(field.multi_fields.map((multi) => [multi.name, { type: multi.type }])) }),
      });
    }
  }
});

interface EcsField {
  readonly type: string;
  readonly ignore_above?: number;
  readonly index?: boolean;
  readonly doc_values?: boolean;
  readonly normalize: readonly string[];
  readonly multi_fields?: readonly { readonly name: string; readonly type: string }[];
}

test('what ECS wants as a list is one in the schema, and nothing else is', () => {
  const ecs = EcsFlat as unknown as Readonly<Record<string, EcsField | undefined>>;
  const wrong = schemaFields.filter(({ path, array }) => {
    const field = ecs[path];
    return field !== undefined && field.normalize.includes('array') !== array;
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('what is grouped by cannot be longer than what is indexed of it', () => {
  const grouped = [
    'wincanal.remediation.id',
    'wincanal.remediation.actor',
    'wincanal.remediation.action',
    'wincanal.error.symbol',
    'wincanal.error.meaning',
    'wincanal.tls.error_state.name',
    'wincanal.severity.reasons',
    'event.action',
    'event.reason',
  ];
  for (const path of grouped) {
    expect(fieldsOf('logs-wincanal.schannel').get(path)).toEqual({ type: 'keyword', ignore_above: 1024 });
    const value = schemaFields.find((field) => field.path === path)?.value;
    const longest =
      value?.maxLength ?? Math.max(...(value?.enum ?? ['x'.repeat(9999)]).map((word) => String(word).length));
    expect(longest).toBeLessThanOrEqual(1024);
  }
});

test('dead letters have their own fields', () => {
  const fields = fieldsOf('logs-wincanal.deadletter');
  const own = [...fields.keys()].filter((path) => path.startsWith('wincanal.deadletter.'));
  const names = [
    'stage',
    'topic',
    'partition',
    'offset',
    'index',
    'attempts',
    'key',
    'key_base64',
    'original_at',
    'original_base64',
  ];
  expect(own).toEqual(names.map((name) => `wincanal.deadletter.${name}`));
  for (const path of ['@timestamp', 'event.kind', 'event.original', 'error.code', 'error.message'])
    expect(fields.has(path)).toBe(true);
});

test('each template says who manages it and of which schema version it is', () => {
  for (const { name, body } of templates) {
    expect({ name, meta: body['_meta'] }).toMatchObject({
      name,
      meta: { managed_by: 'wincanal', schema_version: SCHEMA_VERSION },
    });
  }
});

test('index templates win over the built-in one for logs-*-*, whose priority is 100', () => {
  for (const { kind, name, body } of templates) {
    if (kind !== 'index') continue;
    expect(body).toMatchObject({ priority: 200, index_patterns: [`${name}-*`] });
  }
});
