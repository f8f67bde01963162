import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import type { DecodeContext } from '../format.ts';
import { asNumeral, asString, type JsonObject } from '../json.ts';
import { nameCollector } from '../collector.ts';
import { byKeys } from '../signs.ts';
import { presentKeyword } from '../values.ts';
import { readEventBody } from './event-xml.ts';

/** A row of the table `Event` of Azure Monitor (Log Analytics), as an export to an event hub writes it. */
export const AZURE_MONITOR = defineJsonFormat({
  name: 'azure_monitor',
  ...byKeys('EventLog', 'Source', 'EventID'),
  names: { provider: 'Source', eventId: 'EventID', time: 'TimeGenerated' },
  readTexts: readAzureMonitor,
});

/** `EventData` and `ParameterXml` hold XML without a root; the message is in the language of the host. */
function readAzureMonitor(json: JsonObject, texts: EventTexts, context: DecodeContext): void {
  texts.values.addBody(readBody(asString(json['EventData']), asString(json['ParameterXml']), context));
  texts.provider = asString(json['Source']);
  texts.eventId = asNumeral(json['EventID']);
  // The number is that of the agent: the older one counts 1 for an error, the newer one 2.
  texts.levelWord = asString(json['EventLevelName']);
  texts.task = asNumeral(json['EventCategory']);
  texts.time = json['TimeGenerated'];
  texts.recordId = asNumeral(json['EventRecordId']);
  texts.channel = asString(json['EventLog']);
  texts.computer = asString(json['Computer']);
  texts.message = asString(json['RenderedDescription']);
  texts.created = asString(json['TimeCollected']);
  texts.collector = nameCollector(presentKeyword(asString(json['SourceSystem'])));
}

/** The values as a body of event XML, whichever of the two columns has them; `ParameterXml` is a list of `Param`. */
function readBody(eventData: string | undefined, parameters: string | undefined, context: DecodeContext) {
  const body = readColumn(eventData) ?? readColumn(parameters)?.replaceAll('Param>', 'Data>');
  if (body === undefined) return undefined;
  const inner = body.replaceAll(/<\/?DataItem(?:\s[^<>]*)?>/g, '').trim();
  return readEventBody(SECTION.test(inner) ? inner : `<EventData>${inner}</EventData>`, context);
}

/** Both sections of an event can stand in `EventData`: that of Schannel's 36880 is `UserData`. */
const SECTION = /^<(?:\w+:)?(?:EventData|UserData)[\s/>]/;

function readColumn(column: string | undefined): string | undefined {
  return column?.trimStart().startsWith('<') === true ? column : undefined;
}
