import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asString, asText, type JsonObject } from '../json.ts';
import { byKeys, byValue, either } from '../signs.ts';
import { parseSid } from '../values.ts';

const SIGNS = either(
  byValue('SourceModuleType', 'im_msvistalog'),
  byKeys('SourceName', 'EventReceivedTime'),
  byKeys('SourceName', 'EventTime'),
);

/**
 * NXLog reading the event log (`im_msvistalog`) and writing `to_json()`, `to_syslog_ietf()` or GELF: event data stand flat
 * among the fields.
 */
export const NXLOG = defineJsonFormat({
  name: 'nxlog',
  ...SIGNS,
  sign: `${SIGNS.sign}, as the element NXLOG@14506 of a message of RFC 5424 becomes`,
  names: { provider: 'SourceName', eventId: 'EventID', time: 'EventTime' },
  collector: 'nxlog',
  xml: (json) => [json['EventXML']],
  readAround: (json, texts) => {
    texts.message = asString(json['Message']);
    texts.created = asString(json['EventReceivedTime']);
  },
  readTexts: readNxlog,
});

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

/**
 * Its severities run the other way than the levels of Windows and its words are those of the
 * host, so that neither says anything about the level; only version 6 sends the number.
 */
function readNxlog(json: JsonObject, texts: EventTexts): void {
  texts.values.addObject(json, OWN_KEYS);
  texts.provider = asString(json['SourceName']);
  texts.guid = asString(json['ProviderGuid']);
  texts.eventId = asNumeral(json['EventID']);
  texts.version = asNumeral(json['Version']);
  texts.level = asNumeral(json['LevelValue']) ?? asNumeral(json['Level']);
  texts.task = asNumeral(json['TaskValue']) ?? asNumeral(json['Task']);
  texts.opcode = asNumeral(json['OpcodeValue']);
  texts.keywords = asText(json['Keywords']);
  texts.time = json['EventTime'];
  texts.recordId = asNumeral(json['RecordNumber']);
  texts.channel = asString(json['Channel']);
  texts.computer = asString(json['Hostname']);
  texts.userSid = parseSid(asString(json['UserID']));
  texts.processId = asNumeral(json['ExecutionProcessID']) ?? asNumeral(json['ProcessID']);
  texts.threadId = asNumeral(json['ExecutionThreadID']) ?? asNumeral(json['ThreadID']);
  texts.activityId = asString(json['ActivityID']);
  texts.relatedActivityId = asString(json['RelatedActivityID']);
}
