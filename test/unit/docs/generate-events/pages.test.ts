import { describe, expect, test } from '@jest/globals';
import schema from '../../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import { listSchemaFields } from '../../../../mappings/list-schema-fields.ts';
import { CATALOGUES, listEvents, pageOf, TABLES, textOf } from '../../../../docs/generate-events/knowledge.ts';
import { listCounts } from '../../../../docs/generate-events/describe-index.ts';
import { EVENT_PAGES } from '../../../../docs/generate-events/index.ts';
import { generalise } from '../../../../docs/generate-events/words.ts';
import { readMarkdown } from '../../../support/read-markdown.ts';

const pages = new Map(Object.entries(EVENT_PAGES).map(([name, make]) => [name, make()]));

function pageNamed(name: string): string {
  const page = pages.get(name);
  if (page === undefined) throw new Error(`no page ${name}`);
  return page;
}

/** The part of a provider's page that is about one event. */
function sectionOf(page: string, id: string): string {
  const from = page.indexOf(`<a id="${id}"></a>\n\n## ${id}: `);
  const next = page.slice(from + 1).search(/<a id="[\w-]+"><\/a>\n\n## /);
  return from < 0 ? '' : page.slice(from, next < 0 ? undefined : from + 1 + next);
}

/** What of these is not shown. */
function missing(shown: string, wanted: readonly string[]): string[] {
  return wanted.filter((one) => !shown.includes(one.replace(/\s+/g, ' ').trim()));
}

const plain = (markdown: string): string => readMarkdown(`${markdown}\n`).text;

describe.each(CATALOGUES)('the page of $provider.name', (catalogue) => {
  const page = pageNamed(pageOf(catalogue));
  const whole = readMarkdown(page);

  test.each(listEvents(catalogue))('has all of event $id', ({ id, event }) => {
    const section = sectionOf(page, id);
    const { text, links } = readMarkdown(section);
    const parts = [event, ...(event.variants ?? [])];
    expect(
      missing(text, [
        event.title,
        event.ecs.action,
        ...event.ecs.category,
        ...event.ecs.type,
        ...event.source,
        ...event.templates.flatMap(({ builds, fields }) => [builds, ...fields]),
        ...event.templates.flatMap(({ fields }) => fields.map((name) => catalogue.fields[name]?.note ?? '')),
        ...(event.rules ?? []).map(({ reason }) => reason.split(/[[{]/)[0] ?? ''),
        ...parts.flatMap(({ summary, causes }) => [summary ?? '', ...(causes ?? [])].map(generalise).map(plain)),
        ...parts.flatMap(({ remediation }) => {
          const { action, actor, summary } = catalogue.remediations[remediation ?? ''] ?? {};
          return [action, actor, summary, remediation].map((one) => one ?? '');
        }),
      ]),
    ).toEqual([]);
    expect((event.related ?? []).filter((other) => !links.includes(`#${other}`))).toEqual([]);
    expect(event.alias_of === undefined || links[0] === `#${event.alias_of}`).toBe(true);
    // A title that is that of the event too names no case: there the condition does.
    const titles = (event.variants ?? []).flatMap(({ title }) => (title === undefined ? [] : [title]));
    expect(titles.filter((title) => !section.includes(`### ${title}\n`) && title !== event.title)).toEqual([]);
  });

  test.each(Object.entries(catalogue.remediations))('has all of remediation %s', (id, remediation) => {
    expect(whole.explicit).toContain(id);
    const { actor, summary, steps, commands = [], registry = [], references } = remediation;
    expect(missing(whole.text, [actor, summary, ...steps, ...registry])).toEqual([]);
    expect(references.filter((url) => !whole.links.includes(url))).toEqual([]);
    const blocks = whole.blocks.filter(({ language }) => language === 'powershell' || language === 'bat');
    const absent = commands.filter(({ use, step, purpose: here }) => {
      const { shell, run, purpose } = catalogue.commands[use] ?? { shell: '', run: '', purpose: '' };
      const [language, remark] = shell === 'cmd' ? ['bat', 'rem'] : ['powershell', '#'];
      const lines = `${remark} Step ${step}: ${here ?? purpose}\n${run}`;
      return !blocks.some((block) => block.language === language && `\n${block.text}\n`.includes(`\n${lines}\n`));
    });
    expect(absent).toEqual([]);
  });
});

/** What the heading above the rows says. */
const IN_HEADINGS = new Set(['subsystem', 'grade']);

const FIRST_COLUMN = new Set(['State', 'Code', 'Error', 'Words', 'Number']);

describe.each(TABLES)('the page of $key', ({ key, page: name, entries }) => {
  const page = readMarkdown(pageNamed(name));

  test('has every entry with everything that the table holds', () => {
    const rows = new Map(
      page.tables
        .filter(({ head }) => FIRST_COLUMN.has(head[0] ?? ''))
        .flatMap((table) => table.rows.map((row) => [row[0], row.join(' ')])),
    );
    for (const [code, entry] of entries) {
      expect(page.explicit).toContain(code.replace(' ', '-'));
      // Alerts have sections of their own.
      const shown = key === 'alerts' ? page.text : (rows.get(code) ?? '');
      const values = Object.entries(entry).flatMap(([property, value]) =>
        IN_HEADINGS.has(property) || property === 'schannel' ? [] : listTexts(value),
      );
      const words = (value: string) => value.replaceAll('_', ' ').toLowerCase();
      const absent = missing(words(shown), values.map(words));
      expect([code, absent]).toEqual([code, []]);
    }
    if (key !== 'alerts') expect([...rows.keys()].sort()).toEqual(entries.map(([code]) => code).sort());
  });

  test('can be linked by name', () => {
    const names = entries
      .map(([, entry]) => textOf(entry, 'symbol') ?? '')
      .filter((symbol) => /^[A-Z]+_E_|^ERROR_/.test(symbol));
    if (key === 'status_codes' || key === 'ras_errors')
      expect(names.filter((symbol) => !page.explicit.includes(symbol))).toEqual([]);
  });
});

function listTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(listTexts);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(listTexts);
  return [String(value)];
}

describe('the index', () => {
  const index = readMarkdown(pageNamed('README.md'));

  test('has every event with id, title, severity and action, and a link to it', () => {
    const rows = index.tables[0]?.rows ?? [];
    const wanted = CATALOGUES.flatMap((catalogue) =>
      listEvents(catalogue).map(({ id, event }) => ({ catalogue, id, event })),
    );
    expect(rows).toHaveLength(wanted.length);
    for (const [at, { catalogue, id, event }] of wanted.entries()) {
      const row = rows[at] ?? [];
      expect(row.slice(0, 2)).toEqual([id, catalogue.provider.name]);
      expect(row[2]).toContain(event.title);
      expect(row[3]).toContain(event.severity);
      expect(row[4]).toBe(event.ecs.action);
      expect(row[5]).toContain(catalogue.remediations[event.remediation ?? '']?.action ?? 'no action');
      expect(index.links).toContain(`${pageOf(catalogue)}#${id}`);
    }
  });

  test('shows the counts', () => {
    const shown = index.tables[1]?.rows.map(([, key, count]) => [key, Number(count)]);
    expect(shown).toEqual(listCounts().map(([, key, count]) => [key, count]));
    expect(Object.fromEntries(shown ?? [])).toMatchObject({ 'schannel.events': 33, 'rassstp.events': 27 });
  });

  test('leads to every page', () => {
    expect([...pages.keys()].filter((name) => name !== 'README.md' && !index.links.includes(name))).toEqual([]);
  });
});

test.each([...pages.keys()])('%s shows no raw template, no empty parts, and no cell too few', (name) => {
  const { text, tables } = readMarkdown(pageNamed(name));
  expect(
    text.match(/.{0,40}(?:\{[a-z]+[._][a-z_.]+\}|undefined|NaN|\[object| ,|\(\)|__+(?!binLength)).{0,40}/g),
  ).toBeNull();
  expect(tables.flatMap(({ head, rows }) => rows.filter((row) => row.length !== head.length))).toEqual([]);
});

const FIELDS = listSchemaFields(schema).map(({ path }) => path);
const FIELD =
  /`((?:event|wincanal|winlog|tls|process|http|url|server|destination|error|related)\.[a-z0-9_.]*(?:\{[a-z0-9_,]+\}|\*)?)`/g;

/** `a.{b,c}` is `a.b` and `a.c`. */
function expand(path: string): string[] {
  const [parent = '', names] = path.replace('}', '').split('{');
  return names === undefined ? [parent] : names.split(',').map((name) => `${parent}${name}`);
}

test.each([...pages.keys()])('%s names no field that documents do not have', (name) => {
  const named = [...pageNamed(name).matchAll(FIELD)].flatMap(([, path]) => expand(path ?? ''));
  const unknown = named.filter((path) =>
    path.endsWith('.*')
      ? !FIELDS.some((field) => field.startsWith(path.slice(0, -1)))
      : !FIELDS.some((field) => field === path || field.startsWith(`${path}.`)),
  );
  expect(unknown).toEqual([]);
  if (['schannel.md', 'rassstp.md'].includes(name)) expect(named.length).toBeGreaterThan(100);
});
