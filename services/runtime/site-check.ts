import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../mappings/schemas/site.schema.json' with { type: 'json' };
import { listEventKeys, type SiteData } from '../../normalizers/index.ts';
import { isGlob } from '../../normalizers/enrich/host-pattern.ts';
import { closestNames, suggest } from './closest-names.ts';
import type { Problem } from './site-problem.ts';
import type { SiteText } from './site-text.ts';

/** What a check of a parsed text found; problems and warnings as `line:column: text`, in the order of the text. */
export interface SiteCheck {
  readonly data: SiteData | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Each host that is seen for the first time is compared with every glob. */
const MOST_GLOBS = 1000;

/** As many errors of the schema are looked at; finding the place of each takes time. */
const MOST_ERRORS = 200;

/** Longest part of a refused value that a message shows. */
const LONGEST_VALUE = 100;

/** Compiled when the first file is checked: most processes never do. */
let validator: ValidateFunction | undefined;

function validate(data: unknown): readonly ErrorObject[] {
  validator ??= new Ajv({ allErrors: true, strict: true, strictTypes: false, verbose: true })
    .addKeyword('x-allowed')
    .compile(schema);
  return validator(data) ? [] : (validator.errors ?? []);
}

/** Checks a text against the schema and the catalogue, where its problems leave anything to check. */
export function checkSite(written: SiteText): SiteCheck {
  const problems = [...written.problems];
  const warnings: Problem[] = [];
  const text = correctNames(written, problems);
  if (text.data !== undefined) {
    const errors = validate(text.data);
    problems.push(
      ...withoutInner(errors)
        .slice(0, MOST_ERRORS)
        .map((error) => describeError(error, text)),
    );
    checkEvents(text, problems, warnings);
    if (errors.length === 0) checkGlobs(text, problems);
  }
  return {
    data: problems.length === 0 ? (text.data as SiteData) : undefined,
    problems: formatProblems(problems, text),
    warnings: formatProblems(warnings, text),
  };
}

/** The fields of the file itself. */
const FIELDS = Object.keys(schema.properties).filter((key) => key !== '$schema');

/**
 * A slip in the name of a list must not hide what is wrong in the list: it is a problem of its own, and what it holds is
 * checked as what it was meant to be, under the name that was written.
 */
function correctNames(text: SiteText, problems: Problem[]): SiteText {
  const { data, locate } = text;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return text;
  const writtenAs = new Map<string, string>();
  const entries = Object.entries(data as Readonly<Record<string, unknown>>).map(([name, value]) => {
    const [meant] =
      name.length > LONGEST_VALUE || Object.hasOwn(schema.properties, name) ? [] : closestNames(name, FIELDS, 1);
    if (meant === undefined || Object.hasOwn(data, meant) || writtenAs.has(meant)) return [name, value] as const;
    writtenAs.set(meant, name);
    problems.push({ offset: locate([name], 'key'), text: describeUnknownField('the file', name, FIELDS) });
    return [meant, value] as const;
  });
  if (writtenAs.size === 0) return text;
  const asWritten = ([first, ...rest]: readonly string[]): string[] =>
    first === undefined ? [] : [writtenAs.get(first) ?? first, ...rest];
  return {
    ...text,
    data: Object.fromEntries(entries),
    locate: (path, what) => locate(asWritten(path), what),
    name: (path) => text.name(asWritten(path)),
  };
}

function describeUnknownField(field: string, name: string, allowed: readonly string[]): string {
  return `${field} has no field ${show(name)}: allowed are ${allowed.join(', ')}${propose(name, allowed)}`;
}

/** Problems as lines, in the order of the text, each once. */
function formatProblems(problems: readonly Problem[], { place }: SiteText): string[] {
  const lines = [...problems].sort((a, b) => a.offset - b.offset).map((one) => `${place(one.offset)}: ${one.text}`);
  return [...new Set(lines)];
}

/**
 * Leaves out what another error says better: of a key that does not fit, ajv reports the pattern too; and what lacks a
 * field that it needs has of course too few.
 */
function withoutInner(errors: readonly ErrorObject[]): ErrorObject[] {
  const lacking = new Set(errors.filter(({ keyword }) => keyword === 'required').map((error) => error.instancePath));
  return errors.filter(
    ({ keyword, instancePath, propertyName }) =>
      propertyName === undefined && !(keyword === 'minProperties' && lacking.has(instancePath)),
  );
}

function describeError(error: ErrorObject, { locate, name: nameOf }: SiteText): Problem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const params = error.params as Readonly<Record<string, unknown>>;
  const field = nameOf(path);
  const at = (what: 'key' | 'value', name?: string): number =>
    locate(name === undefined ? path : [...path, name], what);
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const allowed = known.filter((key) => key !== '$schema');
      return { offset: at('key', name), text: describeUnknownField(field, name, allowed) };
    }
    case 'propertyNames': {
      const name = String(params['propertyName']);
      const text = `${field} has the key ${show(name)}: allowed is provider:id, such as schannel:36887`;
      return { offset: at('key', name), text: text + propose(name, listEventKeys()) };
    }
    case 'required':
      return {
        offset: at('value'),
        text: `${field} has no ${String(params['missingProperty'])}: allowed is ${allowedBy(error)}`,
      };
    case 'minProperties':
      return { offset: at('value'), text: `${field} says nothing: allowed is ${allowedBy(error)}` };
    default: {
      const allowed = allowedBy(error);
      const words = (error.parentSchema as { enum?: readonly string[] } | undefined)?.enum ?? [];
      const hint = typeof error.data === 'string' ? propose(error.data, words) : '';
      return { offset: at('value'), text: `${field} is ${show(error.data)}: allowed is ${allowed}${hint}` };
    }
  }
}

/** What a value may be, in the words of the schema. */
function allowedBy({ parentSchema, message }: ErrorObject): string {
  const { enum: words, 'x-allowed': allowed } = (parentSchema ?? {}) as {
    enum?: readonly string[];
    'x-allowed'?: string;
  };
  return allowed ?? (words === undefined ? (message ?? 'something else') : `one of ${words.join(', ')}`);
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}...`;
}

/** What follows an error about a name. Comparing takes time that grows with the length; no name is this long. */
function propose(wrong: string, names: readonly string[]): string {
  const hint = wrong.length > LONGEST_VALUE ? '' : suggest(wrong, names);
  return hint === '' ? '' : `.${hint}`;
}

/**
 * A provider that nobody knows is a mistake: its entry would never apply. An id that the catalogue lacks may be one that a
 * later Windows brings.
 */
function checkEvents({ data, locate, name }: SiteText, problems: Problem[], warnings: Problem[]): void {
  const field = name(['events']);
  const known = listEventKeys();
  const keys = new Set(known);
  const providers = new Set(known.map((key) => key.split(':')[0] ?? ''));
  for (const key of listKeys(data).filter((name) => EVENT_KEY.test(name))) {
    if (keys.has(key)) continue;
    const [provider = '', id = ''] = key.split(':');
    const offset = locate(['events', key], 'key');
    if (!providers.has(provider)) {
      const text = `${field} has the key ${show(key)}: known providers are ${[...providers].join(', ')}`;
      problems.push({ offset, text: text + propose(provider, [...providers]) });
    } else if (Number(id) > 65_535) {
      problems.push({ offset, text: `${field} has the key ${show(key)}: an event id is at most 65535` });
    } else {
      const text = `${field} has the key ${show(key)}, which the catalogue does not know; it is taken as one of a later Windows`;
      warnings.push({ offset, text: text + propose(key, known) });
    }
  }
}

/** As in the schema, which reports every other key. */
const EVENT_KEY = new RegExp(schema.properties.events.propertyNames.pattern, 'u');

/** The event ids of a value that need not fit the schema; no more than the schema allows. */
function listKeys(data: unknown): string[] {
  const events = typeof data === 'object' && data !== null && 'events' in data ? data.events : undefined;
  const keys = typeof events === 'object' && events !== null ? Object.keys(events) : [];
  return keys.slice(0, schema.properties.events.maxProperties);
}

function checkGlobs({ data, locate }: SiteText, problems: Problem[]): void {
  let globs = 0;
  for (const [index, { match }] of ((data as SiteData).hosts ?? []).entries()) {
    globs += match.filter(isGlob).length;
    if (globs <= MOST_GLOBS) continue;
    const offset = locate(['hosts', String(index), 'match'], 'value');
    problems.push({ offset, text: `the file has more than ${MOST_GLOBS} globs in all: write names, or wider globs` });
    return;
  }
}
