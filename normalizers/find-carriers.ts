import { blankEvent, nameData } from './blank-event.ts';
import type { CatalogEntry } from './catalog.ts';
import type { CodeEntry, CodeTable } from './code-table.ts';
import type { SeverityLabel } from './ecs/document.ts';
import type { ConditionData } from './enrich/facts.ts';
import { interpretEvent, type Interpretation } from './interpret.ts';
import type { Provider } from './provider.ts';
import { PROVIDERS } from './registry.ts';
import type { WindowsEvent } from './windows-event.ts';

/** An event that carries a code, judged as if it came with it. */
export interface Carrier {
  /** Registry key of the provider. */
  readonly provider: string;
  readonly id: number;
  readonly title: string;
  readonly severity: SeverityLabel;
  readonly reasons: readonly string[];
  /** Values that such an event has, in the order of its template. */
  readonly values: readonly (readonly [name: string, value: string])[];
  /** True where the catalogue says something about this very code: a variant or a rule asks for it. */
  readonly isSpecific: boolean;
}

/** Events of all providers that carry an entry of a code table; specific ones first, then by provider and id. */
export function findCarriers(table: CodeTable, entry: CodeEntry): Carrier[] {
  const carriers = PROVIDERS.flatMap((provider) => {
    const decoders = provider.codeTables.find((own) => own.table === table)?.decoders ?? [];
    const byDecoder = listValues(provider, table, entry);
    return [...provider.catalog.entries.values()].flatMap((event) => {
      const values = composeValues(provider, event, byDecoder, decoders);
      return values === undefined ? [] : [describeCarrier(provider, event, values, table)];
    });
  });
  return [...carriers.filter(({ isSpecific }) => isSpecific), ...carriers.filter(({ isSpecific }) => !isSpecific)];
}

/** The entry and what usually comes along, as this provider's events carry them: value by decoder. */
function listValues({ codeTables }: Provider, table: CodeTable, entry: CodeEntry): Map<string, string> {
  const codes = codeTables.map((own) => {
    const companion = entry.companions?.[own.table.kind];
    const found = own.table === table ? entry : companion === undefined ? undefined : own.table.find(companion);
    return [own.decoders, found?.value] as const;
  });
  return new Map(
    codes.flatMap(([decoders, value]) => (value === undefined ? [] : decoders.map((name) => [name, value] as const))),
  );
}

/** The values that stand for the entry in the newest template that can carry it; undefined where none can. */
function composeValues(
  { catalog }: Provider,
  { data }: CatalogEntry,
  values: ReadonlyMap<string, string>,
  decoders: readonly string[],
): (readonly [string, string])[] | undefined {
  const decoderOf = (name: string): string => catalog.data.fields[name]?.decode ?? '';
  const template = data.templates.findLast(({ fields }) => fields.some((name) => decoders.includes(decoderOf(name))));
  return template?.fields.flatMap((name) => {
    const value = values.get(decoderOf(name));
    return value === undefined ? [] : [[name, value] as const];
  });
}

function describeCarrier(
  provider: Provider,
  { id, data }: CatalogEntry,
  values: readonly (readonly [string, string])[],
  { factPrefix }: CodeTable,
): Carrier {
  const { title, severity, facts } = interpretEvent(composeEvent(provider, id, values), provider);
  const conditions = [...(data.variants ?? []), ...(data.rules ?? [])].map(({ when }) => when);
  const isRanked = (data.rules ?? []).some(({ to }) => typeof to !== 'string' && to.fact.startsWith(factPrefix));
  return {
    provider: provider.catalog.data.provider.key,
    id,
    title,
    severity: severity.label,
    reasons: severity.reasons,
    values,
    isSpecific: isRanked || conditions.some((when) => when !== undefined && asksFor(when, facts, factPrefix)),
  };
}

/** True where a condition names one of these facts by its value, not only as being there. */
function asksFor(when: ConditionData, facts: Interpretation['facts'], prefix: string): boolean {
  return Object.entries(when).some(([fact, wanted]) => {
    const value = facts.get(fact);
    return fact.startsWith(prefix) && value !== undefined && Array.isArray(wanted) && wanted.includes(value);
  });
}

/** An event with these values and nothing else. */
function composeEvent(provider: Provider, eventId: number, values: Iterable<readonly [string, string]>): WindowsEvent {
  return { ...blankEvent(provider.catalog.data.provider.name, eventId, 0), data: nameData(values) };
}
