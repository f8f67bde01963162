import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asObject, asString, asText, type JsonObject } from '../json.ts';
import { byKeys } from '../signs.ts';
import { presentKeyword } from '../values.ts';
import { readBeatSection, readBeatTexts } from './beat-section.ts';
import { adoptXml } from './event-xml.ts';

/** Winlogbeat 5 and 6: what later stands below `winlog` is at the root, some of it under other names. */
export const WINLOGBEAT_6: JsonFormat = {
  name: 'winlogbeat_6',
  ...byKeys('source_name', 'record_number'),
  decode: decodeWinlogbeat6,
};

const NAMES = { provider: 'source_name', eventId: 'event_id', time: '@timestamp' };

function decodeWinlogbeat6(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const beat = asObject(json['beat']);
  const collector = {
    type: 'winlogbeat',
    version: presentKeyword(asString(beat['version'])),
    id: undefined,
    host: undefined,
  };
  const { xml, message } = readBeatTexts(json['xml'], json['message'], context);
  if (xml !== undefined) return adoptXml(xml, 'winlogbeat_6', { collector, message }, context);
  const section = readBeatSection(json, context);
  if ('kind' in section) return section;
  return buildEvent(
    {
      ...NO_TEXTS,
      ...section,
      format: 'winlogbeat_6',
      provider: asString(json['source_name']),
      levelWord: asString(json['level']),
      time: asString(json['@timestamp']),
      recordId: asText(json['record_number']),
      channel: asString(json['log_name']),
      processId: asText(json['process_id']),
      threadId: asText(json['thread_id']),
      message,
      collector,
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}
