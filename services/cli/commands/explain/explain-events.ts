import type { CatalogEntry } from '../../../../normalizers/catalog.ts';
import type { SeverityLabel } from '../../../../normalizers/ecs/document.ts';
import type { Provider } from '../../../../normalizers/provider.ts';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import { INVOCATION } from '../../invocation.ts';
import { columns, hang, textWidth } from '../../layout.ts';
import { paintSeverity, shortLabel } from '../../present-document.ts';
import { printable, printableJson, widthOf, type Output } from '../../terminal.ts';
import { describeHere, hereToJson, judgeHere, listExcluders, type LocalKnowledge } from './local-knowledge.ts';

/** An event of a catalogue. */
export interface KnownEvent {
  readonly provider: Provider;
  readonly entry: CatalogEntry;
}

/** What a list says of an event at this site. */
interface EventLine {
  readonly provider: string;
  readonly id: string;
  readonly title: string;
  readonly severity: SeverityLabel;
  /** What it would be without the site file, where that changes it. */
  readonly severityWithoutSite: SeverityLabel | undefined;
  readonly isExcluded: boolean;
}

/** An event id as Windows writes it: a number of 16 bits. */
export const EVENT_ID = /^(?:0|[1-9][0-9]{0,4})$/;

const INDENT = '  ';

/** Names of the values that records of an event carry, of any generation of Windows. */
export function listValues({ entry }: KnownEvent): string[] {
  const names = new Set(entry.data.templates.flatMap(({ fields }) => fields));
  // The length of the binary value behind it, which nobody looks at.
  names.delete('__binLength');
  return [...names];
}

/** The command that explains an event, without values. */
export function writeEventIdCommand({ provider, entry: { id } }: KnownEvent): string {
  return `${INVOCATION} explain ${provider.catalog.data.provider.key} ${id}`;
}

/** What an event is called in a list of what a number can be: `event 18 of RasSstp`. */
export function nameEvent({ provider, entry: { id } }: KnownEvent): string {
  return `event ${id} of ${shortName(provider.catalog.data.provider.name)}`;
}

function describeLine({ provider, entry: { id, data } }: KnownEvent, local: LocalKnowledge): EventLine {
  const { key } = provider.catalog.data.provider;
  const severity = judgeHere(local, key, id, { label: data.severity, reasons: [] }).label;
  return {
    provider: key,
    id: String(id),
    title: data.title,
    severity,
    severityWithoutSite: severity === data.severity ? undefined : data.severity,
    isExcluded: listExcluders(local, key, id).length > 0,
  };
}

/** One of the things that a number can be, where it is the id of an event. */
export function presentEventId(event: KnownEvent, local: LocalKnowledge, out: Output): string[] {
  const { title, severity, severityWithoutSite, isExcluded } = describeLine(event, local);
  const width = textWidth(out.columns());
  const { bold, dim } = out.colors;
  return [
    ...hang('', title, width).map(bold),
    ...hang('', `${nameEvent(event)}, usually ${severity}${describeHere(isExcluded, severityWithoutSite)}`, width)
      .map((line, index) => (index === 0 ? line.charAt(0).toUpperCase() + line.slice(1) : line))
      .map(dim),
    dim(`only this one: ${writeEventIdCommand(event)}`),
  ];
}

/** The same for scripts. */
export function describeEventId(event: KnownEvent, local: LocalKnowledge): object {
  const { isExcluded, severityWithoutSite, ...line } = describeLine(event, local);
  return {
    kind: 'event',
    ...line,
    ...hereToJson(isExcluded, severityWithoutSite),
    command: writeEventIdCommand(event),
  };
}

/** Lists the events of a provider. */
export async function listEvents(
  provider: Provider,
  json: boolean,
  local: LocalKnowledge,
  { write, colors, columns: countColumns }: Output,
): Promise<0> {
  const { data, entries } = provider.catalog;
  const list = [...entries.values()].sort((a, b) => a.id - b.id);
  const lines = list.map((entry) => ({ ...describeLine({ provider, entry }, local), coverage: entry.data.coverage }));
  if (json) {
    for (const { isExcluded, severityWithoutSite, ...line } of lines) {
      await write(`${JSON.stringify({ ...line, ...hereToJson(isExcluded, severityWithoutSite) })}\n`);
    }
    return 0;
  }
  const width = textWidth(countColumns());
  const head = `${data.provider.name}: ${list.length} events, with the severity that each starts from here`;
  const heads = columns(lines.map(({ id, severity }) => [id, paintSeverity(severity, colors)(shortLabel(severity))]));
  const widest = Math.max(0, ...heads.map(widthOf));
  const rows = lines.flatMap(({ title, severityWithoutSite, isExcluded }, index) => {
    const cell = heads[index] ?? '';
    const lead = `${INDENT}${cell}${' '.repeat(widest - widthOf(cell))}${INDENT}`;
    return hang(lead, title + describeHere(isExcluded, severityWithoutSite), width);
  });
  await write(`${hang('', head, width).map(colors.bold).join('\n')}\n${rows.join('\n')}\n`);
  return 0;
}

const MOST_ALIKE = 3;

/** Ids are alike in all but their last digits: only one other digit, or two neighbours exchanged, is a slip. */
function isOneSlip(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const places = Array.from(a, (_, place) => place).filter((place) => a[place] !== b[place]);
  const [first = 0, second = 0] = places;
  const areExchanged = second === first + 1 && a[first] === b[second] && a[second] === b[first];
  return places.length === 1 || (places.length === 2 && areExchanged);
}

/** Which ids the catalogues have, for a number that is none of them: `Schannel 36855 to 36928`. */
export function listIdRanges(): string {
  return PROVIDERS.map(({ catalog: { data, entries } }) => {
    const ids = [...entries.keys()];
    return `${shortName(data.provider.name)} has ${Math.min(...ids)} to ${Math.max(...ids)}`;
  }).join(', ');
}

function shortName(name: string): string {
  return name.replace('Microsoft-Windows-', '');
}

/** Says that a provider has no event with an id. */
export async function refuseEvent(provider: Provider, id: string, json: boolean, out: Output): Promise<1> {
  const { data, entries } = provider.catalog;
  const near = [...entries.values()].filter((entry) => isOneSlip(id, String(entry.id))).slice(0, MOST_ALIKE);
  if (json) {
    const suggestions = near.map((entry) => ({
      provider: data.provider.key,
      id: String(entry.id),
      title: entry.data.title,
    }));
    const answer = { kind: 'unlisted', asked: id, provider: data.provider.key, suggestions };
    await out.write(`${printableJson(JSON.stringify(answer))}\n`);
    return 1;
  }
  const width = textWidth(out.columns());
  const rows = columns(near.map((entry) => [INDENT + String(entry.id), entry.data.title]));
  const lines = [
    ...hang(
      '',
      `${data.provider.name} has no event ${printable(id)} in the catalogue, which has ${entries.size}: ` +
        `"${INVOCATION} explain ${data.provider.key}" lists them.`,
      width,
    ),
    ...(rows.length === 0 ? [] : ['', 'Ids that look alike:', ...rows]),
  ];
  await out.write(`${lines.join('\n')}\n`);
  return 1;
}
