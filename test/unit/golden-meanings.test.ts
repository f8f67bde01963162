import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compileCatalog, type CatalogEntry, type CatalogEventData } from '../../normalizers/catalog.ts';
import { isDead } from '../../normalizers/decode/decoded.ts';
import { decodeText } from '../../normalizers/decode/detect.ts';
import type { Facts } from '../../normalizers/enrich/facts.ts';
import { interpretEvent } from '../../normalizers/interpret.ts';
import type { Provider } from '../../normalizers/provider.ts';
import { PROVIDERS } from '../../normalizers/registry.ts';
import {
  describeMeaning,
  pathsOf,
  readExpectedMeanings,
  readMeaningCases,
  type MeaningCase,
} from '../golden/meaning-cases.ts';
import { listMutants } from '../support/list-catalog-mutants.ts';
import { listPossibleFacts } from '../support/list-possible-facts.ts';

const UPDATE = process.env['WINCANAL_GOLDEN_UPDATE'] === '1';
const cases = readMeaningCases();
const providers = PROVIDERS.map((provider) => [provider.catalog.data.provider.key, provider] as const);

function casesOf(provider: Provider): MeaningCase[] {
  return cases.filter((meaning) => meaning.provider === provider);
}

test.each(providers)('%s: every case means what is written', (_, provider) => {
  const found = casesOf(provider).map(describeMeaning);
  const text = JSON.stringify(found, null, 2);
  if (UPDATE) writeFileSync(pathsOf(provider).expected, `${text}\n`);
  expect(JSON.parse(text)).toEqual(readExpectedMeanings(provider));
});

/** The facts of a case, which no change of the catalogue's rules changes. */
function factsOf({ line, bytes, provider, site }: MeaningCase): Facts {
  const [event] = decodeText(Buffer.from(bytes).toString('utf8'));
  if (event === undefined || isDead(event)) throw new Error(`"${line}" cannot be decoded`);
  return interpretEvent(event, provider, site).facts;
}

/** All that an expectation holds, from facts alone. */
function apply(entry: CatalogEntry, facts: Facts): string {
  const { title, summary, reason, ecs, causes, remediation } = entry.interpret(facts);
  const texts = [title, summary(facts), reason?.(facts), causes[0]?.(facts)];
  return JSON.stringify([entry.judge(facts), texts, ecs, remediation?.fields.id]);
}

function compileEntry(provider: Provider, id: string, event: CatalogEventData): CatalogEntry {
  const { data } = provider.catalog;
  const used = new Set([event.remediation, ...(event.variants ?? []).map(({ remediation }) => remediation)]);
  const remediations = Object.fromEntries(Object.entries(data.remediations).filter(([key]) => used.has(key)));
  const entry = compileCatalog({ ...data, remediations, events: { [id]: event } }).entries.get(Number(id));
  if (entry === undefined) throw new Error(`no entry ${id}`);
  return entry;
}

describe.each(providers)('%s: a case tells when', (_, provider) => {
  const facts = Map.groupBy(
    casesOf(provider).map((meaning) => [meaning.id, factsOf(meaning)] as const),
    ([id]) => id,
  );

  test.each(Object.entries(provider.catalog.data.events))('%s loses or changes anything that decides', (id, event) => {
    const own = (facts.get(id) ?? []).map(([, each]) => each);
    const plain = compileEntry(provider, id, event);
    const written = own.map((each) => apply(plain, each));
    const untold = listMutants(event).flatMap(({ what, event: mutant }) => {
      const entry = compileEntry(provider, id, mutant);
      if (own.some((each, at) => apply(entry, each) !== written[at])) return [];
      // No event might tell either: a rule in another place that nothing fits together with its neighbour.
      const missing = listPossibleFacts(event).find((each) => apply(entry, each) !== apply(plain, each));
      return missing === undefined ? [] : [{ what, tell: Object.fromEntries(missing.entries()) }];
    });
    expect(untold).toEqual([]);
  });
});
