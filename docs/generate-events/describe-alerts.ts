import {
  CONFIDENCE,
  confidenceOf,
  countEntries,
  describeRest,
  describeSources,
  describeTableSources,
  finish,
  listCarriers,
  listUses,
} from './describe-entry.ts';
import { tableOf, textOf, type Entry } from './knowledge.ts';
import { anchor, bullets, code, join, link, table, text } from './markdown.ts';
import { finishPage, UP } from './page.ts';
import { linkCode } from './words.ts';

const TABLE = tableOf('alert');
const STATES = tableOf('state');

/** Which event carries an alert in which direction. */
const DIRECTIONS = [
  { side: 'received', title: 'Received', event: '36887' },
  { side: 'sent', title: 'Sent', event: '36888' },
] as const;

/** The page of the TLS alerts: an overview, then each alert in both directions. */
export function describeAlerts(): string {
  return finishPage(
    TABLE.file,
    '# TLS alerts',
    UP,
    `${countEntries(TABLE)} Carried as \`AlertDesc\` by ${listCarriers('tls_alert')}. The same number says something else in each direction: ${link('36887', 'schannel.md#36887')} is an alert that this host received, so the other side complains about this host; ${link('36888', 'schannel.md#36888')} is one that this host sent, so this host complains about the other side.`,
    CONFIDENCE,
    join(anchor('severity'), '## Overview'),
    'The severities are those that the event gets unless a rule of it says otherwise.',
    table(
      ['Alert', 'Name', 'Level', 'Severity when received', 'Severity when sent'],
      TABLE.entries.map(([number, entry]) => [
        link(number, `#${number}`),
        code(textOf(entry, 'name') ?? ''),
        text(textOf(entry, 'level') ?? ''),
        text(textOf(sideOf(entry, 'received'), 'severity') ?? ''),
        text(textOf(sideOf(entry, 'sent'), 'severity') ?? ''),
      ]),
    ),
    ...TABLE.entries.map(([number, entry]) => describeAlert(number, entry)),
    describeTableSources(TABLE),
  );
}

function sideOf(entry: Entry, side: string): Entry {
  return (entry[side] ?? {}) as Entry;
}

function describeAlert(number: string, entry: Entry): string {
  const known = ['name', 'level', 'defined_in', 'status', 'symbol', 'sspi', 'received', 'sent'].concat(
    'confidence',
    'cause_confidence',
    'source',
  );
  const symbol = textOf(entry, 'symbol');
  const sspi = textOf(entry, 'sspi');
  const states = STATES.entries
    .filter(([, state]) => Array.isArray(state['alerts']) && state['alerts'].some((alert) => String(alert) === number))
    .map(([state]) => linkCode(STATES, state, 'name'));
  return join(
    anchor(number),
    `## ${number} ${code(textOf(entry, 'name') ?? '')}`,
    bullets([
      ...DIRECTIONS.map(({ side, title, event }) => describeSide(title, event, number, sideOf(entry, side))),
      `Level: ${text(textOf(entry, 'level') ?? '')}. Defined in ${text(textOf(entry, 'defined_in') ?? '')} (${text(textOf(entry, 'status') ?? '')}). Confidence: ${confidenceOf(entry, ['causes', 'cause_confidence'])}.`,
      ...(symbol === undefined ? [] : [`Name in Schannel: ${code(symbol)}`]),
      ...(sspi === undefined
        ? []
        : [`The program on the receiving side gets: ${linkCode(tableOf('status'), sspi, 'symbol')}`]),
      ...(states.length === 0 ? [] : [`Error states that come with it when it is sent: ${states.join(', ')}`]),
      ...describeRest(entry, known),
      describeSources(entry),
    ]),
  );
}

function describeSide(title: string, event: string, number: string, side: Entry): string {
  const cases = listUses(['alert.code'], number, event);
  const what = cases.length === 0 ? link(`Event ${event}`, `schannel.md#${event}`) : cases.join('; ');
  return [
    `**${title}** (severity ${text(textOf(side, 'severity') ?? 'unknown')}): ${finish(textOf(side, 'meaning'))}${describeCause(side)} Causes and what to do: ${what}.`,
    ...describeRest(side, ['meaning', 'cause', 'severity']).map((rest) => `  - ${rest}`),
  ].join('\n');
}

function describeCause(side: Entry): string {
  const cause = textOf(side, 'cause');
  return cause === undefined ? '' : ` Usual cause: ${text(cause)}.`;
}
