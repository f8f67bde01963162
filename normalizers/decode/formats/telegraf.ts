import { dead } from '../../outcome.ts';
import { nameCollector } from '../collector.ts';
import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import type { TextFormat } from '../format.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
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
  names: { provider: 'Source', eventId: 'EventID', time: 'TimeCreated' },
  readTexts: (json, texts) => {
    readMetric({ ...asObject(json['tags']), ...asObject(json['fields']) }, texts);
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
function readMetric(metric: JsonObject, texts: EventTexts): void {
  readValues(metric, texts.values);
  texts.collector = nameCollector('telegraf', otherHost(asString(metric['host']), asString(metric['Computer'])));
  texts.provider = asText(metric['Source']);
  texts.eventId = asText(metric['EventID']);
  texts.version = asText(metric['Version']);
  texts.level = asText(metric['Level']);
  texts.levelWord = asString(metric['LevelText']);
  texts.task = asText(metric['Task']);
  texts.opcode = asText(metric['Opcode']);
  texts.keywords = asText(metric['Keywords']);
  texts.time = metric['TimeCreated'];
  texts.recordId = asText(metric['EventRecordID']);
  texts.channel = asString(metric['Channel']);
  texts.computer = asString(metric['Computer']);
  texts.userSid = asString(metric['UserID']);
  texts.processId = asText(metric['ProcessID']);
  texts.threadId = asText(metric['ThreadID']);
  texts.activityId = asString(metric['ActivityID']);
  texts.relatedActivityId = asString(metric['RelatedActivityID']);
  texts.message = asString(metric['Message']);
}

/** Element, separator (the operator can choose another than `_`), and the name; for values without one their number. */
const VALUE = /^(Data|EventXML)([^A-Za-z0-9])(.+)$/s;

/** Empty values are not sent, so the numbers of those without a name are not their places: only the order holds. */
function readValues(metric: JsonObject, values: ValuesReader): void {
  const numbered: [number, unknown][] = [];
  for (const [key, value] of Object.entries(metric)) {
    if (key === 'Data') numbered.push([0, value]);
    else if (key === 'Binary') values.binary = asString(value);
    else {
      const match = VALUE.exec(key);
      if (match === null) continue;
      const name = match[3] as string;
      if (match[1] === 'Data' && /^\d{1,3}$/.test(name)) numbered.push([Number(name), value]);
      else values.addNamed(name, value);
    }
  }
  for (const [, value] of numbered.sort(([a], [b]) => a - b)) values.addUnnamed(value);
}
