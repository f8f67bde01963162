import type { CodeTable } from '../../../../normalizers/code-table.ts';
import type { Carrier } from '../../../../normalizers/find-carriers.ts';
import type { CodeHit, RelatedCode } from '../../../../normalizers/look-up-code.ts';
import { INVOCATION } from '../../invocation.ts';
import { columns, hang, textWidth } from '../../layout.ts';
import { paintSeverity, shortLabel } from '../../present-document.ts';
import { printable, widthOf, type Colors } from '../../terminal.ts';
import { EVENT_ID, listIdRanges } from './explain-events.ts';
import { describeHere, type LocalCarrier, type LocalHit } from './local-knowledge.ts';
import { adviseCodes, suggestCodes } from './suggest-codes.ts';

const INDENT = '  ';
/** More related codes than these nobody reads here; their table has them. */
const MOST_RELATED = 8;
/** So many events are shown with their titles although the catalogue says nothing about this very code. */
const MOST_PLAIN_EVENTS = 3;
const MOST_COMMANDS = 3;

/** A word as a shell takes it, in quotes where it has a space or a comma. */
function quote(word: string): string {
  return /^[\w.:=-]+$/u.test(word) ? word : `"${word}"`;
}

/** The command that explains an event with the values that it carries. */
export function writeEventCommand({ provider, id, values }: Carrier): string {
  const words = values.map(([name, value]) => quote(`${name}=${value}`));
  return [INVOCATION, 'explain', provider, id, ...words].join(' ');
}

/** The command that shows one entry of one table. */
export function writeCodeCommand({ kind, code }: Pick<CodeHit, 'kind' | 'code'>): string {
  return `${INVOCATION} explain ${kind} ${quote(code)}`;
}

/**
 * Lays out what is known of a code for a person.
 *
 * @param available columns of the terminal
 * @param isOneOfSeveral says how to ask for this one alone
 */
export function presentCode(hit: LocalHit, available: number, colors: Colors, isOneOfSeveral = false): string[] {
  const width = textWidth(available);
  const lines: string[] = [];
  const section = (name: string, body: readonly string[]): void => {
    if (body.length > 0) lines.push('', colors.bold(name), ...body);
  };

  lines.push(colors.bold(hit.symbol), ...hang('', describeNumber(hit), width).map(colors.dim));
  if (isOneOfSeveral) lines.push(...hang('', `only this one: ${writeCodeCommand(hit)}`, width).map(colors.dim));
  lines.push('', ...describeDetails(hit, width));
  for (const { name, text } of hit.details.filter(({ isVerbatim }) => isVerbatim)) {
    section(
      capitalize(name),
      [text].flat().map((line) => INDENT + line),
    );
  }
  for (const [name, related] of Object.entries(Object.groupBy(hit.related, ({ as }) => as))) {
    section(capitalize(name), describeRelated(related ?? [], width));
  }
  section('Events that carry it', describeEvents(hit.events, width, colors));
  section('Note', hit.note === undefined ? [] : hang(INDENT, hit.note, width));
  section('Next', listCommands(hit.events));
  section(
    'References',
    hit.sources.map((address) => INDENT + address),
  );
  return lines;
}

function describeNumber({ title, notations, code }: LocalHit): string {
  const [first, ...others] = Object.entries(notations);
  if (first === undefined) return title === code ? title : `${title} ${code}`;
  const named = others.map(([name, text]) => (SELF_EVIDENT.has(name) ? text : `${name} ${text}`));
  return [`${title} ${first[1]}`, ...named].join(', ');
}

/** Notations that tell by themselves what they are. */
const SELF_EVIDENT: ReadonlySet<string> = new Set(['hexadecimal', 'bytes', 'without 0x']);

/** What is to be copied has a section of its own, where it has the whole width. */
function describeDetails({ details }: LocalHit, width: number): string[] {
  const wrapped = details.filter(({ isVerbatim }) => isVerbatim !== true);
  const longest = Math.max(0, ...wrapped.map(({ name }) => name.length));
  return wrapped.flatMap(({ name, text }) => {
    const lead = `${INDENT}${name.padEnd(longest)}${INDENT}`;
    return [text].flat().flatMap((line, index) => hang(index === 0 ? lead : ' '.repeat(lead.length), line, width));
  });
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function describeRelated(related: readonly RelatedCode[], width: number): string[] {
  const shown = related.slice(0, MOST_RELATED);
  const rows = columns(shown.map(({ kind, code, symbol }) => [`${kind} ${code}`, symbol]));
  const more = related.slice(MOST_RELATED).map(({ code }) => code);
  const rest = more.length === 0 ? [] : hang(INDENT, `and ${more.join(', ')}`, width);
  return [...rows.map((row) => INDENT + row), ...rest];
}

function describeEvents(events: readonly LocalCarrier[], width: number, colors: Colors): string[] {
  const shown = chooseEvents(events);
  const names = columns(shown.map(({ provider, id }) => [provider, id]));
  const labels = columns(shown.map(({ severity }) => [paintSeverity(severity, colors)(shortLabel(severity))]));
  const widest = Math.max(0, ...labels.map(widthOf));
  const rows = shown.flatMap(({ title, excluded, severityWithoutSite }, index) => {
    const label = labels[index] ?? '';
    const lead = `${INDENT}${names[index] ?? ''}${INDENT}${label}${' '.repeat(widest - widthOf(label))}${INDENT}`;
    return hang(lead, title + describeHere(excluded === true, severityWithoutSite), width);
  });
  const others = events.filter((event) => !shown.includes(event));
  if (others.length === 0) return rows;
  const lists = Object.entries(Object.groupBy(others, ({ provider }) => provider)).map(
    ([provider, list]) => `${provider} ${(list ?? []).map(({ id }) => id).join(', ')}`,
  );
  const also = shown.length === 0 ? '' : 'also, with nothing special to this code: ';
  return [...rows, ...hang(INDENT, also + lists.join('; '), width)];
}

/** Those for which the catalogue has something to say about this very code; else all, if they are few. */
function chooseEvents(events: readonly LocalCarrier[]): readonly LocalCarrier[] {
  const specific = events.filter(({ isSpecific }) => isSpecific);
  if (specific.length > 0) return specific;
  return events.length <= MOST_PLAIN_EVENTS ? events : [];
}

function listCommands(events: readonly LocalCarrier[]): string[] {
  const chosen = chooseEvents(events);
  return (chosen.length > 0 ? chosen : events.slice(0, 1))
    .slice(0, MOST_COMMANDS)
    .map((event) => INDENT + writeEventCommand(event));
}

/** Failures of any subsystem, and numbers of Win32: what Windows has words for. */
const IN_WINDOWS = /^0x(?:[89a-f]|0000)/u;

/** Says that a code is in no table, what these tables hold, and what may have been meant. */
export function presentUnlisted(text: string, tables: readonly CodeTable[], width: number): string[] {
  const suggestions = suggestCodes(text, tables);
  const noEvent = EVENT_ID.test(text) ? `, nor is it an event id of the catalogue (${listIdRanges()})` : '';
  const head = `"${printable(text)}" is in no table of codes${noEvent}.${adviseCodes(suggestions)}`;
  const lines = hang('', head, width);
  const rows = columns(
    tables.map(({ kind, title, codes }) => [
      INDENT + kind,
      title,
      `${codes.length} entries, ${codes[0] ?? '-'} to ${codes.at(-1) ?? '-'}`,
    ]),
  );
  lines.push('', ...hang('', `Tables that could have it ("${INVOCATION} explain KIND" lists one):`, width), ...rows);
  const system = tables.find(({ kind }) => kind === 'status')?.read(text).usual[0];
  if (system !== undefined && IN_WINDOWS.test(system)) {
    lines.push('', ...hang('', `On Windows, "certutil -error ${system}" prints what the system calls it.`, width));
  }
  return lines;
}

/** All entries of a table, a line each. */
export function presentTable(table: CodeTable, available: number, colors: Colors): string[] {
  const entries = table.codes.flatMap((code) => table.find(code) ?? []);
  const head = `${table.title}: ${entries.length} in the table; each one is ${table.form}`;
  const rows = columns(entries.map(({ code, symbol }) => (code === symbol ? [code] : [code, symbol])));
  return [...hang('', head, textWidth(available)).map(colors.bold), ...rows.map((row) => INDENT + row)];
}
