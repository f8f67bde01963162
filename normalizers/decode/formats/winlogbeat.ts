import type { Collector, InputFormat } from '../../windows-event.ts';
import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { isSameHost } from '../same-host.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { present, presentKeyword, presentName } from '../values.ts';
import { readBeatSection, readBeatTexts } from './beat-section.ts';
import { adoptXml } from './event-xml.ts';

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
 * (`event.original`, option `include_xml`; or `message`, as it came from a forwarder), the XML decides and only the agent's
 * own data come from the JSON: the decoded fields have been seen with wrong names and values, and some may be dropped.
 */
function decodeWinlogbeat(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const winlog = json['winlog'] as JsonObject;
  const eventFields = asObject(json['event']);
  const format = nameShipper(json);
  const { xml, message } = readBeatTexts(eventFields['original'], json['message'], context);
  const collector = readCollector(json, asString(winlog['computer_name']) ?? xml?.computer);
  const created = asString(eventFields['created']);
  if (xml !== undefined) return adoptXml(xml, format, { collector, created, message }, context);

  const section = readBeatSection(winlog, context);
  if ('kind' in section) return section;
  const process = asObject(winlog['process']);
  // decode_xml_wineventlog of Filebeat: @timestamp is the time of reading there, winlog.time_created the event's.
  const timeCreated = present(asString(winlog['time_created']));
  return buildEvent(
    {
      ...NO_TEXTS,
      ...section,
      format,
      provider: present(asString(winlog['provider_name'])) ?? asString(eventFields['provider']),
      eventId: section.eventId ?? asText(eventFields['code']),
      qualifiers: asText(winlog['qualifiers']),
      levelWord: asString(asObject(json['log'])['level']) ?? asString(winlog['level']),
      time: timeCreated ?? asString(json['@timestamp']),
      recordId: asText(winlog['record_id']),
      channel: asString(winlog['channel']),
      processId: asText(process['pid']),
      threadId: asText(asObject(process['thread'])['id']),
      message,
      created,
      collector,
      original: describeOriginal(json, text, context),
    },
    timeCreated === undefined ? NAMES : DECODE_XML_NAMES,
    context,
  );
}

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

function readCollector(json: JsonObject, computer: string | undefined): Collector {
  const agent = asObject(json['agent']);
  const host = presentName(asString(asObject(json['host'])['name']));
  return {
    type: presentKeyword(asString(agent['type'])),
    version: presentKeyword(asString(agent['version'])),
    id: presentKeyword(asString(agent['id'])),
    host: host !== undefined && !isSameHost(host, computer) ? host : undefined,
  };
}
