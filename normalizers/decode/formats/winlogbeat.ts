import type { Collector, InputFormat } from '../../windows-event.ts';
import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { otherHost } from '../same-host.ts';
import { present, presentKeyword } from '../values.ts';
import { readBeatMessage, readBeatSection } from './beat-section.ts';

const NAMES = {
  provider: 'winlog.provider_name (and event.provider)',
  eventId: 'winlog.event_id',
  time: '@timestamp',
};
const DECODE_XML_NAMES = { ...NAMES, time: 'winlog.time_created' };

/**
 * The shape of Winlogbeat 7 to 9 and its relatives: everything of Windows sits below `winlog`. Where the record carries the
 * event's XML (`event.original`, option `include_xml`; or `message`, as it came from a forwarder), the XML decides and only
 * the agent's own data come from the JSON: the decoded fields have been seen with wrong names and values, and some may be
 * dropped.
 */
export const WINLOGBEAT = defineJsonFormat({
  name: 'winlogbeat',
  sign: '`winlog` is an object',
  relatives: [
    { name: 'elastic_agent', sign: '`winlog` is an object, beside an object `elastic_agent`' },
    { name: 'filebeat', sign: '`winlog` is an object, and `agent.type` is `filebeat`' },
  ],
  matches: (json) => isObject(json['winlog']),
  keys: ['winlog'],
  names: NAMES,
  xml: (json) => [asObject(json['event'])['original'], json['message']],
  readAround: (json, texts, xml) => {
    const computer = asString((json['winlog'] as JsonObject)['computer_name']) ?? xml?.computer;
    texts.format = nameShipper(json);
    texts.message = readBeatMessage(json['message']);
    texts.created = asString(asObject(json['event'])['created']);
    texts.collector = readCollector(json, computer);
  },
  readTexts: readWinlogbeat,
});

function readWinlogbeat(json: JsonObject, texts: EventTexts): void {
  const winlog = json['winlog'] as JsonObject;
  const eventFields = asObject(json['event']);
  const process = asObject(winlog['process']);
  // decode_xml_wineventlog of Filebeat: @timestamp is the time of reading there, winlog.time_created the event's.
  const timeCreated = present(asText(winlog['time_created']));
  if (timeCreated !== undefined) texts.names = DECODE_XML_NAMES;
  readBeatSection(winlog, texts);
  texts.provider = present(asString(winlog['provider_name'])) ?? asString(eventFields['provider']);
  texts.eventId ??= asNumeral(eventFields['code']);
  texts.qualifiers = asNumeral(winlog['qualifiers']);
  texts.levelWord = asString(asObject(json['log'])['level']) ?? asString(winlog['level']);
  texts.time = timeCreated ?? json['@timestamp'];
  texts.recordId = asNumeral(winlog['record_id']);
  texts.channel = asString(winlog['channel']);
  texts.processId = asNumeral(process['pid']);
  texts.threadId = asNumeral(asObject(process['thread'])['id']);
}

/** The Elastic Agent runs Filebeat, and says so beside; both write the body of Winlogbeat. */
function nameShipper(json: JsonObject): InputFormat {
  if (isObject(json['elastic_agent'])) return 'elastic_agent';
  return asObject(json['agent'])['type'] === 'filebeat' ? 'filebeat' : 'winlogbeat';
}

function readCollector(json: JsonObject, computer: string | undefined): Collector {
  const agent = asObject(json['agent']);
  return {
    type: presentKeyword(asString(agent['type'])),
    version: presentKeyword(asString(agent['version'])),
    id: presentKeyword(asString(agent['id'])),
    host: otherHost(asString(asObject(json['host'])['name']), computer),
  };
}
