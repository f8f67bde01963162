import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asList, asNumeral, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { byKeys } from '../signs.ts';
import { parseSid } from '../values.ts';

/** `Get-WinEvent | ConvertTo-Json` of Windows PowerShell 5.1 and PowerShell 7: the properties of .NET's EventLogRecord. */
export const POWERSHELL = defineJsonFormat({
  name: 'powershell',
  ...byKeys('Id', 'LogName', 'MachineName'),
  names: { provider: 'ProviderName', eventId: 'Id', time: 'TimeCreated' },
  collector: 'powershell',
  readTexts: readPowershell,
});

function readPowershell(json: JsonObject, texts: EventTexts): void {
  for (const property of asList(json['Properties'])) {
    const value = isObject(property) ? property['Value'] : undefined;
    // At its default depth the cmdlet prints the name of the type in the place of the value: then there are none.
    if (value === undefined) break;
    texts.values.addUnnamed(value === BYTES ? '' : value);
  }
  texts.provider = asString(json['ProviderName']);
  texts.guid = asString(json['ProviderId']);
  texts.eventId = asNumeral(json['Id']);
  texts.version = asNumeral(json['Version']);
  texts.qualifiers = asNumeral(json['Qualifiers']);
  texts.level = asNumeral(json['Level']);
  texts.task = asNumeral(json['Task']);
  texts.opcode = asNumeral(json['Opcode']);
  texts.keywords = asText(json['Keywords']);
  texts.time = openTime(json['TimeCreated']);
  texts.recordId = asNumeral(json['RecordId']);
  texts.channel = asString(json['LogName']);
  texts.computer = asString(json['MachineName']);
  texts.userSid = parseSid(asString(asObject(json['UserId'])['Value']) ?? asString(json['UserId']));
  texts.processId = asNumeral(json['ProcessId']);
  texts.threadId = asNumeral(json['ThreadId']);
  texts.activityId = asString(json['ActivityId']);
  texts.relatedActivityId = asString(json['RelatedActivityId']);
  texts.message = asString(json['Message']);
}

/** What is left of a binary value. */
const BYTES = 'System.Byte[]';

/** Windows PowerShell prints `/Date(ms)/`, in newer versions of some modules an object with it; PowerShell 7 prints ISO. */
function openTime(value: unknown): unknown {
  return isObject(value) ? (value['value'] ?? value['DateTime'] ?? value) : value;
}
