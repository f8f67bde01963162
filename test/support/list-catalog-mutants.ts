import { isDeepStrictEqual } from 'node:util';
import type { CatalogEventData } from '../../normalizers/catalog.ts';
import type { Facts } from '../../normalizers/enrich/facts.ts';
import { SEVERITY_NUMBERS } from '../../normalizers/enrich/severity.ts';

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

/**
 * Every set of facts that rules and variants of an entry can tell apart: of each fact that they ask for, each value that they
 * name, another one, and none; to both sides of each bound.
 */
export function* listPossibleFacts({ rules = [], variants = [] }: CatalogEventData): Generator<Facts> {
  const values = new Map<string, Set<string | undefined>>();
  for (const { when = {} } of [...rules, ...variants]) {
    for (const [fact, wanted] of Object.entries(when)) {
      const known = values.get(fact) ?? new Set([undefined, OTHER]);
      const asked = 'below' in wanted ? [wanted.below - 1, wanted.below, wanted.below + 1].map(String) : wanted;
      for (const value of asked) if (value !== '-' && value !== '*') known.add(value);
      values.set(fact, known);
    }
  }
  for (const { to } of rules) if (typeof to !== 'string') values.set(to.fact, new Set(Object.keys(SEVERITY_NUMBERS)));
  const named = new Set(values.keys());
  for (const facts of combine([...values])) if (isPossible(facts, named)) yield facts;
}

/** Stands for all values that no rule names. */
const OTHER = 'another';

function* combine([first, ...rest]: [string, Set<string | undefined>][]): Generator<Facts> {
  if (first === undefined) yield new Map();
  else {
    const [fact, values] = first;
    for (const others of combine(rest)) {
      for (const value of values) yield value === undefined ? others : new Map([...others, [fact, value]]);
    }
  }
}

/** Facts that are only there with another one. */
const BELONGS: Readonly<Record<string, string>> = {
  'error.symbol': 'error.code',
  'alert.name': 'alert.code',
  'alert.severity': 'alert.name',
  'certificate.expired': 'certificate.days_left',
  'certificate.not_yet_valid': 'certificate.days_left',
};

/** Whether an event can have all these facts. */
function isPossible(facts: Facts, named: ReadonlySet<string>): boolean {
  const lonely = Object.entries(BELONGS).some(
    ([fact, other]) => facts.has(fact) && named.has(other) && !facts.has(other),
  );
  if (lonely || (facts.has('certificate.expired') && facts.has('certificate.not_yet_valid'))) return false;
  // Roles that have a word are those of a side.
  return (
    !named.has('role') || !named.has('role.word') || /^tls_/.test(facts.get('role') ?? '') === facts.has('role.word')
  );
}
