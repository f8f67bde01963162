import { expect, test } from '@jest/globals';
import { createNormalizer } from '../../../normalizers/index.ts';
import { PROVIDERS } from '../../../normalizers/registry.ts';
import { composeRecord } from '../../support/compose-record.ts';
import { GOLDEN_NOW } from '../../golden/golden-cases.ts';

/**
 * As long as a keyword may be, and around it: texts of the catalogue put words before a value, and some letters become two
 * in lower case (U+0130) or upper case (U+00DF).
 */
const LONG_VALUES: readonly string[] = [
  ...[1000, 1024, 1025, 5000].map((length) => 'x'.repeat(length)),
  ...['\u0130', '\u00df', '\u{10ffff}', 'a.'].map((piece) => piece.repeat(Math.floor(1024 / piece.length))),
  `http://ocsp.example/${'M'.repeat(1000)}`,
  `https://${'\u0130'.repeat(1010)}/`,
  `CN=${'x'.repeat(1021)}`,
  `C:\\${'x'.repeat(1021)}`,
];

const normalizer = createNormalizer();

/** Codes and details of what did not become a document. */
function faultsOf(record: Buffer): string[] {
  return normalizer
    .normalize(record, undefined, GOLDEN_NOW)
    .flatMap((outcome) =>
      outcome.kind === 'event' ? [] : outcome.kind === 'dead' ? [outcome.detail] : [outcome.reason],
    );
}

const cases = PROVIDERS.flatMap(({ catalog: { data } }) =>
  Object.entries(data.events).map(([id, { templates }]) => ({
    provider: data.provider.name,
    id: Number(id),
    names: [...new Set(templates.flatMap(({ fields }) => fields))],
  })),
);

test.each(cases)('no value of $provider $id is too long for a document', ({ provider, id, names }) => {
  for (const value of LONG_VALUES) {
    expect([value.slice(0, 8), faultsOf(composeRecord(id, {}, { provider, computer: value }))]).toEqual([
      value.slice(0, 8),
      [],
    ]);
    for (const name of names) {
      for (const role of ['client', 'server']) {
        const data = { ...(names.includes('Type') ? { Type: role } : {}), [name]: value };
        expect([name, value.slice(0, 8), faultsOf(composeRecord(id, data, { provider }))]).toEqual([
          name,
          value.slice(0, 8),
          [],
        ]);
      }
    }
  }
});

test('the reason of an event is cut to what can be searched, also within a letter of two units', () => {
  const reasonOf = (ModuleName: string): string | undefined => {
    const [outcome] = normalizer.normalize(composeRecord(36865, { ModuleName }), undefined, GOLDEN_NOW);
    return outcome?.kind === 'event' ? outcome.document.event.reason : undefined;
  };
  const whole = reasonOf('m') ?? '';
  const room = 1024 - (whole.length - 1);
  expect(reasonOf('m'.repeat(room))).toBe(whole.slice(0, -1) + 'm'.repeat(room));
  expect(reasonOf('m'.repeat(room + 1))).toBe(reasonOf('m'.repeat(room)));
  expect(reasonOf(`${'m'.repeat(room - 1)}\u{1f511}`)).toBe(`${whole.slice(0, -1)}${'m'.repeat(room - 1)}\ufffd`);
});
