import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../normalizers/decode/limits.ts';
import { isDead } from '../../../normalizers/decode/decoded.ts';
import { decodeText } from '../../../normalizers/decode/detect.ts';
import { readText } from '../../../normalizers/decode/read-text.ts';
import { listFacts } from '../../../normalizers/enrich/text.ts';
import { interpretEvent } from '../../../normalizers/interpret.ts';
import type { Provider } from '../../../normalizers/provider.ts';
import { findProvider, PROVIDERS } from '../../../normalizers/registry.ts';
import { readGoldenCases } from '../../golden/golden-cases.ts';

const CODE = join(import.meta.dirname, '../../../normalizers');

/** Facts that code asks for by name: values of placeholders, the host that certificates are judged by. */
const READ_BY_CODE = readdirSync(CODE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...readFileSync(join(CODE, file), 'utf8').matchAll(/facts\.(?:get\(|at\(AT\[)\s*'([^']+)'/g)])
  .map((match) => match[1] ?? '');

/** Facts that texts, conditions and rules of a catalogue name. */
function listRead({ catalog }: Provider): string[] {
  return Object.values(catalog.data.events).flatMap((event) =>
    [event, ...(event.variants ?? [])]
      .flatMap(({ title, summary, reason, causes }) =>
        [title, summary, reason, ...(causes ?? [])].flatMap((text) => (text === undefined ? [] : listFacts(text))),
      )
      .concat(
        (event.variants ?? []).flatMap(({ when }) => Object.keys(when)),
        (event.rules ?? []).flatMap(({ when, to, reason }) => [
          ...Object.keys(when ?? {}),
          ...(typeof to === 'string' ? [] : [to.fact]),
          ...listFacts(reason),
        ]),
      ),
  );
}

const EVERYWHERE = new Set([...PROVIDERS.flatMap(listRead), ...READ_BY_CODE]);

/** Verdicts are all facts, so that a rule can ask for any; this one moves nothing, for the reason in docs/decisions. */
const ON_PURPOSE = ['certificate.long_lived'];

test('nothing is asked for that cannot be known, and nothing is known that nobody asks for', () => {
  const unread = new Set<string>();
  for (const provider of PROVIDERS) {
    expect(listRead(provider).filter((fact) => !Object.hasOwn(provider.facts, fact))).toEqual([]);
    for (const fact of Object.keys(provider.facts)) if (!EVERYWHERE.has(fact)) unread.add(fact);
  }
  expect([...unread].sort()).toEqual(ON_PURPOSE);
});

test('golden events have no fact that their provider does not declare', () => {
  const seen = new Set<string>();
  for (const { name, bytes } of readGoldenCases()) {
    const text = readText(bytes, DEFAULT_LIMITS);
    if (typeof text !== 'string') continue;
    for (const event of decodeText(text)) {
      const provider = isDead(event) ? undefined : findProvider(event.providerName);
      if (isDead(event) || provider === undefined) continue;
      const { facts } = interpretEvent(event, provider);
      const names = facts.entries().map(([fact]) => fact);
      expect([name, names.filter((fact) => !Object.hasOwn(provider.facts, fact))]).toEqual([name, []]);
      for (const fact of names) seen.add(fact);
    }
  }
  const never = PROVIDERS.flatMap(({ facts }) => Object.keys(facts)).filter((fact) => !seen.has(fact));
  // What the site file says is no part of an event.
  expect([...new Set(never)].filter((fact) => !fact.startsWith('host.') && !ON_PURPOSE.includes(fact))).toEqual([]);
});

test('providers call a fact that they share by the same words', () => {
  const words = new Map<string, string>();
  for (const [fact, name] of PROVIDERS.flatMap(({ facts }) => Object.entries(facts))) {
    expect([fact, words.get(fact) ?? name]).toEqual([fact, name]);
    words.set(fact, name);
  }
});
