import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { byKeys } from '../signs.ts';
import { readDotNetDate } from '../times.ts';
import { parseSid } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';

/** `Get-WinEvent | ConvertTo-Json` of Windows PowerShell 5.1 and PowerShell 7: the properties of .NET's EventLogRecord. */
export const POWERSHELL: JsonFormat = {
  name: 'powershell',
  ...byKeys('Id', 'LogName', 'MachineName'),
  decode: decodePowershell,
};

const NAMES = { provider: 'ProviderName', eventId: 'Id', time: 'TimeCreated' };

/** Decodes a record; `ConvertFrom-CliXml` gives the same properties. */
export function decodePowershell(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const values = new ValuesReader();
  if (Array.isArray(json['Properties'])) {
    for (const property of json['Properties'] as readonly unknown[]) {
      const value = isObject(property) ? property['Value'] : undefined;
      // At its default depth the cmdlet prints the name of the type in the place of the value: then there are none.
      if (value === undefined) break;
      values.addUnnamed(value === BYTES ? '' : value);
    }
  }
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'powershell',
      provider: asString(json['ProviderName']),
      guid: asString(json['ProviderId']),
      eventId: asText(json['Id']),
      version: asText(json['Version']),
      qualifiers: asText(json['Qualifiers']),
      level: asText(json['Level']),
      task: asText(json['Task']),
      opcode: asText(json['Opcode']),
      keywords: asText(json['Keywords']),
      time: readTime(json['TimeCreated']),
      recordId: asText(json['RecordId']),
      channel: asString(json['LogName']),
      computer: asString(json['MachineName']),
      userSid: parseSid(asString(asObject(json['UserId'])['Value']) ?? asString(json['UserId'])),
      processId: asText(json['ProcessId']),
      threadId: asText(json['ThreadId']),
      activityId: asString(json['ActivityId']),
      relatedActivityId: asString(json['RelatedActivityId']),
      data: values.data,
      unnamed: values.unnamed,
      message: asString(json['Message']),
      collector: { type: 'powershell', version: undefined, id: undefined, host: undefined },
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

/** What is left of a binary value. */
const BYTES = 'System.Byte[]';

/** Windows PowerShell prints `/Date(ms)/`, in newer versions of some modules an object with it; PowerShell 7 prints ISO. */
function readTime(value: unknown): string | undefined {
  const text = asString(isObject(value) ? (value['value'] ?? value['DateTime']) : value);
  return text === undefined ? undefined : (readDotNetDate(text) ?? text);
}
