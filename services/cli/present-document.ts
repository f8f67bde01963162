import type { Explanation } from '../../normalizers/index.ts';
import type { EnrichedDocument, SeverityLabel } from '../../normalizers/ecs/document.ts';
import { listPlaceholders } from '../../normalizers/enrich/placeholders.ts';
import { ACTION_WORDS, describeCommand, REMARKS, splitIntoBlocks } from '../../normalizers/enrich/remediation.ts';
import { nameRole } from '../../normalizers/roles.ts';
import { hang, INDENT, layRows, shortTime, textWidth, wrap } from './layout.ts';
import { describeCertificate } from './present-certificate.ts';
import { describeValues } from './present-values.ts';
import { printable, type Colors } from './terminal.ts';

/** What is laid out of an explanation. */
export type PresentedExplanation = Pick<Explanation, 'document' | 'decoded' | 'causes' | 'commands' | 'related'> &
  Partial<Pick<Explanation, 'certificate' | 'impossible' | 'severityWithoutSite'>> & {
    /** What a record of this event carries, where it is explained without any value. */
    readonly carries?: readonly string[];
    /** Who has the normalizer skip this event, if anybody does: `the site file`. */
    readonly excludedBy?: readonly string[];
    /** Values of the event that stand in the commands, by placeholder. */
    readonly filled?: Readonly<Record<string, string>>;
  };

/** Colours a word as its severity. */
export function paintSeverity(label: SeverityLabel, colors: Colors): (text: string) => string {
  switch (label) {
    case 'critical':
      return (text) => colors.bold(colors.bgRed(colors.white(text)));
    case 'high':
      return (text) => colors.bold(colors.red(text));
    case 'medium':
      return colors.yellow;
    case 'low':
      return colors.cyan;
    case 'informational':
      return colors.dim;
  }
}

/** The word for a table, which the one long word would make wider than an ordinary terminal. */
export function shortLabel(label: SeverityLabel): string {
  return label === 'informational' ? 'info' : label;
}

/**
 * Lays out an explanation for a person. Commands are never wrapped: what is pasted must be what is meant.
 *
 * @param available columns of the terminal
 */
export function presentDocument(explanation: PresentedExplanation, available: number, colors: Colors): string[] {
  const { document, causes, related } = explanation;
  const { severity, summary, title, remediation } = document.wincanal;
  const width = textWidth(available);
  const lines: string[] = [];
  const section = (name: string, body: readonly string[]): void => {
    if (body.length > 0) lines.push('', colors.bold(name), ...body);
  };
  const paragraph = (text: string): string[] => hang(INDENT, printable(text), width);
  const numbered = (texts: readonly string[]): string[] =>
    texts.flatMap((text, index) =>
      hang(`${INDENT}${`${index + 1}.`.padStart(String(texts.length).length + 1)} `, printable(text), width),
    );
  const listed = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => hang(`${INDENT}- `, printable(text), width));

  lines.push(
    ...hang('', printable(title), width).map(colors.bold),
    ...hang('', describeOrigin(document), width).map(colors.dim),
  );
  const severityText = `${severity.label} (${document.event.severity} of 99)`;
  const label = paintSeverity(severity.label, colors)(colors.isColorSupported ? ` ${severityText} ` : severityText);
  lines.push('', ...hang(`${label}  `, printable(describeSeverity(severity.reasons, explanation)), width));

  const { carries = [], excludedBy = [] } = explanation;
  if (carries.length > 0) {
    const text = `Judged without values, as none were given. A record carries ${carries.join(', ')}, and can count for more or less.`;
    lines.push(...hang('', printable(text), width));
  }
  if (excludedBy.length > 0) {
    const head = `Excluded by ${excludedBy.join(' and ')}`;
    lines.push(...hang('', `${head}: the normalizer skips this event, and counts it.`, width));
  }

  section('What happened', paragraph(summary));
  section('Values', describeValues(explanation, width));
  section('Certificate', layRows(describeCertificate(explanation), width));
  section('Likely causes', causes.length === 1 ? paragraph(causes[0] ?? '') : numbered(causes));
  section('At this site', describeSite(document, width));
  if (remediation !== undefined) {
    section('Who acts', paragraph(remediation.actor));
    section(`What to do: ${ACTION_WORDS[remediation.action].heading}`, [
      ...paragraph(remediation.summary),
      ...numbered(remediation.steps ?? []),
    ]);
    section('In the commands', describePlaceholders(explanation, width));
    for (const commands of splitIntoBlocks(explanation.commands)) {
      section(nameBlock(commands[0]), describeCommands(commands, width, colors));
    }
    section('Registry', listed((remediation.registry ?? []).map(bindPaths)).map(freePaths));
  }
  const longestId = Math.max(0, ...related.map(({ id }) => id.length));
  section(
    'Related events',
    related.flatMap(({ id, title: text }) =>
      hang(`${INDENT}${id.padEnd(longestId)}  `, text ?? '(not in the catalogue)', width),
    ),
  );
  if (remediation?.references !== undefined)
    section(
      'References',
      remediation.references.map((address) => INDENT + printable(address)),
    );
  return lines;
}

function describeOrigin(document: EnrichedDocument): string {
  const { winlog, host, wincanal } = document;
  const time = `${shortTime(document['@timestamp'])} UTC`;
  const parts = [
    `${winlog.provider_name} ${winlog.event_id}`,
    host?.name,
    host === undefined ? undefined : time,
    nameRole(wincanal.role),
  ];
  return parts
    .filter((part) => part !== undefined)
    .map(printable)
    .join(', ');
}

/** What the operator's site file says; an address is never wrapped. */
function describeSite({ event, wincanal }: EnrichedDocument, width: number): string[] {
  const { roles = [], owner } = wincanal.site ?? {};
  const words = roles.map((role) => role.replace('_', ' ')).join(', ');
  return [
    ...(words === '' ? [] : hang(`${INDENT}The host is  `, words, width)),
    ...(owner === undefined ? [] : hang(`${INDENT}Responsible  `, printable(owner), width)),
    ...(event.reference === undefined ? [] : [`${INDENT}Runbook      ${printable(event.reference)}`]),
  ];
}

/** The last reason is the site file's where it changes anything: what the others say is then what it would be without. */
function describeSeverity(
  reasons: readonly string[],
  { severityWithoutSite }: Pick<PresentedExplanation, 'severityWithoutSite'>,
): string {
  if (reasons.at(-1)?.startsWith('site:') !== true) return describeReasons(reasons);
  const own = describeReasons(reasons.slice(0, -1));
  return `as the site file says; it would be ${severityWithoutSite ?? 'another one'} without it (${own})`;
}

/** `base:low`, `weak_protocol:tls1.0` are for machines; a person reads `usually low; here: weak protocol tls1.0`. */
function describeReasons([first = '', ...movers]: readonly string[]): string {
  const words = (reason: string): string => {
    const colon = reason.indexOf(':');
    // The value says why in words, while those of other rules are names.
    if (reason.startsWith('noise:')) return `known noise (${reason.slice(colon + 1).replaceAll('_', ' ')})`;
    return colon < 0 ? reason : `${reason.slice(0, colon).replaceAll('_', ' ')} ${reason.slice(colon + 1)}`;
  };
  if (!first.startsWith('base:')) return [first, ...movers].map(words).join(', ');
  if (movers.length === 0) return 'as usual for this event';
  return `usually ${first.slice('base:'.length)}; here: ${movers.map(words).join(', ')}`;
}

/** Stands for a space at which no line may end. */
const BOUND = '\u2060';
const SPACE_IN_PATH = /(?<=\bHK[A-Z]{2,3}\\\S*) (?=[^\s:]*\\)/gu;

/** A path in the registry is to be copied: it is not broken at a space in it, as in `...\Protocols\TLS 1.2\Server`. */
function bindPaths(text: string): string {
  return text.replace(SPACE_IN_PATH, BOUND);
}

function freePaths(line: string): string {
  return line.replaceAll(BOUND, ' ');
}

type Command = Explanation['commands'][number];

const SHELL_NAMES: Readonly<Record<Command['shell'], string>> = { powershell: 'PowerShell', cmd: 'cmd' };

function nameBlock({ shell, changes }: Command): string {
  return `Commands for ${SHELL_NAMES[shell]}${changes ? ', which change the system' : ''}`;
}

/** Which words of the commands came from the event, and which the reader has to replace. */
function describePlaceholders({ commands, filled = {} }: PresentedExplanation, width: number): string[] {
  const taken = Object.entries(filled).map(([placeholder, value]) => `${placeholder} = ${printable(value)}`);
  const open = [...new Set(commands.flatMap(({ run }) => listPlaceholders(run)))];
  return [
    ...(taken.length === 0 ? [] : hang(`${INDENT}from the event  `, taken.join(', '), width)),
    ...(open.length === 0 ? [] : hang(`${INDENT}yours to fill   `, open.join(', '), width)),
  ];
}

function describeCommands(commands: readonly Command[], width: number, colors: Colors): string[] {
  return commands.flatMap((command) => {
    const lead = REMARKS[command.shell];
    const lines = wrap(printable(describeCommand(command)), width - INDENT.length - lead.length);
    return [...lines.map((line) => INDENT + colors.dim(lead + line)), INDENT + printable(command.run)];
  });
}
