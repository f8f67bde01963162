import { LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { renderData } from '../render-event-xml.ts';
import { printUtc } from './local-time.ts';
import type { Renderer } from './renderer.ts';
import { nameAccount } from './values.ts';

/**
 * The table `Event` has no column for the record id, the provider's GUID, the process or the keywords. Values stand twice,
 * without and with their names; those of UserData only without.
 */
export const AZURE_MONITOR: Renderer = {
  origin: 'Azure Monitor, table `Event`',
  render: (event) => {
    const account = nameAccount(event.userSid);
    return JSON.stringify({
      TenantId: '8b1d1f5a-33c5-4c1b-9a0f-2d6e1b7c9a10',
      SourceSystem: 'OpsManager',
      TimeGenerated: printUtc(event, 7),
      Source: event.providerName,
      EventLog: event.channel,
      Computer: event.computer,
      EventCategory: event.task,
      EventLevel: event.level,
      EventLevelName: LEVEL_WORDS['en-US'][event.level],
      UserName: account === undefined ? 'N/A' : `NT AUTHORITY\\${account}`,
      EventID: event.eventId,
      RenderedDescription: event.rendering.message ?? '',
      ParameterXml: renderData({ ...event, data: event.data.map(([, value]) => [undefined, value] as const) }, '"')
        .replaceAll('<Data>', '<Param>')
        .replaceAll('</Data>', '</Param>')
        .replaceAll('<Data/>', '<Param></Param>'),
      EventData: wrapData(event),
      Type: 'Event',
      MG: '00000000-0000-0000-0000-000000000001',
    });
  },
};

/** Data export of a workspace to Event Hubs, which speak Kafka. */
export const AZURE_MONITOR_RECORDS: Renderer = {
  origin: 'Azure Monitor, table `Event`, exported in lists `records`',
  render: AZURE_MONITOR.render,
  frame: (texts) => Buffer.from(`{"records":[${texts.join(',')}]}`),
  holdsSeveral: true,
};

function wrapData(event: ComposedEvent): string {
  if (event.container === 'UserData' || event.data.length === 0) return '';
  const health = '00000000-0000-0000-0000-000000000001';
  return (
    `<DataItem type="System.XmlData" time="${printUtc(event, 7)}" sourceHealthServiceId="${health}">` +
    '<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">' +
    `${renderData(event, '"')}</EventData></DataItem>`
  );
}
