import data from './cipher-suites.json' with { type: 'json' };

/** What the name of a cipher suite says of it. */
export interface SuiteVerdict {
  /** As in the name: `ECDHE_RSA`; `TLS1.3` where it is agreed apart from the suite, `signal` where nothing is exchanged. */
  readonly key_exchange: string;
  readonly grade: string;
  /** The worst need not come first; absent where there is none. */
  readonly weaknesses?: readonly string[];
  /** Protocol versions that can use it, `TLS 1.2 only`; absent where its document leaves that open. */
  readonly versions?: string;
  /** Keys of `SUITE_SOURCES` on which the verdict rests. */
  readonly source: readonly string[];
}

/** A rule that holds for the suites whose names fit. */
interface Rule {
  readonly word: string;
  readonly pattern: RegExp;
  readonly source: readonly string[];
}

type RuleData = Readonly<Record<string, { readonly pattern: string; readonly source: readonly string[] }>>;

const WEAKNESSES = compileRules(data.weaknesses);
const UNBLEMISHED = compileRules(data.unblemished);
const VERSIONS = compileRules(data.versions);

/** Grades that a weakness can give, the worst last. */
const GRADES = ['legacy', 'weak', 'insecure'];
const GRADE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(data.weaknesses).map(([word, { grade }]) => [word, grade]),
);

function compileRules(rules: RuleData): Rule[] {
  return Object.entries(rules).map(([word, { pattern, source }]) => ({ word, pattern: new RegExp(pattern), source }));
}

/**
 * Judges a suite by its IANA name, which says key exchange, cipher and hash. The rules are in `cipher-suites.json`; this is
 * the one place that applies them.
 */
export function rateSuite(name: string): SuiteVerdict {
  const found = WEAKNESSES.filter(({ pattern }) => pattern.test(name));
  const unblemished = UNBLEMISHED.find(({ pattern }) => pattern.test(name));
  const weaknesses = found.map(({ word }) => word);
  const versions = VERSIONS.find(({ pattern }) => pattern.test(name))?.word;
  return {
    key_exchange: nameExchange(name, versions),
    grade: worstGrade(weaknesses) ?? unblemished?.word ?? 'unknown',
    ...(weaknesses.length > 0 && { weaknesses }),
    ...(versions !== undefined && { versions }),
    source: [...new Set(found.length > 0 ? found.flatMap(({ source }) => source) : (unblemished?.source ?? []))],
  };
}

/** The grade that the worst of these weaknesses gives; undefined for none. */
export function worstGrade(weaknesses: readonly string[]): string | undefined {
  return GRADES[Math.max(...weaknesses.map((word) => GRADES.indexOf(GRADE_OF.get(word) ?? '')))];
}

const EXCHANGE = /^(?:TLS|SSL)_(.+?)_WITH_/;

/** The keys of SSL 2.0 are always exchanged by RSA. */
function nameExchange(name: string, versions: string | undefined): string {
  if (name.endsWith('_SCSV')) return 'signal';
  if (versions === 'TLS 1.3 only') return 'TLS1.3';
  return versions === 'SSL 2.0 only' ? 'RSA' : (EXCHANGE.exec(name)?.[1] ?? '');
}
