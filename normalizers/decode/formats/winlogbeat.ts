import type { Collector, InputFormat } from '../../windows-event.ts';
import { buildEvent, type EventTexts } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { isSameHost } from '../same-host.ts';
import { adoptXml, readEmbeddedXml } from './event-xml.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { present, presentKeyword, presentName } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';

/** The shape of Winlogbeat 7 to 9 and its relatives: everything of Windows sits below `winlog`. */
export const WINLOGBEAT: JsonFormat = {
  name: 'winlogbeat',
  sign: '`winlog` is an object',
  relatives: [
    { name: 'elastic_agent', sign: '`winlog` is an object, beside an object `elastic_agent`' },
    { name: 'filebeat', sign: '`winlog` is an object, and `agent.type` is `filebeat`' },
  ],
  matches: (json) => isObject(json['winlog']),
  decode: decodeWinlogbeat,
};

/**
 * Decodes one Winlogbeat 7 to 9 record (JSON codec of its Kafka output). Where the record carries the event's XML
 * (`event.original`, option `include_xml`), the XML decides and only the agent's own data come from the JSON: the
 * decoded fields have been seen with wrong names and values.
 */
function decodeWinlogbeat(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const winlog = json['winlog'] as JsonObject;
  const eventFields = asObject(json['event']);
  const collector = readCollector(json, winlog);
  const xml = readEmbeddedXml(eventFields['original'], context);
  if (xml !== undefined) {
    const around = { collector, created: eventFields['created'], message: json['message'] };
    return adoptXml(xml, nameShipper(json), around, context);
  }

  const values = new ValuesReader();
  if (isObject(winlog['event_data'])) values.addObject(winlog['event_data'], context.limits);
  if (isObject(winlog['user_data'])) values.addObject(winlog['user_data'], context.limits, XML_NAME);
  if (values.refusal !== undefined) return values.refusal;

  const process = asObject(winlog['process']);
  // decode_xml_wineventlog of Filebeat: @timestamp is the time of reading there, winlog.time_created the event's.
  const timeCreated = present(asString(winlog['time_created']));
  const texts: EventTexts = {
    format: nameShipper(json),
    provider: present(asString(winlog['provider_name'])) ?? asString(eventFields['provider']),
    guid: asString(winlog['provider_guid']),
    eventId: asText(winlog['event_id']) ?? asText(eventFields['code']),
    version: asText(winlog['version']),
    qualifiers: asText(winlog['qualifiers']),
    level: undefined,
    levelWord: asString(asObject(json['log'])['level']) ?? asString(winlog['level']),
    task: undefined,
    opcode: undefined,
    keywords: undefined,
    time: timeCreated ?? asString(json['@timestamp']),
    recordId: asText(winlog['record_id']),
    channel: asString(winlog['channel']),
    computer: asString(winlog['computer_name']),
    userSid: asString(asObject(winlog['user'])['identifier']),
    processId: asText(process['pid']),
    threadId: asText(asObject(process['thread'])['id']),
    activityId: asString(winlog['activity_id']),
    relatedActivityId: asString(winlog['related_activity_id']),
    data: values.data,
    unnamed: values.unnamed,
    binary: values.binary,
    message: asString(json['message']),
    culture: undefined,
    created: asString(eventFields['created']),
    collector,
    tags: [],
    original: describeOriginal(json, text, context),
  };
  return buildEvent(texts, timeCreated === undefined ? NAMES : DECODE_XML_NAMES, context);
}

/** Name of the element around the values of UserData. */
const XML_NAME: ReadonlySet<string> = new Set(['xml_name']);

const NAMES = {
  provider: 'winlog.provider_name (and event.provider)',
  eventId: 'winlog.event_id',
  time: '@timestamp',
};
const DECODE_XML_NAMES = { ...NAMES, time: 'winlog.time_created' };

/** The Elastic Agent runs Filebeat, and says so beside; both write the body of Winlogbeat. */
function nameShipper(json: JsonObject): InputFormat {
  if (isObject(json['elastic_agent'])) return 'elastic_agent';
  return asObject(json['agent'])['type'] === 'filebeat' ? 'filebeat' : 'winlogbeat';
}

function readCollector(json: JsonObject, winlog: JsonObject): Collector {
  const agent = asObject(json['agent']);
  const host = presentName(asString(asObject(json['host'])['name']));
  const computer = asString(winlog['computer_name']);
  return {
    type: presentKeyword(asString(agent['type'])),
    version: presentKeyword(asString(agent['version'])),
    id: presentKeyword(asString(agent['id'])),
    host: host !== undefined && computer !== undefined && !isSameHost(host, computer) ? host : undefined,
  };
}
