import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asObject, asString, type JsonObject } from '../json.ts';
import { byKeys } from '../signs.ts';
import { presentKeyword } from '../values.ts';
import { readBeatMessage, readBeatSection } from './beat-section.ts';

/** Winlogbeat 5 and 6: what later stands below `winlog` is at the root, some of it under other names. */
export const WINLOGBEAT_6 = defineJsonFormat({
  name: 'winlogbeat_6',
  ...byKeys('source_name', 'record_number'),
  names: { provider: 'source_name', eventId: 'event_id', time: '@timestamp' },
  xml: (json) => [json['xml'], json['message']],
  readAround: (json, texts) => {
    const version = presentKeyword(asString(asObject(json['beat'])['version']));
    texts.message = readBeatMessage(json['message']);
    texts.collector = { type: 'winlogbeat', version, id: undefined, host: undefined };
  },
  readTexts: readWinlogbeat6,
});

function readWinlogbeat6(json: JsonObject, texts: EventTexts): void {
  readBeatSection(json, texts);
  texts.provider = asString(json['source_name']);
  texts.levelWord = asString(json['level']);
  texts.time = json['@timestamp'];
  texts.recordId = asNumeral(json['record_number']);
  texts.channel = asString(json['log_name']);
  texts.processId = asNumeral(json['process_id']);
  texts.threadId = asNumeral(json['thread_id']);
}
