import { expect, test } from '@jest/globals';
import { JSON_FORMATS } from '../../../../normalizers/decode/detect.ts';
import { AZURE_MONITOR } from '../../../../normalizers/decode/formats/azure-monitor.ts';
import { isObject, type JsonObject } from '../../../../normalizers/decode/json.ts';
import { createNormalizer } from '../../../../normalizers/index.ts';
import { GOLDEN_NOW, GOLDEN_SOURCE, readGoldenCases } from '../../../golden/golden-cases.ts';

const normalizer = createNormalizer({ assumedTimezone: 'Europe/Berlin' });
const DEEP = `${'['.repeat(70)}${']'.repeat(70)}`;
const MARK = '"put the deep value here"';

const records: readonly JsonObject[] = readGoldenCases().flatMap(({ bytes }) => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
});

/** The record with a deep value in each of the places where a text, a number or nothing stands. */
function* deepen(record: JsonObject): Generator<string> {
  let count = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    let seen = 0;
    const text = JSON.stringify(record, (_, value: unknown) =>
      (typeof value !== 'object' || value === null) && seen++ === at ? 'put the deep value here' : value,
    );
    count = seen;
    yield text.replace(MARK, DEEP);
  }
}

test.each(JSON_FORMATS.map((format, at) => ({ at, format, sign: format.sign })))(
  'a deep value is refused wherever it stands: $at, $sign',
  ({ format }) => {
    const own = records.filter((record) => JSON_FORMATS.find(({ matches }) => matches(record)) === format);
    const outcomes = own
      .flatMap((record) => [...deepen(record)])
      .flatMap((text) => normalizer.normalize(Buffer.from(text), GOLDEN_SOURCE, GOLDEN_NOW));
    // What nobody reads may be as deep as it likes; as a value it would be taken for one of the event.
    const taken = outcomes.flatMap((outcome) => (outcome.kind === 'event' ? [outcome.json] : []));
    expect(taken.filter((json) => json.includes('[[[['))).toEqual([]);
    // The values of Azure Monitor are XML in a text, so that a list in its place is no value.
    const codes = outcomes.map((outcome) => (outcome.kind === 'dead' ? outcome.code : outcome.kind));
    if (format !== AZURE_MONITOR) expect(codes).toContain('DECODE_TOO_DEEP');
  },
);

test('a list of records is not opened when it is nested too deep, whatever is in it', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const event = `{"winlog":{"provider_name":"Schannel","event_id":"36887"},"@timestamp":"2026-03-04T05:06:07Z","toJSON":1,"x":${deep}}`;
  const outcomes = createNormalizer({ keepOriginal: true }).normalize(
    Buffer.from(`{"events":[${event}]}`),
    undefined,
    GOLDEN_NOW,
  );
  const detail = 'values are nested deeper than 64 (WINCANAL_MAX_DEPTH), which no collector does';
  expect(outcomes).toEqual([{ kind: 'dead', index: 0, code: 'DECODE_TOO_DEEP', detail }]);
});
