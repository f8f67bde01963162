import type { CatalogEventData } from '../../normalizers/catalog.ts';
import type { Facts } from '../../normalizers/enrich/facts.ts';
import { SEVERITY_NUMBERS } from '../../normalizers/enrich/severity.ts';
import { findStatusCode } from '../../normalizers/enrich/status-code.ts';
import { findAlert } from '../../normalizers/schannel/codes.ts';
import { knowFacts } from './know-facts.ts';

/**
 * Every set of facts that rules and variants of an entry can tell apart: of each fact that they ask for, each value that they
 * name, another one, and none; to both sides of each bound.
 */
export function* listPossibleFacts({ rules = [], variants = [], ecs }: CatalogEventData): Generator<Facts> {
  const values = new Map<string, Set<string | undefined>>();
  for (const { when = {} } of [...rules, ...variants]) {
    for (const [fact, wanted] of Object.entries(when)) {
      const known = values.get(fact) ?? new Set([undefined, OTHER]);
      const asked = 'below' in wanted ? [wanted.below - 1, wanted.below, wanted.below + 1].map(String) : wanted;
      for (const value of asked) if (value !== '-' && value !== '*') known.add(value);
      values.set(fact, known);
    }
  }
  for (const { to } of rules)
    if (typeof to !== 'string') values.set(to.fact, new Set([undefined, ...Object.keys(SEVERITY_NUMBERS)]));
  const side = ecs.action === 'tls-alert-received' ? 'received' : 'sent';
  for (const facts of combine([...values])) {
    if (isPossible(facts, values) && isAsInTables(facts, values, side)) yield knowFacts(facts);
  }
}

type Values = ReadonlyMap<string, ReadonlySet<string | undefined>>;

/** Stands for all values that no rule names. */
const OTHER = 'another';

type Known = ReadonlyMap<string, string>;

function* combine([first, ...rest]: [string, Set<string | undefined>][]): Generator<Known> {
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
  'certificate.name_mismatch': 'certificate',
  'certificate.name_match': 'certificate',
  'certificate.expired': 'certificate.days_left',
  'certificate.not_yet_valid': 'certificate.days_left',
};

/** Whether an event can have all these facts. */
function isPossible(facts: Known, named: Values): boolean {
  const has = (fact: string): boolean => facts.has(fact);
  if (Object.entries(BELONGS).some(([fact, other]) => has(fact) && named.has(other) && !has(other))) return false;
  if (has('certificate.expired') && has('certificate.not_yet_valid')) return false;
  if (has('certificate.name_match') && has('certificate.name_mismatch')) return false;
  if (named.has('alert.severity') && (has('alert.name') && !isBesideError(facts)) !== has('alert.severity'))
    return false;
  // Roles that have a word are those of a side.
  if (!named.has('role') || !named.has('role.word')) return true;
  return has('role.word') === /^tls_/.test(facts.get('role') ?? '');
}

/** Whether an alert of a normal end stands beside an error state, which takes its judgement away. */
function isBesideError(facts: Known): boolean {
  const state = facts.get('error_state.code') ?? '0';
  return state !== '0' && ['0', '90'].includes(facts.get('alert.code') ?? '');
}

/** Whether a code that a rule names has the facts that its table gives it, and no others. */
function isAsInTables(facts: Known, named: Values, side: 'received' | 'sent'): boolean {
  const has = (fact: string, value: string | undefined): boolean => {
    const known = named.get(fact);
    if (known === undefined) return true;
    return facts.get(fact) === (value === undefined || known.has(value) ? value : OTHER);
  };
  const [error, alert] = [facts.get('error.code'), facts.get('alert.code')];
  if (error !== undefined && error !== OTHER && !has('error.symbol', findStatusCode(error)?.symbol)) return false;
  if (alert === undefined || alert === OTHER) return true;
  const entry = findAlert(Number(alert));
  const severity = isBesideError(facts) ? undefined : entry?.[side].severity;
  return has('alert.name', entry?.name) && has('alert.severity', severity);
}
