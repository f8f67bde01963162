import { describeOriginal, type DecodeContext, type JsonFormat, type TextFormat } from '../format.ts';
import type { JsonObject } from '../json.ts';
import { FLUENT_BIT } from './fluent-bit.ts';
import { readLines } from './text-lines.ts';

/** The first line, always there, also without a value. */
const START = 'ProviderName=';

/**
 * Fluent Bit's `in_winevtlog` with `render_event_as_text`: the fields are lines of one text under `log` or the key that the
 * operator chose, the message last; `StringInserts` or `EventData` stand beside it. Source: `winevtlog_pack_text_event` in
 * its `plugins/in_winevtlog/pack.c`.
 */
export const FLUENT_BIT_TEXT: JsonFormat = {
  name: 'fluent_bit',
  sign: 'one of the values is a text that begins with `ProviderName=`',
  matches: (json) => findText(json) !== undefined,
  keys: undefined,
  decode: (json, text, context) => decode(findText(json) ?? '', json, describeOriginal(json, text, context), context),
};

/** The same text alone, as the output to Kafka sends it with `format raw` and `raw_log_key log`. */
export const FLUENT_BIT_RAW_TEXT: TextFormat = {
  name: 'fluent_bit',
  sign: '`ProviderName=` at the beginning',
  begins: /ProviderName=/,
  decode: (text, context) => decode(text, {}, text, context),
};

function findText(json: JsonObject): string | undefined {
  const log = json['log'];
  if (typeof log === 'string' && log.startsWith(START)) return log;
  for (const key in json) {
    const value = json[key];
    if (typeof value === 'string' && value.startsWith(START)) return value;
  }
  return undefined;
}

/** The lines have the names of the fields that the same plugin writes as JSON. */
function decode(text: string, beside: JsonObject, original: string, context: DecodeContext) {
  const { values, rest } = readLines(text, '=', 'Message');
  const fields = {
    ...Object.fromEntries(values),
    Message: rest,
    StringInserts: beside['StringInserts'],
    EventData: beside['EventData'],
    '@timestamp': beside['@timestamp'],
  };
  return FLUENT_BIT.decode(fields, original, context);
}
