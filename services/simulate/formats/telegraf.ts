import { formatTime, LEVEL_WORDS, printTicks, type ComposedEvent } from '../event.ts';
import type { Renderer } from './renderer.ts';
import { nameAccount } from './values.ts';

export const TELEGRAF: Renderer = {
  origin: 'Telegraf, input `win_eventlog`, `data_format = "json"`',
  render: (event) =>
    JSON.stringify({
      fields: describeFields(event),
      name: 'win_eventlog',
      tags: describeTags(event),
      timestamp: Math.floor(event.timeMs / 1000),
    }),
};

export const TELEGRAF_BATCH: Renderer = {
  origin: 'Telegraf, input `win_eventlog`, `data_format = "json"` in batches',
  render: TELEGRAF.render,
  frame: (texts) => Buffer.from(`{"metrics":[${texts.join(',')}]}`),
  holdsSeveral: true,
};

/** A backslash goes before what ends a name or a value. */
const escapeWord = (text: string): string => text.replace(/[,= ]/gu, '\\$&');

export const TELEGRAF_LINES: Renderer = {
  origin: 'Telegraf, input `win_eventlog`, `data_format = "influx"`',
  render: (event) => {
    const tags = Object.entries(describeTags(event)).map(
      ([name, value]) => `,${escapeWord(name)}=${escapeWord(value)}`,
    );
    const fields = Object.entries(describeFields(event)).map(([name, value]) => {
      const printed = typeof value === 'number' ? `${value}i` : `"${value.replace(/["\\]/gu, '\\$&')}"`;
      return `${escapeWord(name)}=${printed}`;
    });
    return `win_eventlog${tags.join('')} ${fields.join(',')} ${event.timeMs}${printTicks(event)}00`;
  },
};

/** Tags are text; an empty one is left out. */
function describeTags(event: ComposedEvent): Record<string, string> {
  return {
    Channel: event.channel,
    Computer: event.computer,
    EventID: String(event.eventId),
    Keywords: event.keywords,
    Level: String(event.level),
    LevelText: LEVEL_WORDS[event.rendering.culture][event.level] ?? '',
    Opcode: String(event.opcode),
    Source: event.providerName,
    Task: String(event.task),
    host: event.computer.split('.')[0] ?? '',
  };
}

/** Values by the name of their element; those without a name are numbered; empty ones are not sent. No GUID of the provider. */
function describeFields(event: ComposedEvent): Record<string, string | number> {
  const fields: Record<string, string | number> = {
    Version: event.version,
    EventRecordID: event.recordId,
    ProcessID: event.processId,
    ThreadID: event.threadId,
    TimeCreated: formatTime(event),
  };
  const element = event.container === 'UserData' ? 'EventXML' : 'Data';
  const values = event.data.filter(([, value]) => value !== '');
  const unnamed = values.filter(([name]) => name === undefined).length;
  let number = 0;
  for (const [name, value] of values) {
    if (name !== undefined) fields[`${element}_${name}`] = value;
    else fields[unnamed === 1 ? element : `${element}_${++number}`] = value;
  }
  if (event.binary !== undefined) fields['Binary'] = event.binary;
  if (event.activityId !== undefined) fields['ActivityID'] = event.activityId;
  if (event.rendering.message !== undefined) fields['Message'] = event.rendering.message;
  if (event.userSid !== undefined) {
    fields['UserID'] = event.userSid;
    const account = nameAccount(event.userSid);
    if (account !== undefined) fields['UserName'] = `NT AUTHORITY\\${account}`;
  }
  return fields;
}
