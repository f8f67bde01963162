import { isDeepStrictEqual } from 'node:util';
import type { CatalogEventData } from '../../normalizers/catalog.ts';

/** An entry of the catalogue with one thing taken out or changed, and what. */
export interface Mutant {
  readonly what: string;
  readonly event: CatalogEventData;
}

type When = Readonly<Record<string, readonly string[] | { readonly below: number }>>;

interface Conditional {
  readonly when?: When;
}

/**
 * Every way in which a part of an entry that decides anything can be lost or turned round: its base severity, each rule and
 * variant, each value of their conditions, each bound by one to either side, where a rule leads to, what a variant replaces,
 * and the place of each in its order. Some make no difference to any event: see `listPossibleFacts`.
 */
export function listMutants(event: CatalogEventData): Mutant[] {
  const { rules = [], variants = [] } = event;
  return [
    { what: 'another base severity', event: { ...event, severity: event.severity === 'high' ? 'low' : 'high' } },
    ...rules.flatMap((rule, at) => [
      {
        what: `rule ${at} (${rule.reason}) first of all`,
        event: { ...event, rules: [rule, ...rules.toSpliced(at, 1)] },
      },
      {
        what: `rule ${at} (${rule.reason}) last of all`,
        event: { ...event, rules: [...rules.toSpliced(at, 1), rule] },
      },
    ]),
    { what: 'variants the other way round', event: { ...event, variants: variants.toReversed() } },
    ...mutateList(rules, 'rule').map(({ what, list }) => ({ what, event: { ...event, rules: list } })),
    ...rules.map((rule, at) => ({
      what: `rule ${at} (${rule.reason}) leads elsewhere`,
      event: {
        ...event,
        rules: rules.with(at, { ...rule, move: 'set', to: rule.to === 'critical' ? 'informational' : 'critical' }),
      },
    })),
    ...mutateList(variants, 'variant').map(({ what, list }) => ({ what, event: { ...event, variants: list } })),
    ...variants.flatMap((variant, at) =>
      (['title', 'summary', 'reason', 'ecs', 'causes', 'remediation'] as const)
        .filter((part) => variant[part] !== undefined && differs(variant[part], event[part]))
        .map((part) => ({
          what: `variant ${at} without its ${part}`,
          event: { ...event, variants: variants.with(at, { ...variant, [part]: event[part] }) },
        })),
    ),
  ];
}

interface MutatedList<T> {
  readonly what: string;
  readonly list: readonly T[];
}

function mutateList<T extends Conditional>(list: readonly T[], kind: string): MutatedList<T>[] {
  return list.flatMap((entry, at) => {
    const name = `${kind} ${at} ${JSON.stringify(entry.when)}`;
    const before = list[at - 1];
    return [
      { what: `without ${name}`, list: list.toSpliced(at, 1) },
      ...mutateCondition(entry.when ?? {}).map(({ what, when }) => ({
        what: `${name} ${what}`,
        list: list.with(at, { ...entry, when }),
      })),
      ...(before === undefined || isApart(before.when ?? {}, entry.when ?? {})
        ? []
        : [{ what: `${name} before the one above it`, list: list.toSpliced(at - 1, 2, entry, before) }]),
    ];
  });
}

function mutateCondition(when: When): { what: string; when: When }[] {
  return Object.entries(when).flatMap(([fact, wanted]) => {
    if ('below' in wanted) {
      return [-1, 1].map((step) => ({
        what: `with ${fact} below ${wanted.below + step}`,
        when: { ...when, [fact]: { below: wanted.below + step } },
      }));
    }
    const others = without(when, fact);
    return [
      ...wanted.map((value) => ({
        what: `without ${fact} ${value}`,
        when: { ...when, [fact]: wanted.filter((other) => other !== value) },
      })),
      ...(Object.keys(others).length === 0 ? [] : [{ what: `whatever the ${fact}`, when: others }]),
    ];
  });
}

function without<T>(whole: Readonly<Record<string, T>>, part: string): Record<string, T> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== part));
}

/** Whether nothing fits both, because they name other values of the same fact. */
function isApart(one: When, other: When): boolean {
  return Object.entries(one).some(([fact, wanted]) => {
    const others = other[fact];
    if (others === undefined || 'below' in wanted || 'below' in others) return false;
    return !wanted.includes('*') && !others.includes('*') && !wanted.some((value) => others.includes(value));
  });
}

/** Of causes only the first is compared: expectations hold no more. */
function differs(one: unknown, other: unknown): boolean {
  const first = (part: unknown): unknown => (Array.isArray(part) ? (part as unknown[])[0] : part);
  return !isDeepStrictEqual(first(one), first(other));
}
