import { countUses, listCases } from './cases.ts';
import { ACTION_WORDS } from '../../normalizers/enrich/remediation.ts';
import { CERTIFICATE_VERDICTS } from '../../normalizers/enrich/certificate-verdicts.ts';
import {
  CATALOGUES,
  CERTIFICATES_PAGE,
  listEvents,
  pageOf,
  TABLES,
  type Catalogue,
  type CatalogueEvent,
} from './knowledge.ts';
import { anchor, bullets, code, join, link, table, text } from './markdown.ts';
import { finishPage } from './page.ts';

/** The index: all events, all code tables, how many of each, and how to read the pages. */
export function describeIndex(): string {
  return finishPage(
    'docs/generate-events/index.ts',
    '# Events and codes',
    'Every event of the two providers, what it means, how severe it is, why it probably happened, who acts, and what to type; and every code that is decoded.',
    bullets([
      ...CATALOGUES.map(
        (catalogue) =>
          `${link(text(catalogue.provider.name), pageOf(catalogue))}: ${listEvents(catalogue).length} events`,
      ),
      ...TABLES.map(({ title, page, entries }) => `${link(text(title), page)}: ${entries.length} codes`),
      `${link('Verdicts on certificates', CERTIFICATES_PAGE)}: ${countVerdicts()} verdicts`,
    ]),
    'To ask for one event with its values: `npx wincanal explain schannel 36887 AlertDesc=48`; for one code: `npx wincanal explain alert 48` or `npx wincanal explain 0x80090325`.',
    join(anchor('events'), '## Events'),
    table(
      ['Event', 'Provider', 'Title', 'Severity', '`event.action`', 'Action', 'Cases'],
      CATALOGUES.flatMap((catalogue) => listEvents(catalogue).map((one) => describeRow(catalogue, one))),
    ),
    join(anchor('counts'), '## Counts'),
    table(
      ['What', 'Key', 'Count'],
      listCounts().map(([title, key, count]) => [text(title), code(key), String(count)]),
    ),
    describeReading(),
  );
}

function describeRow(catalogue: Catalogue, { id, event }: CatalogueEvent): string[] {
  const cases = listCases(id, event);
  const rules = event.rules?.length ?? 0;
  return [
    link(id, `${pageOf(catalogue)}#${id}`),
    text(catalogue.provider.name),
    `${text(event.title)}${event.alias_of === undefined ? '' : ` (same as ${link(event.alias_of, `${pageOf(catalogue)}#${event.alias_of}`)})`}`,
    `${text(event.severity)}${rules === 0 ? '' : ' \\*'}`,
    code(event.ecs.action),
    listActions(catalogue, cases),
    String(cases.length),
  ];
}

/** Actions of all cases, that of the plain one first. */
function listActions({ remediations }: Catalogue, cases: ReturnType<typeof listCases>): string {
  const actions = cases
    .toReversed()
    .flatMap(({ remediation }) => (remediation === undefined ? [] : (remediations[remediation]?.action ?? [])));
  return [...new Set(actions)].map(text).join(', ');
}

/** What the catalogues and tables hold, by number; the tests compare these with the data. */
export function listCounts(): (readonly [title: string, key: string, count: number])[] {
  return [
    ...CATALOGUES.flatMap((catalogue) => {
      const { key, name } = catalogue.provider;
      const events = listEvents(catalogue);
      const cases = events.reduce((sum, { id, event }) => sum + listCases(id, event).length, 0);
      const templates = events.reduce((sum, { event }) => sum + event.templates.length, 0);
      return [
        [`Events of ${name}`, `${key}.events`, events.length],
        [`Generations of values of ${name}`, `${key}.templates`, templates],
        [`Cases of ${name}`, `${key}.cases`, cases],
        [`Remediations of ${name}`, `${key}.remediations`, countUses(catalogue).size],
      ] as const;
    }),
    ...TABLES.map(({ title, key, entries }) => [title, key, entries.length] as const),
    ['Verdicts on certificates', 'certificate_verdicts', countVerdicts()],
  ];
}

function countVerdicts(): number {
  return Object.keys(CERTIFICATE_VERDICTS).length;
}

function describeReading(): string {
  return join(
    anchor('reading'),
    '## How to read the pages',
    bullets([
      'Every event has an anchor by its id (`schannel.md#36887`), every case of it by id and title, every remediation by its id (the `wincanal.remediation.id` of a document), and every code by the code (`tls-alerts.md#48`, `status-codes.md#0x80090325`, `status-codes.md#SEC_E_UNTRUSTED_ROOT`). Ids and codes do not change, so these links stay; the link of a case changes with its title.',
      '**Severity** is one of informational (0), low (21), medium (47), high (73) and critical (99), with the number in `event.severity`. An asterisk says that rules can move it; each rule that did is named in `wincanal.severity.reasons`. What the event fills into such a name is between angle brackets here. A name that begins with `noise:` says why the event is known noise and rated lower; one that begins with `state_inferred:` rests on an error state whose meaning only its name tells.',
      `**Action** is one of ${Object.entries(ACTION_WORDS)
        .map(([action, { meaning }]) => `_${text(action)}_ (${text(meaning)})`)
        .join(', ')}.`,
      '**Cases** are the different meanings of one event id; the values of the event decide, and the first case that fits holds.',
      'Words in _italics_ inside a sentence stand for a value of the event. A sentence of a real event names more than the one here; the example below it shows how.',
      '**Values** are what the event carries, by Windows build. “Becomes” names the fields of the document ([fields.md](../fields.md)); every value is also kept in `winlog.event_data` under its own name.',
      'Commands can be pasted as they are, except for names in CAPITALS, which are to be replaced. PowerShell wants an elevated window.',
    ]),
  );
}
