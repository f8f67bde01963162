import { expect, test } from '@jest/globals';
import { JSON_FORMATS, KNOWN_OBJECTS } from '../../../../normalizers/decode/detect.ts';
import type { JsonFormat } from '../../../../normalizers/decode/format.ts';
import { isObject, type JsonObject } from '../../../../normalizers/decode/json.ts';
import { ObjectTable } from '../../../../normalizers/decode/known-objects.ts';
import { readGoldenCases } from '../../../golden/golden-cases.ts';

const records: readonly JsonObject[] = readGoldenCases().flatMap(({ bytes }) => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
});

/** What the table has to find: the first of all that matches. */
function findByAsking(json: JsonObject): JsonFormat | undefined {
  return JSON_FORMATS.find(({ matches }) => matches(json));
}

function listDifferences(objects: readonly JsonObject[]): string[] {
  return objects
    .filter((json) => KNOWN_OBJECTS.find(json) !== findByAsking(json))
    .map((json) => JSON.stringify(json).slice(0, 200));
}

/** The record without each of its keys, and each of its keys alone. */
function takeApart(record: JsonObject): JsonObject[] {
  const entries = Object.entries(record);
  return entries.flatMap((one) => [
    Object.fromEntries(entries.filter((entry) => entry !== one)),
    Object.fromEntries([one]),
  ]);
}

const ofEachFormat: readonly JsonObject[] = JSON_FORMATS.map((format) => {
  const record = records.find((one) => findByAsking(one) === format);
  if (record === undefined) throw new Error(`no golden record is told by: ${format.sign}`);
  return record;
});

test('of each record the format is found, as without the table', () => {
  expect(listDifferences(records)).toEqual([]);
});

test('the same holds where any key is missing, or is alone', () => {
  expect(listDifferences(records.flatMap(takeApart))).toEqual([]);
});

test('the same holds for records of two formats at once', () => {
  const mixed = ofEachFormat.flatMap((one) =>
    records.flatMap((other) => [
      { ...one, ...other },
      { ...other, ...one },
    ]),
  );
  expect(listDifferences(mixed)).toEqual([]);
});

test('keys that every object inherits are nothing to the table', () => {
  const texts = ['{"constructor":{}}', '{"__proto__":{"winlog":{}}}', '{"toString":1,"hasOwnProperty":null}'];
  expect(listDifferences(texts.map((text) => JSON.parse(text) as JsonObject))).toEqual([]);
});

test('there are no more formats than bits', () => {
  const [format] = JSON_FORMATS;
  expect(() => new ObjectTable(Array<JsonFormat>(33).fill(format as JsonFormat))).toThrow(RangeError);
  const last = { ...(format as JsonFormat), matches: () => true, keys: ['last'] };
  const table = new ObjectTable([...Array<JsonFormat>(31).fill(format as JsonFormat), last]);
  expect(table.find({ last: 1 })).toBe(last);
});
