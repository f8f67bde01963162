import { dead } from '../../outcome.ts';
import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat, type TextFormat } from '../format.ts';
import { isSameHost } from '../same-host.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { readLineProtocol } from './line-protocol.ts';
import { presentName } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';

const MEASUREMENT = 'win_eventlog';

/**
 * Telegraf's input `win_eventlog`, serialised as JSON: some names are tags, which are texts, the others fields. Source: the
 * plugin's README and its `win_eventlog.go` and `util.go`.
 */
export const TELEGRAF: JsonFormat = {
  name: 'telegraf',
  sign: '`name` is `win_eventlog`, beside an object `fields`',
  matches: (json) => json['name'] === MEASUREMENT && isObject(json['fields']),
  decode: (json, text, context) =>
    decodeMetric(
      { ...asObject(json['tags']), ...asObject(json['fields']) },
      describeOriginal(json, text, context),
      context,
    ),
};

/** The same as InfluxDB line protocol; a text holds as many points as events. */
export const TELEGRAF_LINES: TextFormat = {
  name: 'telegraf',
  sign: 'InfluxDB line protocol of the measurement `win_eventlog`',
  begins: /win_eventlog[, ]/,
  decode: (text, context) =>
    readLineProtocol(text, context.limits.events + 1).map((point) =>
      point.values === undefined
        ? dead('DECODE_UNKNOWN_FORMAT', `${point.problem}: expected InfluxDB line protocol of Telegraf's win_eventlog`)
        : decodeMetric(Object.fromEntries(point.values), point.text, context),
    ),
};

const NAMES = { provider: 'Source', eventId: 'EventID', time: 'TimeCreated' };

/**
 * The time of the metric is not looked at: it is that of reading where the operator chose so. `LevelText` and the words of
 * `Keywords` are in the language of the host.
 */
function decodeMetric(metric: JsonObject, original: string, context: DecodeContext): Decoded {
  const values = readValues(metric);
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'telegraf',
      provider: asText(metric['Source']),
      eventId: asText(metric['EventID']),
      version: asText(metric['Version']),
      level: asText(metric['Level']),
      levelWord: asString(metric['LevelText']),
      task: asText(metric['Task']),
      opcode: asText(metric['Opcode']),
      keywords: asText(metric['Keywords']),
      time: asString(metric['TimeCreated']),
      recordId: asText(metric['EventRecordID']),
      channel: asString(metric['Channel']),
      computer: asString(metric['Computer']),
      userSid: asString(metric['UserID']),
      processId: asText(metric['ProcessID']),
      threadId: asText(metric['ThreadID']),
      activityId: asString(metric['ActivityID']),
      relatedActivityId: asString(metric['RelatedActivityID']),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message: asString(metric['Message']),
      collector: { type: 'telegraf', version: undefined, id: undefined, host: describeHost(metric) },
      original,
    },
    NAMES,
    context,
  );
}

/** The machine on which Telegraf runs, where that is another one. */
function describeHost(metric: JsonObject): string | undefined {
  const host = asString(metric['host']);
  return host === undefined || isSameHost(host, asString(metric['Computer'])) ? undefined : presentName(host);
}

/** Element, separator (the operator can choose another than `_`), and the name; for values without one their number. */
const VALUE = /^(Data|EventXML)([^A-Za-z0-9])(.+)$/s;

/** Empty values are not sent, so the numbers of those without a name are not their places: only the order holds. */
function readValues(metric: JsonObject): ValuesReader {
  const values = new ValuesReader();
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
  return values;
}
