import type { CatalogEventData } from '../../normalizers/catalog.ts';
import { CERTIFICATES_PAGE, tableOf, type Catalogue } from './knowledge.ts';
import { bullets, code, join, link, table, text } from './markdown.ts';
import { findDecoded } from './samples.ts';

/** Which code table explains what a document field holds. */
const EXPLAINED: readonly (readonly [path: RegExp, table: { readonly title: string; readonly page: string }])[] = [
  [/^wincanal\.tls\.alert\./, tableOf('alert')],
  [/^wincanal\.tls\.error_state\./, tableOf('state')],
  [/^wincanal\.tls\.cipher_suite\./, tableOf('cipher')],
  [/^tls\.version/, tableOf('protocol')],
  [/^wincanal\.error\.symbol/, tableOf('status')],
  [/^tls\.\w+\.x509\./, { title: 'verdicts', page: CERTIFICATES_PAGE }],
];

/** The values of an event: which build writes which, in which place, and where they go. */
export function describeFields(catalogue: Catalogue, id: string, { templates }: CatalogEventData): string {
  if (templates.length === 0) return '';
  const letters = templates.map((_, at) => String.fromCharCode(65 + at));
  const builds = bullets(
    templates.map(({ builds, fields }, at) => {
      const none = fields.length === 0 ? ' (no values)' : '';
      return `**${letters[at] ?? ''}**: ${text(builds)}${none}`;
    }),
  );
  const names = [...new Set(templates.toReversed().flatMap(({ fields }) => fields))];
  if (names.length === 0) return join('This event carries no values, in any build:', builds);
  const rows = names.map((name) => {
    const field = catalogue.fields[name];
    const places = templates.map(({ fields }) => (fields.includes(name) ? String(fields.indexOf(name) + 1) : ''));
    return [code(name), text(field?.type ?? ''), ...places, describeTarget(catalogue, id, name)];
  });
  return join(
    'Written by (the table gives the place of each value, for records whose values have no names):',
    builds,
    table(['Value', 'Type', ...letters, 'Becomes'], rows),
  );
}

/** Where a value goes, and what is known about it. */
function describeTarget(catalogue: Catalogue, id: string, name: string): string {
  const paths = findDecoded(catalogue, id, name);
  const tables = EXPLAINED.filter(([pattern]) => paths.some((path) => pattern.test(path))).map(([, { title, page }]) =>
    link(text(title), page),
  );
  const { note } = catalogue.fields[name] ?? {};
  const target = paths.length === 0 ? 'only kept' : shorten(paths).map(code).join(', ');
  return [
    `${target}${tables.length === 0 ? '' : ` (${tables.join(', ')})`}`,
    ...(note === undefined ? [] : [text(note)]),
  ].join('\n');
}

/** Of a value that becomes more fields than these, only their groups are named. */
const MOST_PATHS = 12;

/** `a.b.c`, `a.b.d` and `a.e` become `a.b.{c,d}` and `a.e`; many below `a.b.c` become `a.b.c.*`. */
function shorten(all: readonly string[]): string[] {
  const paths = all.length <= MOST_PATHS ? all : [...new Set(all.map(cutDeep))];
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const cut = path.lastIndexOf('.');
    const parent = path.slice(0, Math.max(cut, 0));
    groups.set(parent, [...(groups.get(parent) ?? []), path.slice(cut + 1)]);
  }
  return [...groups].map(([parent, names]) => {
    const inner = names.length === 1 ? (names[0] ?? '') : `{${names.join(',')}}`;
    return parent === '' ? inner : `${parent}.${inner}`;
  });
}

function cutDeep(path: string): string {
  const parts = path.split('.');
  return parts.length > 3 ? `${parts.slice(0, 3).join('.')}.*` : path;
}
