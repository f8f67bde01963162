/**
 * What is known of one event, by the names that the catalogue uses (`alert.code`, `error.symbol`, `target`, ...). A fact
 * that is missing is not in the map.
 */
export type Facts = Map<string, string>;

/**
 * The names of all facts that events of a provider can have, each with how a sentence calls it. Texts, conditions and rules of
 * a catalogue may name no others.
 */
export type FactNames = Readonly<Record<string, string>>;

/** Facts by which the catalogue chooses: `*` any value, `-` no value, else one of the values; or a number below a bound. */
export type ConditionData = Readonly<Record<string, readonly string[] | { readonly below: number }>>;

/** True when all parts of a condition of the catalogue fit. */
export type Condition = (facts: Facts) => boolean;

type Test = (value: string | undefined) => boolean;

/** Compiles a condition once, at start. */
export function compileCondition(data: ConditionData): Condition {
  const tests = Object.entries(data).map(([fact, wanted]): readonly [string, Test] => [fact, compileTest(wanted)]);
  const [first] = tests;
  if (tests.length === 1 && first !== undefined) {
    const [fact, test] = first;
    return (facts) => test(facts.get(fact));
  }
  return (facts) => tests.every(([fact, test]) => test(facts.get(fact)));
}

function compileTest(wanted: readonly string[] | { readonly below: number }): Test {
  if (!isList(wanted)) {
    const { below } = wanted;
    return (value) => value !== undefined && Number(value) < below;
  }
  if (wanted.includes('*')) return (value) => value !== undefined;
  const values = new Set(wanted);
  const absent = values.has('-');
  return (value) => (value === undefined ? absent : values.has(value));
}

function isList(wanted: readonly string[] | { readonly below: number }): wanted is readonly string[] {
  return Array.isArray(wanted);
}
