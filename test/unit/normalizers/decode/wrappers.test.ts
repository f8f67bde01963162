import { isUtf8 } from 'node:buffer';
import { expect, test } from '@jest/globals';
import { createNormalizer } from '../../../../normalizers/index.ts';
import { ANY_SENDER, FLEET_FORMATS, FLEET_ZONE, renderRecord } from '../../../../services/simulate/index.ts';
import { composeLogical } from '../../../support/logical-events.ts';
import { TEXT_WRAPPINGS } from '../../../support/wrap-text.ts';

const NOW = Date.parse('2026-03-04T05:07:00.000Z');
const normalizer = createNormalizer({ assumedTimezone: FLEET_ZONE });

function normalize(bytes: Uint8Array) {
  return normalizer.normalize(bytes, undefined, NOW).map((outcome) => {
    if (outcome.kind !== 'event') return outcome;
    const { event, wincanal } = outcome.document;
    const { format, wrappers = [] } = wincanal.input;
    return { id: event.id, format, wrappers };
  });
}

/** Zeros end messages of GELF over TCP: no relay takes them for a part of the text. */
function isText(record: Buffer): boolean {
  return isUtf8(record) && !record.includes(0);
}

const RECORDS = FLEET_FORMATS.map((format) => ({
  format,
  bytes: renderRecord(format, [composeLogical()], ANY_SENDER),
}));
const TEXTS = RECORDS.flatMap(({ format, bytes }) => (isText(bytes) ? [{ format, text: bytes.toString() }] : []));

test('all formats are wrapped but those that are no text', () => {
  expect(RECORDS.filter(({ bytes }) => !isText(bytes)).map(({ format }) => format)).toEqual([
    ...['otlp_protobuf', 'otlp_protobuf_xml', 'gelf_fluentd', 'gzip', 'zlib', 'zstd', 'utf16le', 'utf16be'],
  ]);
});

/** As a value of an object, whatever its key, this text is what Fluent Bit itself writes, and the object no wrapper. */
function isFluentBit(format: string, text: string, wrapped: string): boolean {
  if (format !== 'fluent_bit_raw_text' || !wrapped.startsWith('{')) return false;
  const { short_message: gelf, ...values } = JSON.parse(wrapped) as Record<string, unknown>;
  return gelf === undefined && Object.values(values).includes(text);
}

test.each(TEXT_WRAPPINGS)(
  '$name: every format within is found, and what is around it named',
  ({ wrap, wrappers, hides = [] }) => {
    for (const { format, text } of TEXTS.filter((text) => !hides.includes(text.format))) {
      const [alone] = normalize(Buffer.from(text));
      if (alone === undefined || !('id' in alone)) throw new Error(`${format} alone is no event`);
      const wrapped = wrap(text);
      const around = isFluentBit(format, text, wrapped) ? [] : wrappers;
      const expected = [{ ...alone, wrappers: [...around, ...alone.wrappers] }];
      expect([format, normalize(Buffer.from(wrapped))]).toEqual([format, expected]);
    }
  },
);

const XML = TEXTS.find(({ format }) => format === 'xml')?.text ?? '';

test.each<[string, object, string]>([
  ['the original before the message', { event: { original: XML }, message: 'x' }, 'logstash event_xml'],
  ['a text that holds one, not the first', { message: '[note] nothing', log: XML }, 'logstash event_xml'],
  [
    'the nested object, where the message is only words',
    { message: 'x', a: { data: XML, meta: {} } },
    'logstash openwec',
  ],
  [
    'not what a relay adds',
    { host: { name: 'a' }, agent: { id: 'b' }, mine: { message: XML } },
    'logstash logstash event_xml',
  ],
])('%s is opened', (_, json, expected) => {
  const [outcome] = normalize(Buffer.from(JSON.stringify(json)));
  if (outcome === undefined || !('id' in outcome)) throw new Error(JSON.stringify(outcome));
  expect([...outcome.wrappers, outcome.format].join(' ')).toBe(expected);
});

test.each<object>([
  { message: 'The service has started.' },
  { message: '[note] "Schannel" {is} no event' },
  { message: '"quoted" words' },
  { message: 'Mar  4 06:06:09 relay01 app[12]: nothing is in it' },
  { log: '<13>Mar  4 06:06:09 relay01 app[12]: nothing is in it' },
  { a: { b: 1 }, c: { d: 2 } },
])('%j is not opened', (json) => {
  const outcomes = normalize(Buffer.from(JSON.stringify(json)));
  expect(outcomes).toEqual([expect.objectContaining({ code: 'DECODE_UNKNOWN_FORMAT' })]);
  expect(outcomes[0]).toHaveProperty(
    'detail',
    expect.stringContaining(`the object has the keys [${Object.keys(json).join(', ')}]`),
  );
});
