import type { DeadOutcome } from '../outcome.ts';
import type { Collector, WindowsEvent } from '../windows-event.ts';
import { buildEvent } from './build-event.ts';
import { nameCollector } from './collector.ts';
import { isDead, type Decoded } from './decoded.ts';
import { EventTexts, type NeededNames } from './event-texts.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from './format.ts';
import { adoptXml, beginsLikeXml, decodeEventXml, readEmbeddedXml } from './formats/event-xml.ts';
import type { JsonObject } from './json.ts';

/** A shape of JSON object that is one event: what is its own. What all of them have in common is done around it. */
export interface JsonEventFormat extends Omit<JsonFormat, 'decode'> {
  readonly names: NeededNames;
  /** Kind of the collector, where the format tells it; else `readAround` may. */
  readonly collector?: string;
  /** Where the XML of the event may stand: the first that is one whole event decides, and the fields are not read. */
  readonly xml?: (json: JsonObject) => readonly unknown[];
  /**
   * Assigns what goes with the fields as well as with the XML: message, time of reading, collector, the format's name.
   * @param xml the event of the XML where it is there
   */
  readonly readAround?: (json: JsonObject, texts: EventTexts, xml: WindowsEvent | undefined) => void;
  /** Assigns what the fields say; what is not assigned is absent. */
  readonly readTexts: (json: JsonObject, texts: EventTexts, context: DecodeContext) => void;
}

/** Makes the entry of a format in the table of formats. */
export function defineJsonFormat(format: JsonEventFormat): JsonFormat {
  const collector = format.collector === undefined ? undefined : nameCollector(format.collector);
  return {
    name: format.name,
    sign: format.sign,
    ...(format.relatives === undefined ? {} : { relatives: format.relatives }),
    matches: format.matches,
    keys: format.keys,
    decode: (json, text, context) => [
      decodeJsonEvent(format, collector, json, describeOriginal(json, text, context), context),
    ],
  };
}

function decodeJsonEvent(
  format: JsonEventFormat,
  collector: Collector | undefined,
  json: JsonObject,
  original: string,
  context: DecodeContext,
): Decoded {
  const texts = new EventTexts(format.name, format.names, context.limits, original);
  texts.collector = collector;
  const xml = format.xml === undefined ? undefined : findXml(format.xml(json), context);
  format.readAround?.(json, texts, xml);
  if (xml !== undefined) return adoptXml(xml, texts, context);
  format.readTexts(json, texts, context);
  const event = buildEvent(texts, context);
  // Fields that are not even an event's were not meant to be one: what is wrong with the XML is what is wrong with the record.
  if (!isDead(event) || event.code !== 'EVENT_NO_PROVIDER' || format.xml === undefined) return event;
  return findXmlFault(format.xml(json), context) ?? event;
}

function findXml(places: readonly unknown[], context: DecodeContext): WindowsEvent | undefined {
  for (const place of places) {
    const xml = readEmbeddedXml(place, context);
    if (xml !== undefined) return xml;
  }
  return undefined;
}

function findXmlFault(places: readonly unknown[], context: DecodeContext): DeadOutcome | undefined {
  for (const place of places) {
    const text = typeof place === 'string' ? place.trimStart() : '';
    const [fault] = beginsLikeXml(text) ? decodeEventXml(text, context) : [];
    if (fault !== undefined && isDead(fault)) return fault;
  }
  return undefined;
}
