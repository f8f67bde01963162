import { dead } from '../../outcome.ts';
import { nameCollector } from '../collector.ts';
import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import type { TextFormat } from '../format.ts';
import { asNumeral, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { readLineProtocol } from './line-protocol.ts';
import { otherHost } from '../same-host.ts';
import type { ValuesReader } from '../values-reader.ts';

const MEASUREMENT = 'win_eventlog';

/**
 * Telegraf's input `win_eventlog`, serialised as JSON: some names are tags, which are texts, the others fields. Source: the
 * plugin's README and its `win_eventlog.go` and `util.go`.
 */
export const TELEGRAF = defineJsonFormat({
  name: 'telegraf',
  sign: '`name` is `win_eventlog`, beside an object `fields`',
  matches: (json) => json['name'] === MEASUREMENT && isObject(json['fields']),
  keys: ['fields'],
  names: { provider: 'Source', eventId: 'EventID', time: 'TimeCreated' },
  readTexts: (json, texts) => {
    readMetric(asObject(json['tags']), asObject(json['fields']), texts);
  },
});

/** The same as InfluxDB line protocol; a text holds as many points as events. */
export const TELEGRAF_LINES: TextFormat = {
  name: 'telegraf',
  sign: 'InfluxDB line protocol of the measurement `win_eventlog`',
  begins: /win_eventlog[, ]/,
  decode: (text, context) =>
    readLineProtocol(text, context.limits.events + 1).flatMap((point) =>
      point.values === undefined
        ? dead('DECODE_UNKNOWN_FORMAT', `${point.problem}: expected InfluxDB line protocol of Telegraf's win_eventlog`)
        : TELEGRAF.decode({ fields: Object.fromEntries(point.values) }, point.text, context),
    ),
};

/**
 * The time of the metric is not looked at: it is that of reading where the operator chose so. `LevelText` and the words of
 * `Keywords` are in the language of the host.
 */
function readMetric(tags: JsonObject, fields: JsonObject, texts: EventTexts): void {
  // The operator chooses what is a tag and what a field; of what is both, the field counts.
  const read = (name: string): unknown => (fields[name] === undefined ? tags[name] : fields[name]);
  readValues(tags, fields, texts.values);
  texts.collector = nameCollector('telegraf', otherHost(asString(read('host')), asString(read('Computer'))));
  texts.provider = asText(read('Source'));
  texts.eventId = asNumeral(read('EventID'));
  texts.version = asNumeral(read('Version'));
  texts.level = asNumeral(read('Level'));
  texts.levelWord = asString(read('LevelText'));
  texts.task = asNumeral(read('Task'));
  texts.opcode = asNumeral(read('Opcode'));
  texts.keywords = asText(read('Keywords'));
  texts.time = read('TimeCreated');
  texts.recordId = asNumeral(read('EventRecordID'));
  texts.channel = asString(read('Channel'));
  texts.computer = asString(read('Computer'));
  texts.userSid = asString(read('UserID'));
  texts.processId = asNumeral(read('ProcessID'));
  texts.threadId = asNumeral(read('ThreadID'));
  texts.activityId = asString(read('ActivityID'));
  texts.relatedActivityId = asString(read('RelatedActivityID'));
  texts.message = asString(read('Message'));
}

/** What is in front of a value's separator (the operator can choose another than `_`) and name; without a name, its number. */
const ELEMENTS = ['Data', 'EventXML'] as const;
const LETTER = /[A-Za-z0-9]/;

/** Empty values are not sent, so the numbers of those without a name are not their places: only the order holds. */
function readValues(tags: JsonObject, fields: JsonObject, values: ValuesReader): void {
  const numbered: [number, unknown][] = [];
  for (const key in tags) {
    if (mayBeValue(key)) readValue(key, fields[key] === undefined ? tags[key] : fields[key], values, numbered);
  }
  for (const key in fields) {
    if (mayBeValue(key) && tags[key] === undefined) readValue(key, fields[key], values, numbered);
  }
  for (const [, value] of numbered.sort(([a], [b]) => a - b)) values.addUnnamed(value);
}

/** Asked first, because most keys are no values and a look at one letter takes least. */
function mayBeValue(key: string): boolean {
  return key[0] === 'D' || key[0] === 'E' || key === 'Binary';
}

function readValue(key: string, value: unknown, values: ValuesReader, numbered: [number, unknown][]): void {
  if (key === 'Data') numbered.push([0, value]);
  else if (key === 'Binary') values.binary = asString(value);
  else {
    const element = ELEMENTS.find((one) => key.startsWith(one));
    if (element === undefined) return;
    const name = key.slice(element.length + 1);
    if (name === '' || LETTER.test(key[element.length] as string)) return;
    if (element === 'Data' && /^\d{1,3}$/.test(name)) numbered.push([Number(name), value]);
    else values.addNamed(name, value);
  }
}
