import type { CatalogEventData } from '../../normalizers/catalog.ts';
import type { EcsTriple } from '../../normalizers/ecs/document.ts';
import { nameRole } from '../../normalizers/roles.ts';
import { countUses, listCases, type Case } from './cases.ts';
import { describeFields } from './describe-fields.ts';
import { describeRemediation, summariseRemediation } from './describe-remediation.ts';
import type { Catalogue } from './knowledge.ts';
import { anchor, bullets, code, either, join, link, numbered, table, text } from './markdown.ts';
import { findExample } from './samples.ts';
import { describeCondition, describeMove, generalise, listOptional, nameCondition, nameReason } from './words.ts';

/** How many values of a condition an overview names. */
const MOST_NAMED = 4;

/** The section of one event id: what it means and what to do first, what a reader looks up last. */
export function describeEvent(catalogue: Catalogue, id: string, event: CatalogEventData): string {
  const cases = listCases(id, event);
  return join(
    anchor(id),
    `## ${id}: ${text(event.title)}`,
    describeAlias(catalogue, event),
    generalise(event.summary ?? `${event.title}.`),
    quoteExample(catalogue, id),
    describeOverview(catalogue, id, event),
    listCaseTable(catalogue, event, cases),
    ...describeCases(catalogue, event, cases),
    describeSeverity(id, event),
    describeValues(catalogue, id, event),
  );
}

function describeAlias({ events }: Catalogue, { alias_of: target }: CatalogEventData): string {
  if (target === undefined) return '';
  return `Another number for ${link(`${target}: ${text(events[target]?.title ?? '')}`, `#${target}`)}; what is said there holds here.`;
}

function quoteExample(catalogue: Catalogue, id: string): string {
  const example = findExample(catalogue, id);
  if (example === undefined) return '';
  const { summary, severity } = example;
  return `> For example: ${text(summary)}\n>\n> Severity ${text(severity.label)}, because of ${severity.reasons.map(code).join(', ')}.`;
}

function describeOverview(catalogue: Catalogue, id: string, event: CatalogEventData): string {
  const related = (event.related ?? []).map((other) =>
    link(`${other} ${text(catalogue.events[other]?.title ?? '')}`, `#${other}`),
  );
  const more = listOptional(event.summary ?? '');
  const moved = (event.rules ?? []).length === 0 ? '' : `, moved by ${link('rules', `#${id}-severity`)}`;
  return bullets([
    `**Severity**: ${text(event.severity)}${moved}`,
    `**Role of this host**: ${describeRole(catalogue, event)}`,
    ...(related.length === 0 ? [] : [`**Look also for**: ${related.join('; ')}`]),
    `**In the document**: ${describeEcs(event.ecs)}`,
    ...(more.length === 0 ? [] : [`**The summary also names**, where the event has it: ${more.map(text).join(', ')}`]),
    `**Values** of the event: ${event.templates.length === 0 ? 'not known' : link('by Windows build', `#${id}-values`)}`,
    `**Sources**: ${event.source.map((key) => link(text(key), `#source-${key}`)).join(', ')}`,
  ]);
}

/** A value of the event can name the role; else the catalogue does. */
function describeRole({ fields }: Catalogue, { role, templates }: CatalogEventData): string {
  const names = new Set(templates.flatMap((template) => template.fields));
  const saying = [...names].filter((name) => fields[name]?.decode === 'role');
  const word = `${text(nameRole(role) ?? 'no side is named')} (${code(role)})`;
  return saying.length === 0 ? word : `as ${either(saying.map(code))} says; without it, ${word}`;
}

type EcsPart = readonly [field: string, values: readonly string[]];

function listEcs({ category, type, outcome, action }: EcsTriple): EcsPart[] {
  return [
    ['event.kind', ['event']],
    ['event.category', category],
    ['event.type', type],
    ['event.outcome', outcome === undefined ? [] : [outcome]],
    ['event.action', [action]],
  ];
}

/** The categorisation; with `base` only what is not as there. */
function describeEcs(ecs: EcsTriple, base?: EcsTriple): string {
  const known = new Set(base === undefined ? [] : listEcs(base).map(String));
  return listEcs(ecs)
    .filter((part) => part[1].length > 0 && !known.has(String(part)))
    .map(([field, values]) => `${code(field)} ${values.map(code).join(' ')}`)
    .join(', ');
}

function listCaseTable({ remediations }: Catalogue, event: CatalogEventData, cases: readonly Case[]): string {
  if (cases.length < 2) return '';
  const rows = cases.map((one) => [
    link(nameCase(event, one), `#${one.anchor}`),
    describeWhens(one, MOST_NAMED),
    text((one.remediation === undefined ? undefined : remediations[one.remediation]?.action) ?? ''),
  ]);
  return join(
    'What it means depends on its values; the first line that fits holds:',
    table(['Case', 'When', 'Action'], rows),
  );
}

/** A case is called by its title; one that has that of the event, by its condition. */
function nameCase(event: CatalogEventData, one: Case): string {
  const [when] = one.whens;
  if (when === undefined) return 'Otherwise';
  return one.title === event.title ? `When ${nameCondition(when, 2)}` : text(one.title);
}

function describeWhens({ whens }: Case, most?: number): string {
  return whens.length === 0 ? 'none of these' : whens.map((when) => describeCondition(when, most)).join('; or ');
}

function describeCases(catalogue: Catalogue, event: CatalogEventData, cases: readonly Case[]): string[] {
  const uses = countUses(catalogue);
  const shown = new Set<string>();
  return cases.map((one) => {
    const plain = one.whens.length === 0;
    const changed = describeEcs(one.ecs, event.ecs);
    return join(
      anchor(one.anchor),
      cases.length > 1 ? `### ${nameCase(event, one)}` : '',
      plain ? '' : `When ${describeWhens(one)}.`,
      one.summary === undefined ? '' : generalise(one.summary),
      describeCauses(one.causes),
      describeTodo(catalogue, one.remediation, uses, shown),
      changed === '' ? '' : `In the document: ${changed}`,
    );
  });
}

function describeCauses(causes: readonly string[]): string {
  return causes.length === 0 ? '' : join('**Likely causes**, most likely first:', numbered(causes.map(generalise)));
}

/** Steps and commands stand where they belong to one event only; what several share stands once, at the end of the page. */
function describeTodo(
  catalogue: Catalogue,
  key: string | undefined,
  uses: ReadonlyMap<string, readonly string[]>,
  shown: Set<string>,
): string {
  const data = key === undefined ? undefined : catalogue.remediations[key];
  if (key === undefined || data === undefined) return '';
  if ((uses.get(key)?.length ?? 0) > 1 || shown.has(key))
    return summariseRemediation(key, data, ` ${link('Steps and commands', `#${key}`)}.`);
  shown.add(key);
  return describeRemediation(key, data, catalogue);
}

function describeSeverity(id: string, { severity, rules = [] }: CatalogEventData): string {
  if (rules.length === 0) return '';
  const rows = rules.map((rule) => [describeCondition(rule.when), describeMove(rule), nameReason(rule.reason)]);
  return join(
    anchor(`${id}-severity`),
    `### ${id}: severity`,
    `It begins with **${text(severity)}** (${code(`base:${severity}`)}); then these rules, in order:`,
    table(['When', 'Severity is', 'Reason'], rows),
  );
}

function describeValues(catalogue: Catalogue, id: string, event: CatalogEventData): string {
  const fields = describeFields(catalogue, id, event);
  return fields === '' ? '' : join(anchor(`${id}-values`), `### ${id}: values`, fields);
}
