import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNormalizer } from '../../../normalizers/index.ts';
import { holdExplainPromises, holdPromises } from '../../support/promises.ts';
import certificates from '../../support/certificates/certificates.json' with { type: 'json' };
import { GOLDEN_NOW, GOLDEN_SOURCE, readGoldenCases } from '../../golden/golden-cases.ts';

/** Fixed, so that a failure is the same for everybody; fast-check prints what to do with another one. */
const SEED = 20260304;
const normalizer = createNormalizer({ keepOriginal: true });
const corpus = readGoldenCases().map(({ bytes }) => bytes);

function check(assertion: (bytes: Uint8Array) => void, bytes: fc.Arbitrary<Uint8Array>, numRuns: number): void {
  fc.assert(fc.property(bytes, assertion), { seed: SEED, numRuns });
}

function holdsPromises(bytes: Uint8Array): void {
  holdPromises(bytes);
  holdExplainPromises(bytes);
}

const any = fc.constantFrom(...corpus);
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const at = (bytes: Uint8Array, fraction: number): number => Math.floor(bytes.length * fraction);

test('any bytes have outcomes, and none of them throws', () => {
  check(holdsPromises, fc.uint8Array({ maxLength: 300 }), 1000);
});

test('any text that begins like a record has outcomes', () => {
  const text = fc
    .tuple(
      fc.constantFrom(
        '<Event>',
        '<Events><Event>',
        '<?xml version="1.0"?>',
        '{"winlog":{',
        '[{"winlog":',
        '\uFEFF<',
        '"',
      ),
      fc.string({ unit: 'binary', maxLength: 200 }),
    )
    .map(([start, rest]) => Buffer.from(start + rest));
  check(holdsPromises, text, 1000);
});

test('a truncated record has outcomes', () => {
  check(
    holdsPromises,
    fc.tuple(any, place).map(([bytes, cut]) => bytes.subarray(0, at(bytes, cut))),
    1000,
  );
});

test('a record with flipped bytes has outcomes', () => {
  const flipped = fc
    .tuple(any, fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }))
    .map(([bytes, flips]) => {
      const copy = Uint8Array.from(bytes);
      for (const [where, value] of flips) if (copy.length > 0) copy[at(copy, where)] = value;
      return copy;
    });
  check(holdsPromises, flipped, 2000);
});

test('two records spliced have outcomes', () => {
  const spliced = fc
    .tuple(any, any, place, place)
    .map(([a, b, i, k]) => Buffer.concat([a.subarray(0, at(a, i)), b.subarray(at(b, k))]));
  check(holdsPromises, spliced, 1000);
});

test('a record with a part repeated has outcomes', () => {
  const repeated = fc.tuple(any, place, place, fc.integer({ min: 2, max: 5 })).map(([bytes, i, k, times]) => {
    const [from, to] = [at(bytes, Math.min(i, k)), at(bytes, Math.max(i, k))];
    const part = bytes.subarray(from, to);
    return Buffer.concat([bytes.subarray(0, from), ...Array<Uint8Array>(times).fill(part), bytes.subarray(to)]);
  });
  check(holdsPromises, repeated, 1000);
});

/** Numbers where a record has numbers, and texts where it has texts: each one that some field may choke on. */
const ODD_VALUES: readonly string[] = [
  ...['', ' ', '-', '.', '..a.', 'A.', '%1', '<&>', ']]>', '\uFFFF', '[]', '{}', 'n'.repeat(1025), 'n.'.repeat(600)],
  ...['n'.repeat(1024), '\u0130'.repeat(1024)],
  ...['0', '-1', '256', '65536', '4294967296', '18446744073709551616', '0x', '0xffffffffffff', '1e9', '9'.repeat(400)],
  ...['fe80::1%12', '::1', '1.2.3.4', 'https://x:0/', 'https://x:65536/', `https://${'h'.repeat(1100)}/`],
  ...['0000-01-01T00:00:00Z', '0000-01-01T00:00:00+01:00', '9999-12-31T23:59:59.9Z', '9999-12-31T23:59:59-01:00'],
  ...['{00000000-0000-0000-0000-000000000001}', 'S-1-5-18', 'Type', '404', ' 404 ', '00'.repeat(20), 'AB'.repeat(32)],
];

const oddValue = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.string({ unit: 'binary', maxLength: 40 }));

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).toWellFormed();

const xmlValue = /(?<=>)[^<>]+(?=<\/)|(?<==')[^'<>]*(?=')/g;
const jsonValue = /(?<=":)(?:"(?:[^"\\]|\\.)*"|\d+)/g;

/** A record with some of its values replaced, still well-formed. */
function withValues(text: string, chosen: readonly (readonly [number, string])[]): string {
  const xml = text.includes('</Event>') && !text.startsWith('{') && !text.startsWith('[');
  const pattern = xml ? xmlValue : jsonValue;
  const count = text.match(pattern)?.length ?? 0;
  const picks = new Map(chosen.map(([where, value]) => [Math.floor(where * count), value]));
  let n = 0;
  return text.replace(pattern, (old) => {
    const value = picks.get(n++);
    if (value === undefined) return old;
    return xml ? escapeXml(value) : JSON.stringify(value);
  });
}

const texts = corpus.flatMap((bytes) => {
  const text = Buffer.from(bytes).toString('utf8');
  return bytes.length > 0 && Buffer.from(text).equals(bytes) ? [text] : [];
});

test.each([
  'event_xml/36870-server',
  'event_xml/36880-user-data',
  'event_xml/36888-target-name',
  'event_xml/36887-rendered-german',
  'event_xml/1-number-in-text',
  'event_xml/4-proxy-login',
  'event_xml/6-hash-notations',
  'event_xml/9-url-reservation',
  'winlogbeat/36887-forwarded',
  'winlogbeat/36887-decode-xml',
  'winlogbeat/1-german-level-zero',
])('each value of %s may be any odd value', (name) => {
  const bytes = readGoldenCases().find((golden) => golden.name === name)?.bytes ?? Buffer.of();
  const text = Buffer.from(bytes).toString('utf8');
  const places = text.match(name.startsWith('event_xml') ? xmlValue : jsonValue)?.length ?? 0;
  expect(places).toBeGreaterThan(15);
  for (let i = 0; i < places; i++) {
    for (const value of ODD_VALUES) {
      const record = withValues(text, [[(i + 0.5) / places, value]]);
      try {
        holdsPromises(Buffer.from(record));
      } catch (cause) {
        throw new Error(`${JSON.stringify(value)} in ${record}`, { cause });
      }
    }
  }
});

test('a record with odd values has outcomes, and no document that does not fit', () => {
  const odd = fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.tuple(place, oddValue), { minLength: 1, maxLength: 3 }))
    .map(([text, chosen]) => Buffer.from(withValues(text, chosen)));
  check(holdsPromises, odd, 3000);
});

const head =
  "<Event><System><Provider Name='Schannel'/><EventID>36888</EventID><TimeCreated SystemTime='2026-03-04T05:06:07Z'/></System>";

test('data names and values of any characters arrive whole in both formats, or in a name that is refused', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.constantFrom('__proto__', 'toString', 'a.b'),
  );
  const values = fc.dictionary(name, fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), { maxKeys: 6 });
  fc.assert(
    fc.property(values, (data) => {
      const pairs = Object.entries(data);
      const xml = `${head}<EventData>${pairs
        .map(([key, value]) => `<Data Name='${escapeXml(key)}'>${escapeXml(value)}</Data>`)
        .join('')}</EventData></Event>`;
      const beat = JSON.stringify({
        '@timestamp': '2026-03-04T05:06:07Z',
        winlog: { provider_name: 'Schannel', event_id: '36888', event_data: data },
      });
      for (const text of [xml, beat]) {
        holdsPromises(Buffer.from(text));
        const [outcome] = normalizer.normalize(Buffer.from(text), undefined, GOLDEN_NOW);
        if (outcome?.kind === 'dead') {
          expect([
            outcome.code,
            pairs.some(([key]) => ['__proto__', 'constructor', 'prototype'].includes(key)),
          ]).toEqual(['DECODE_FORBIDDEN_NAME', true]);
        } else if (outcome?.kind === 'event') {
          const arrived = Object.values(outcome.document.winlog.event_data ?? {});
          expect(arrived).toHaveLength(pairs.length);
        } else throw new Error('skipped');
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('a damaged certificate costs its event nothing but the certificate', () => {
  const names = Object.keys(certificates) as (keyof typeof certificates)[];
  const damage = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 });
  const whole = String(readGoldenCases().find(({ name }) => name === 'event_xml/36884-name')?.bytes);
  fc.assert(
    fc.property(fc.constantFrom(...names), damage, (name, changes) => {
      const bytes = Buffer.from(certificates[name], 'hex');
      for (const [fraction, byte] of changes) bytes[at(bytes, fraction)] = byte;
      const record = Buffer.from(whole.replace(/>3082[0-9A-F]+</, `>${bytes.toString('hex')}<`));
      const [outcome] = normalizer.normalize(record, GOLDEN_SOURCE, GOLDEN_NOW);
      if (outcome?.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(outcome)}`);
      const { tags, wincanal } = outcome.document;
      expect(tags?.includes('certificate_unreadable') ?? false).toBe(wincanal.tls?.certificate === undefined);
      holdsPromises(record);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
