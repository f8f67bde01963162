import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileGlob, shortNameOf } from '../../../../normalizers/enrich/host-pattern.ts';

/** What a glob means, written down as plainly as possible. */
function fitsNaively(glob: string, name: string): boolean {
  if (glob === '') return name === '';
  const [first, rest] = [glob[0], glob.slice(1)];
  if (first === '*') return fitsNaively(rest, name) || (name !== '' && fitsNaively(glob, name.slice(1)));
  return name !== '' && (first === '?' || first === name[0]) && fitsNaively(rest, name.slice(1));
}

test.each([
  ['dc*.corp.example', 'dc1.corp.example', true],
  ['dc*.corp.example', 'dc.corp.example', true],
  ['dc*.corp.example', 'dc1.lab.corp.example', true],
  ['dc*.corp.example', 'dc1.corp.example.org', false],
  ['dc*.corp.example', 'xdc1.corp.example', false],
  ['vpn?', 'vpn1', true],
  ['vpn?', 'vpn', false],
  ['vpn?', 'vpn12', false],
  ['*', '', true],
  ['**', 'a', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*ab*b', 'abab', true],
  ['*ab*b', 'ab', false],
  ['?*?', 'a', false],
  ['a.c', 'abc', false],
])('%s and %s: %s', (glob, name, fits) => {
  expect(compileGlob(glob)(name)).toBe(fits);
});

test('a glob means what its plain definition means', () => {
  const letters = fc.constantFrom('a', 'b', '.');
  const globs = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '*'), maxLength: 8 });
  let fitting = 0;
  fc.assert(
    fc.property(globs, fc.string({ unit: letters, maxLength: 8 }), (glob, name) => {
      const fits = fitsNaively(glob, name);
      if (fits) fitting++;
      expect(compileGlob(glob)(name)).toBe(fits);
    }),
    { numRuns: 5000 },
  );
  expect(fitting).toBeGreaterThan(100);
});

test('a name that is made of its glob fits it', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', 'ü'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 6 }), (parts) => {
      const glob = parts.map(([fixed]) => fixed).join('*');
      const name = parts.map(([fixed, free], i) => (i === parts.length - 1 ? fixed : fixed + free)).join('');
      expect(compileGlob(glob)(name)).toBe(true);
    }),
  );
});

test('the short name ends at the first dot', () => {
  expect(['dc1', 'dc1.corp.example', '.x', ''].map(shortNameOf)).toEqual(['dc1', 'dc1', '', '']);
});
