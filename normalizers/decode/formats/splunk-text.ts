import { buildEvent } from '../build-event.ts';
import { nameCollector } from '../collector.ts';
import type { Decoded } from '../decoded.ts';
import { EventTexts } from '../event-texts.ts';
import type { DecodeContext, TextFormat } from '../format.ts';
import { readUsTime } from '../times.ts';
import { parseSid } from '../values.ts';
import { readLines } from './text-lines.ts';

const DATE = String.raw`\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})? [AP]M`;

/**
 * Splunk's classic rendering of an event (`renderXml=false`): the local date on the first line, then `key=value` lines,
 * the message last. Seen in published records: `LogName`, `EventCode`, `EventType`, `ComputerName`, `User`, `Sid`,
 * `SidType`, `SourceName`, `Type`, `RecordNumber`, `Keywords`, `TaskCategory`, `OpCode`, `Message`, in changing order.
 */
export const SPLUNK_TEXT: TextFormat = {
  name: 'splunk_text',
  sign: '`LogName=` on the first line, or on the next after a date',
  begins: new RegExp(String.raw`(?:${DATE}\s{1,8})?LogName=`),
  decode: decodeSplunk,
};

/** A date and the first key after it are the next event; without the date it could be part of a message. */
const NEXT = new RegExp(String.raw`\r?\n(?=${DATE}\s{1,8}LogName=)`);

function decodeSplunk(text: string, context: DecodeContext): readonly Decoded[] {
  return text.split(NEXT, context.limits.events + 1).map((one) => decodeOne(one.trim(), context));
}

const COLLECTOR = nameCollector('splunk');
const NAMES = {
  provider: 'SourceName',
  eventId: 'EventCode',
  time: 'the date on the first line',
  readTime: readUsTime,
};

/**
 * `EventType` is the number of the level in one reading of the log and that of the older API in the other, which count
 * differently: only the word says anything, where it is English. The values of the event stand in the message alone.
 */
function decodeOne(text: string, context: DecodeContext): Decoded {
  const { values, rest } = readLines(text, '=', 'Message');
  const [date = ''] = text.split('\n', 1);
  const time = date.trim();
  const texts = new EventTexts('splunk_text', NAMES, context.limits, text);
  texts.provider = values.get('SourceName');
  texts.eventId = values.get('EventCode');
  texts.levelWord = values.get('Type');
  texts.time = time.startsWith('LogName=') ? undefined : time;
  texts.recordId = values.get('RecordNumber');
  texts.channel = values.get('LogName');
  texts.computer = values.get('ComputerName');
  texts.userSid = parseSid(values.get('Sid'));
  texts.message = rest;
  texts.collector = COLLECTOR;
  return buildEvent(texts, context);
}
