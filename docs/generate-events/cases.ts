import type { CatalogEventData } from '../../normalizers/catalog.ts';
import type { EcsTriple } from '../../normalizers/ecs/document.ts';
import type { ConditionData } from '../../normalizers/enrich/facts.ts';
import { listEvents, type Catalogue } from './knowledge.ts';
import { slug } from './markdown.ts';

/** One meaning of an event id: that of some of its variants, or the plain one. */
export interface Case {
  /** Place on the page of the provider. */
  readonly anchor: string;
  /** Each condition under which it is this case; none for the plain meaning. */
  readonly whens: readonly ConditionData[];
  readonly title: string;
  readonly ecs: EcsTriple;
  /** Only where it is not that of the event id. */
  readonly summary: string | undefined;
  readonly causes: readonly string[];
  readonly remediation: string | undefined;
}

/**
 * The meanings of an event id in the order in which they are tried, the plain one last. Variants that say the same under
 * several conditions are one case.
 */
export function listCases(id: string, event: CatalogEventData): Case[] {
  const merged = new Map<string, Omit<Case, 'anchor'>>();
  for (const variant of event.variants ?? []) {
    const one = {
      whens: [variant.when],
      title: variant.title ?? event.title,
      ecs: variant.ecs ?? event.ecs,
      summary: variant.summary,
      causes: variant.causes ?? event.causes ?? [],
      remediation: variant.remediation ?? event.remediation,
    };
    const key = JSON.stringify({ ...one, whens: undefined });
    const same = merged.get(key);
    merged.set(key, same === undefined ? one : { ...same, whens: [...same.whens, variant.when] });
  }
  const plain: Omit<Case, 'anchor'> = {
    whens: [],
    title: event.title,
    ecs: event.ecs,
    summary: undefined,
    causes: event.causes ?? [],
    remediation: event.remediation,
  };
  return nameCases(id, event, [...merged.values(), plain]);
}

/** Anchors from titles; from the remediation where the title is that of the event, with a number where both are taken. */
function nameCases(id: string, event: CatalogEventData, cases: readonly Omit<Case, 'anchor'>[]): Case[] {
  const taken = new Set<string>();
  return cases.map((one) => {
    const plain = one.whens.length === 0;
    const words = plain ? 'otherwise' : slug(one.title === event.title ? (one.remediation ?? 'case') : one.title);
    let anchor = `${id}-${words}`;
    for (let number = 2; taken.has(anchor); number++) anchor = `${id}-${words}-${number}`;
    taken.add(anchor);
    return { ...one, anchor };
  });
}

/** Where each remediation is explained: with the one event that uses it, or among the shared ones. */
export function countUses(catalogue: Catalogue): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  for (const { id, event } of listEvents(catalogue)) {
    for (const key of new Set(listCases(id, event).flatMap(({ remediation }) => remediation ?? [])))
      uses.set(key, [...(uses.get(key) ?? []), id]);
  }
  return uses;
}
