import type { HostRole } from '../../normalizers/ecs/document.ts';
import { HOST_ROLE_WORDS } from '../../normalizers/enrich/site.ts';
import { PROVIDERS } from '../../normalizers/registry.ts';
import type { ConditionData } from '../../normalizers/enrich/facts.ts';
import type { SeverityRuleData } from '../../normalizers/enrich/severity.ts';
import { CERTIFICATE_VERDICTS } from '../../normalizers/enrich/certificate-verdicts.ts';
import { CERTIFICATES_PAGE, findEntry, findSymbol, tableOf, textOf } from './knowledge.ts';
import { code, either, link, text } from './markdown.ts';

const FACTS = new Map(PROVIDERS.flatMap(({ facts }) => Object.entries(facts)));

/** How a sentence calls a fact. */
export function nameFact(fact: string): string {
  return FACTS.get(fact) ?? fact.replace(/[._]/g, ' ');
}

const OPTIONAL = /\[[^[\]]*\]/g;
const SLOT = /\{([a-z0-9_.]+)\}/g;

/** A text of the catalogue for no event in particular: what only some events can say is left out, the rest is named in italics. */
export function generalise(template: string): string {
  return template
    .replace(OPTIONAL, '')
    .split(SLOT)
    .map((part, at) => (at % 2 === 0 ? keepSpaces(part) : `_${text(nameFact(part))}_`))
    .join('');
}

/** Facts that a text takes in only where the event has them, as they are called, in order. */
export function listOptional(template: string): string[] {
  const facts = [...template.matchAll(OPTIONAL)].flatMap(([part]) => [...part.matchAll(SLOT)].map(([, fact]) => fact));
  return [...new Set(facts.map((fact) => nameFact(fact ?? '')))];
}

/** The name of a rule as `wincanal.severity.reasons` has it, with what the event fills in between angle brackets. */
export function nameReason(reason: string): string {
  return code(reason.replace(/[[\]]/g, '').replace(SLOT, (_, fact: string) => `<${nameFact(fact)}>`));
}

/**
 * A condition of the catalogue in words.
 * @param most how many values of a list are named before the rest is only counted
 */
export function describeCondition(when: ConditionData | undefined, most = Number.POSITIVE_INFINITY): string {
  const parts = Object.entries(when ?? {}).map(([fact, wanted]) => describePart(fact, wanted, most));
  return parts.length === 0 ? 'always' : parts.join(', and ');
}

/** The same without links, for headings. */
export function nameCondition(when: ConditionData, most: number): string {
  return describeCondition(when, most).replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

function describePart(fact: string, wanted: ConditionData[string], most: number): string {
  const name = `the ${text(nameFact(fact))}`;
  if (!isList(wanted)) return `${name} is below ${wanted.below}`;
  if (wanted.includes('*')) return `${name} is known`;
  const verdict = VERDICT.exec(fact)?.[1];
  if (verdict !== undefined && wanted.join() === 'yes')
    return `the certificate is judged ${link(code(verdict), `${CERTIFICATES_PAGE}#${verdict}`)}`;
  const hostRole = HOST_ROLE.exec(fact)?.[1];
  if (hostRole !== undefined) {
    const calls = wanted.join() === 'yes' ? 'calls' : 'does not call';
    return `the ${link('site file', `../site-file.md#${hostRole}`)} ${calls} the host ${HOST_ROLE_WORDS[hostRole as HostRole]}`;
  }
  const named = wanted.filter((value) => value !== '-');
  if (named.length === 0) return `${name} is not known`;
  const shown = named.length > most + 1 ? named.slice(0, most) : named;
  const items = shown.map((value) => showValue(fact, value));
  if (shown.length < named.length) items.push(`one of ${named.length - shown.length} more`);
  if (wanted.includes('-')) items.push('not known');
  return `${name} is ${either(items)}`;
}

const HOST_ROLE = new RegExp(`^host\\.(${Object.keys(HOST_ROLE_WORDS).join('|')})$`);
const VERDICT = new RegExp(`^certificate\\.(${Object.keys(CERTIFICATE_VERDICTS).join('|')})$`);

function isList(wanted: ConditionData[string]): wanted is readonly string[] {
  return Array.isArray(wanted);
}

/** A value that a condition asks for, with a link where a code table explains it. */
function showValue(fact: string, value: string): string {
  switch (fact) {
    case 'alert.code':
      return linkCode(tableOf('alert'), value, 'name');
    case 'error_state.code':
      return linkCode(tableOf('state'), value, 'name');
    case 'error.code':
      return linkCode(tableOf('status'), value, 'symbol');
    case 'error.symbol':
      return linkSymbol(value);
    default:
      return code(value);
  }
}

/** A link to the place of a code, with its name: `48 unknown_ca`. */
export function linkCode(
  table: { readonly page: string } & Parameters<typeof findEntry>[0],
  value: string,
  name: string,
): string {
  const entry = findEntry(table, value);
  if (entry === undefined) return code(value);
  const label = textOf(entry, name);
  return link(label === undefined ? code(value) : `${value} ${code(label)}`, `${table.page}#${value}`);
}

/** A link to the place of a status code by its symbol. */
export function linkSymbol(symbol: string): string {
  const found = findSymbol(symbol);
  return found === undefined ? code(symbol) : link(code(symbol), `${tableOf('status').page}#${found}`);
}

/** What a severity rule does. */
export function describeMove({ move = 'raise', to }: SeverityRuleData): string {
  const target =
    typeof to === 'string'
      ? `**${text(to)}**`
      : to.fact === 'alert.severity'
        ? `the ${link('severity of the alert', `${tableOf('alert').page}#severity`)}`
        : `the ${text(nameFact(to.fact))}`;
  return { raise: `at least ${target}`, lower: `at most ${target}`, set: `exactly ${target}` }[move];
}

/** Text that keeps the space at its ends. */
function keepSpaces(part: string): string {
  const inner = part.trim();
  if (inner === '') return part;
  const start = part.indexOf(inner);
  return part.slice(0, start) + text(inner) + part.slice(start + inner.length);
}
