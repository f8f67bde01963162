import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { FIELD_DOCS, generateFieldDocs } from '../../../mappings/generate-field-docs.ts';
import { listSchemaFields } from '../../../mappings/list-schema-fields.ts';
import schema from '../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };

test('docs/fields.md is what the schema says; run `npm run docs` after a change', async () => {
  expect(await readFile(FIELD_DOCS, 'utf8')).toBe(generateFieldDocs());
});

test('each field has one row', () => {
  const rows = [...generateFieldDocs().matchAll(/^\| \**`([^`[]+)/gm)].map(([, path]) => path);
  expect(rows.sort()).toEqual(
    listSchemaFields(schema)
      .map(({ path }) => path)
      .sort(),
  );
});

test('a property without description is refused', () => {
  expect(() =>
    listSchemaFields({ properties: { a: { properties: { b: { type: 'string' } }, description: 'x' } } }),
  ).toThrow('a.b: has no description in the schema');
});
