import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asString, asText, type JsonObject } from '../json.ts';
import { byKeys } from '../signs.ts';
import { presentKeyword } from '../values.ts';
import { readEventBody } from './event-xml.ts';
import { ValuesReader } from '../values-reader.ts';

/** A row of the table `Event` of Azure Monitor (Log Analytics), as an export to an event hub writes it. */
export const AZURE_MONITOR: JsonFormat = {
  name: 'azure_monitor',
  ...byKeys('EventLog', 'Source', 'EventID'),
  decode: decodeAzureMonitor,
};

const NAMES = { provider: 'Source', eventId: 'EventID', time: 'TimeGenerated' };

/** `EventData` and `ParameterXml` hold XML without a root; the message is in the language of the host. */
function decodeAzureMonitor(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const values = new ValuesReader();
  const read = readBody(asString(json['EventData']), asString(json['ParameterXml']), context);
  for (const [name, value] of Object.entries(read?.data ?? {})) values.addNamed(name, value);
  for (const value of read?.unnamed ?? []) values.addUnnamed(value);
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'azure_monitor',
      provider: asString(json['Source']),
      eventId: asText(json['EventID']),
      // The number is that of the agent: the older one counts 1 for an error, the newer one 2.
      levelWord: asString(json['EventLevelName']),
      task: asText(json['EventCategory']),
      time: asString(json['TimeGenerated']),
      recordId: asText(json['EventRecordId']),
      channel: asString(json['EventLog']),
      computer: asString(json['Computer']),
      data: values.data,
      unnamed: values.unnamed,
      binary: read?.binary,
      message: asString(json['RenderedDescription']),
      created: asString(json['TimeCollected']),
      collector: {
        type: presentKeyword(asString(json['SourceSystem'])),
        version: undefined,
        id: undefined,
        host: undefined,
      },
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

/** The values as a body of event XML, whichever of the two columns has them; `ParameterXml` is a list of `Param`. */
function readBody(eventData: string | undefined, parameters: string | undefined, context: DecodeContext) {
  const body = eventData?.includes('<') === true ? eventData : parameters?.replaceAll('Param>', 'Data>');
  if (body === undefined || body === '') return undefined;
  const inner = /^\s*<(?:DataItem|EventData)[\s>]/.test(body)
    ? body.replaceAll(/<\/?(?:DataItem|EventData)[^<>]*>/g, '')
    : body;
  return readEventBody(`<EventData>${inner}</EventData>`, context);
}
