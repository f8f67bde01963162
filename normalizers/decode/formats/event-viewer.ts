import { buildEvent } from '../build-event.ts';
import { isDead, type Decoded } from '../decoded.ts';
import { EventTexts } from '../event-texts.ts';
import type { DecodeContext, TextFormat } from '../format.ts';
import { readUsTime } from '../times.ts';
import { parseSid } from '../values.ts';
import { adoptXml, decodeEventXml } from './event-xml.ts';
import { readLines } from './text-lines.ts';

/**
 * What "Copy" of the Event Viewer puts on the clipboard, in English: details as lines, the description, and the XML, which
 * wins where people have left it in. Sources: Microsoft's own pages, which quote such texts.
 */
export const EVENT_VIEWER: TextFormat = {
  name: 'event_viewer',
  sign: '`Log Name:` at the beginning',
  begins: /Log Name:/,
  decode: (text, context) => text.split(NEXT, context.limits.events + 1).map((one) => decodeOne(one.trim(), context)),
};

const NEXT = /\r?\n(?=[ \t]{0,16}Log Name:[ \t]{1,16}\S)/;
const XML = '\nEvent Xml:';
const NAMES = { provider: 'Source', eventId: 'Event ID', time: 'Date', readTime: readViewerTime };

/** There is no record id in the lines, and no zone; the order of day and month is only known of the American date. */
function decodeOne(text: string, context: DecodeContext): Decoded {
  const { values, rest } = readLines(text, ':', 'Description');
  const xmlAt = text.lastIndexOf(XML);
  const cut = rest?.lastIndexOf(XML) ?? -1;
  const message = (rest?.startsWith(XML.trimStart()) === true ? '' : cut < 0 ? rest : rest?.slice(0, cut))?.trim();
  if (xmlAt >= 0) {
    const [xml, second] = decodeEventXml(text.slice(xmlAt + XML.length).trim(), context);
    if (xml !== undefined && second === undefined && !isDead(xml)) {
      return { ...adoptXml(xml, { format: 'event_viewer', collector: undefined, message }, context), original: text };
    }
  }
  const texts = new EventTexts('event_viewer', NAMES, context.limits, text);
  texts.provider = values.get('Source');
  texts.eventId = values.get('Event ID');
  texts.levelWord = values.get('Level');
  texts.time = values.get('Date');
  texts.channel = values.get('Log Name');
  texts.computer = values.get('Computer');
  texts.userSid = parseSid(values.get('User'));
  texts.message = message;
  return buildEvent(texts, context);
}

/**
 * The American Event Viewer prints neither day nor month with a zero in front; the English of other countries prints one
 * for the month, which comes second there.
 */
function readViewerTime(date: string): string | undefined {
  return /^(?:0|\d{1,2}\/0)/.test(date) ? undefined : readUsTime(date);
}
