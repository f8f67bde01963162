import type { Collector } from '../../windows-event.ts';
import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asString, asText, type JsonObject } from '../json.ts';
import { byKeys, byValue, either } from '../signs.ts';
import { parseSid } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';
import { adoptXml, readEmbeddedXml } from './event-xml.ts';

const SIGNS = either(
  byValue('SourceModuleType', 'im_msvistalog'),
  byKeys('SourceName', 'EventReceivedTime'),
  byKeys('SourceName', 'EventTime'),
);

/**
 * NXLog reading the event log (`im_msvistalog`) and writing `to_json()`, `to_syslog_ietf()` or GELF: event data stand flat
 * among the fields.
 */
export const NXLOG: JsonFormat = {
  name: 'nxlog',
  ...SIGNS,
  sign: `${SIGNS.sign}, as the element \`NXLOG@14506\` of a message of RFC 5424 becomes`,
  decode: decodeNxlog,
};

/** Fields of the collector (the last ones of Graylog's sidecar) and of what is between it and us; every other key of the record is a value of the event. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  ...['EventTime', 'EventReceivedTime', 'Hostname', 'Keywords', 'EventType', 'SeverityValue', 'Severity', 'EventID'],
  ...['SourceName', 'ProviderGuid', 'Version', 'Task', 'TaskValue', 'OpcodeValue', 'Opcode', 'RecordNumber', 'Channel'],
  ...['ExecutionProcessID', 'ExecutionThreadID', 'ProcessID', 'ThreadID', 'ActivityID', 'RelatedActivityID', 'UserID'],
  ...['Domain', 'AccountName', 'AccountType', 'Message', 'Category', 'Level', 'LevelValue', 'EventXML'],
  ...['ERROR_EVT_UNRESOLVED', 'SourceModuleName', 'SourceModuleType', 'MessageSourceAddress', 'OpenWEC'],
  ...['@timestamp', '@version', '@metadata', 'host', 'port', 'tags', 'type'],
  ...['collector_node_id', 'gl2_source_collector'],
]);

const COLLECTOR: Collector = { type: 'nxlog', version: undefined, id: undefined, host: undefined };

const NAMES = { provider: 'SourceName', eventId: 'EventID', time: 'EventTime' };

/**
 * Decodes a record of NXLog. Its severities run the other way than the levels of Windows and its words are those of the
 * host, so that neither says anything about the level; only version 6 sends the number.
 */
function decodeNxlog(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const created = asString(json['EventReceivedTime']);
  const xml = readEmbeddedXml(json['EventXML'], context);
  if (xml !== undefined)
    return adoptXml(xml, 'nxlog', { collector: COLLECTOR, created, message: json['Message'] }, context);
  const values = new ValuesReader();
  values.addObject(json, context.limits, OWN_KEYS);
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'nxlog',
      provider: asString(json['SourceName']),
      guid: asString(json['ProviderGuid']),
      eventId: asText(json['EventID']),
      version: asText(json['Version']),
      level: asText(json['LevelValue']) ?? asText(json['Level']),
      task: asText(json['TaskValue']) ?? asText(json['Task']),
      opcode: asText(json['OpcodeValue']),
      keywords: asText(json['Keywords']),
      time: asString(json['EventTime']),
      recordId: asText(json['RecordNumber']),
      channel: asString(json['Channel']),
      computer: asString(json['Hostname']),
      userSid: parseSid(asString(json['UserID'])),
      processId: asText(json['ExecutionProcessID']) ?? asText(json['ProcessID']),
      threadId: asText(json['ExecutionThreadID']) ?? asText(json['ThreadID']),
      activityId: asString(json['ActivityID']),
      relatedActivityId: asString(json['RelatedActivityID']),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message: asString(json['Message']),
      created,
      collector: COLLECTOR,
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}
