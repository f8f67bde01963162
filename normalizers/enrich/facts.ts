/** Where facts have their value, by name: one place for each name in the code and its data, so that there are never many. */
const PLACES = new Map<string, number>();

/** The values of no fact at all. */
const NOTHING: (string | undefined)[] = [];

/** The place of a fact; a name that is new gets one. Names are those of the code and its data, never of an event. */
export function placeFact(name: string): number {
  let place = PLACES.get(name);
  if (place === undefined) {
    place = PLACES.size;
    PLACES.set(name, place);
    NOTHING[place] = undefined;
  }
  return place;
}

/** The places of facts by their names, for code that sets them. */
export function placeFacts<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name) => [name, placeFact(name)])) as Record<Name, number>;
}

/**
 * What is known of one event, by the names that the catalogue uses (`alert.code`, `error.symbol`, `target`, ...). Values are
 * set and asked for by places that are looked up at start: with a `Map` by names in its place an event took 0.3 us more.
 */
export class Facts {
  readonly #values = NOTHING.slice();

  /** @param place that of the fact (`placeFact`) */
  set(place: number, value: string): void {
    this.#values[place] = value;
  }

  /** The value of the fact with this place; undefined where it is missing. */
  at(place: number): string | undefined {
    return this.#values[place];
  }

  delete(place: number): void {
    this.#values[place] = undefined;
  }

  /** The value of a fact by its name, for those who ask seldom. */
  get(name: string): string | undefined {
    const place = PLACES.get(name);
    return place === undefined ? undefined : this.#values[place];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Names and values of all facts that there are. */
  entries(): (readonly [name: string, value: string])[] {
    return [...PLACES].flatMap(([name, place]) => {
      const value = this.#values[place];
      return value === undefined ? [] : [[name, value] as const];
    });
  }
}

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
  const tests = Object.entries(data).map(([fact, wanted]): readonly [number, Test] => [
    placeFact(fact),
    compileTest(wanted),
  ]);
  const [first] = tests;
  if (tests.length === 1 && first !== undefined) {
    const [fact, test] = first;
    return (facts) => test(facts.at(fact));
  }
  return (facts) => tests.every(([fact, test]) => test(facts.at(fact)));
}

/** What is chosen when a condition fits. */
export type Choice<Chosen> = readonly [when: ConditionData, chosen: Chosen];

/**
 * Compiles choices of which the first that fits is taken, else the last resort. Most choices of an event id ask for values of
 * one and the same fact, thirty of them one after the other; so what each value leaves to be asked is prepared.
 */
export function compileChoices<Chosen>(
  choices: readonly Choice<Chosen>[],
  otherwise: Chosen,
): (facts: Facts) => Chosen {
  const fact = findSharedFact(choices.map(([when]) => when));
  const named = fact === undefined ? [] : choices.flatMap(([when]) => listValues(when, fact) ?? []);
  const others = compileAfter(choices, fact, undefined);
  const byValue = new Map([...new Set(named)].map((value) => [value, compileAfter(choices, fact, value)]));
  const place = fact === undefined ? undefined : placeFact(fact);
  return (facts) => {
    const value = place === undefined ? undefined : facts.at(place);
    for (const [fits, chosen] of (value === undefined ? undefined : byValue.get(value)) ?? others) {
      if (fits(facts)) return chosen;
    }
    return otherwise;
  };
}

/** The choices that are left when the fact has this value; undefined stands for no value and for any that none names. */
function compileAfter<Chosen>(
  choices: readonly Choice<Chosen>[],
  fact: string | undefined,
  value: string | undefined,
): (readonly [Condition, Chosen])[] {
  return choices
    .filter(([when]) => {
      const values = fact === undefined ? undefined : listValues(when, fact);
      return values === undefined || (value !== undefined && values.includes(value));
    })
    .map(([when, chosen]) => [compileCondition(when), chosen]);
}

/** The fact of which most conditions want one of some values. */
function findSharedFact(conditions: readonly ConditionData[]): string | undefined {
  const counts = new Map<string, number>();
  for (const when of conditions) {
    for (const fact of Object.keys(when)) {
      if (listValues(when, fact) !== undefined) counts.set(fact, (counts.get(fact) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The values that a condition wants of a fact; undefined where it wants none, or any, or none at all, or a number below a bound. */
function listValues(when: ConditionData, fact: string): readonly string[] | undefined {
  const wanted = when[fact];
  return wanted === undefined || !isList(wanted) || wanted.includes('*') || wanted.includes('-') ? undefined : wanted;
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
