import { expect, test } from '@jest/globals';
import { createNormalizer, type Outcome } from '../../../../normalizers/index.ts';
import { GOLDEN_NOW, GOLDEN_SOURCE, readGoldenCases } from '../../../golden/golden-cases.ts';

/** What producers, proxies and strangers write into the header. */
const PROTOBUF = ['application/x-protobuf', 'application/protobuf', ' Application/X-Protobuf ; charset=utf-8'];
const OTHERS = [
  'application/json',
  'application/json; charset=utf-16',
  'application/vnd.apache.avro+binary',
  'application/cloudevents+json',
  '',
  '\u0000\ufffd',
  '__proto__',
  'application/x-protobuf'.repeat(5000),
];

const normalizer = createNormalizer({ assumedTimezone: 'Europe/Berlin' });
const normalize = (bytes: Uint8Array, contentType?: string): Outcome[] =>
  normalizer.normalize(bytes, { ...GOLDEN_SOURCE, contentType }, GOLDEN_NOW);

/** A record as its collector sends it, and in every other encoding of a text. */
function encode(bytes: Buffer): readonly Buffer[] {
  const text = bytes.toString();
  if (text.includes('\ufffd') || text.includes('\0')) return [bytes];
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  // A header without a mark is only told from text by zeros, which other letters at the beginning do not have.
  const bare = /^[ -~]{8}/u.test(text) ? [utf16.subarray(2), Buffer.from(utf16.subarray(2)).swap16()] : [];
  const framed = /^[{[]/u.test(text) ? [Buffer.concat([Buffer.of(0, 0, 0, 0, 7), bytes])] : [];
  const controls = Buffer.from(
    text.replace(/(?<=<Computer>|"(?:computer|computer_name|Computer|Hostname)": ?")/u, '\u0001'),
  );
  return [bytes, utf16, Buffer.from(utf16).swap16(), ...bare, ...framed, ...(text.startsWith('<') ? [controls] : [])];
}

const RECORDS = readGoldenCases().flatMap(({ name, bytes }) =>
  encode(Buffer.from(bytes)).map((record, at) => ({ name: `${name} ${at}`, record, plain: normalize(record) })),
);

test('there are documents in every encoding', () => {
  const withDocument = RECORDS.filter(({ plain }) => plain.some(({ kind }) => kind === 'event'));
  expect(withDocument.length).toBeGreaterThan(1500);
});

test.each(OTHERS.map((type) => [type.slice(0, 40), type]))('the header %j changes nothing', (_, contentType) => {
  for (const { name, record, plain } of RECORDS) {
    const outcomes = normalize(record, contentType);
    if (JSON.stringify(outcomes) !== JSON.stringify(plain)) expect([name, outcomes]).toEqual([name, plain]);
  }
});

test.each(PROTOBUF)('the header %j takes no event from a record that its content tells', (contentType) => {
  for (const { name, record, plain } of RECORDS) {
    const outcomes = normalize(record, contentType);
    const isUntold = plain.every((outcome) => outcome.kind === 'dead');
    if (isUntold) expect([name, outcomes.every(({ kind }) => kind === 'dead')]).toEqual([name, true]);
    else if (JSON.stringify(outcomes) !== JSON.stringify(plain)) expect([name, outcomes]).toEqual([name, plain]);
  }
});
