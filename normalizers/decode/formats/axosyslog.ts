import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asObject, isObject, type JsonObject } from '../json.ts';
import { EVENT_JSON } from './event-json.ts';
import { adoptXml, readEmbeddedXml } from './event-xml.ts';

/** What an operator may choose as prefix has rarely more than two parts (`.winlog.`, `.SDATA.win.`). */
const LEVELS = 2;

/**
 * The XML parser of syslog-ng and AxoSyslog (`windows-eventlog-xml-parser`): the elements of the XML under a prefix that the
 * operator chooses, as objects or as dotted names. `format-json` writes a leading dot of the prefix as an underscore.
 * Source: the parser's page in the manual and its unit test (`.winlog.Event.EventData.Data.<name>`, a list without names).
 */
export const AXOSYSLOG: JsonFormat = {
  name: 'event_json',
  sign: 'an object with `Event.System`, or dotted names that end so, under a prefix',
  matches: (json) => findEvent(json) !== undefined || findPrefix(json) !== undefined,
  keys: undefined,
  decode: decodeAxosyslog,
};

/** The event XML itself is often sent along as the message: then it is the better source. */
function decodeAxosyslog(json: JsonObject, text: string | undefined, context: DecodeContext) {
  const xml = readEmbeddedXml(json['MESSAGE'] ?? json['message'], context);
  if (xml !== undefined) return [adoptXml(xml, { format: 'event_json', collector: undefined }, context)];
  const event = findEvent(json) ?? unflatten(json, findPrefix(json) ?? '');
  return EVENT_JSON.decode(event, describeOriginal(json, text, context), context);
}

/** Macros of syslog-ng that `format-json` writes beside the event. */
const MACROS = ['MESSAGE', 'PROGRAM', 'HOST', 'ISODATE'];

/** Any key can be the prefix of a record of syslog-ng; without its macros only a key that begins like one. */
function findEvent(json: JsonObject): JsonObject | undefined {
  const certain = MACROS.some((macro) => typeof json[macro] === 'string');
  for (const key in json) {
    const value = json[key];
    if (!isObject(value) || !(certain || (/^[._]/.test(key) && key !== '_raw'))) continue;
    const found = findNested(value, LEVELS);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The object that holds `Event.System`, not deeper than so many levels. */
function findNested(json: JsonObject, levels: number): JsonObject | undefined {
  if (isObject(asObject(json['Event'])['System'])) return json;
  if (levels === 0) return undefined;
  for (const key in json) {
    const value = json[key];
    const found = isObject(value) ? findNested(value, levels - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const EVENT_ID = 'Event.System.EventID';

/** What stands in front of the dotted names; undefined where there are none. */
function findPrefix(json: JsonObject): string | undefined {
  for (const key in json) {
    if (key.endsWith(EVENT_ID) && (key.length === EVENT_ID.length || key.at(-EVENT_ID.length - 1) === '.'))
      return key.slice(0, -EVENT_ID.length);
  }
  return undefined;
}

/** Names of values may have dots themselves, so that nothing behind these is taken apart. */
const LEAVES = ['Event.EventData.Data.', 'Event.EventData.', 'Event.UserData.'];

function unflatten(json: JsonObject, prefix: string): JsonObject {
  const root = newObject();
  for (const [key, value] of Object.entries(json)) {
    if (!key.startsWith(`${prefix}Event.`)) continue;
    const name = key.slice(prefix.length);
    place(root, splitName(name), name === 'Event.EventData.Data' ? splitList(value) : value);
  }
  return root;
}

type Tree = Record<string, unknown>;

function newObject(): Tree {
  return Object.create(null) as Tree;
}

function splitName(name: string): string[] {
  const leaf = LEAVES.find((start) => name.startsWith(start));
  if (leaf === undefined) return name.split('.', 8);
  const rest = name.slice(leaf.length);
  // The wrapper element of UserData lends its name; what it holds are the values.
  if (leaf !== 'Event.UserData.') return [...leaf.split('.').slice(0, -1), rest];
  const dot = rest.indexOf('.');
  return ['Event', 'UserData', ...(dot < 0 ? [rest] : [rest.slice(0, dot), rest.slice(dot + 1)])];
}

/** An element can have both a text and attributes: then the text stands beside them. */
function place(root: Tree, path: readonly string[], value: unknown): void {
  let at = root;
  for (const name of path.slice(0, -1)) {
    const inner = at[name];
    if (isObject(inner)) at = inner;
    else {
      const created = newObject();
      if (inner !== undefined) created['#text'] = inner;
      at[name] = created;
      at = created;
    }
  }
  const last = path.at(-1) ?? '';
  const there = at[last];
  if (isObject(there)) (there as Tree)['#text'] = value;
  else at[last] = value;
}

/** A list as one text has commas between its values; a value with a comma would have quotes, and is not taken apart. */
function splitList(value: unknown): unknown {
  return typeof value === 'string' && value.includes(',') && !/["']/.test(value) ? value.split(',') : value;
}
