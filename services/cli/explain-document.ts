import { explainRecord, type EnrichedDocument } from '../../normalizers/index.ts';
import { renderEventXml } from '../simulate/index.ts';
import type { PresentedExplanation } from './present-document.ts';

/**
 * Adds to a published document what only the catalogue knows: causes, related events, and shell and purpose of each
 * command. The document has all values of its event, so the event is composed again and explained; the document itself
 * stays as it was read.
 */
export function explainDocument(document: EnrichedDocument): PresentedExplanation {
  const { winlog, wincanal } = document;
  const xml = renderEventXml({
    providerName: winlog.provider_name,
    providerGuid: winlog.provider_guid,
    eventId: Number(winlog.event_id),
    qualifiers: undefined,
    version: winlog.version ?? 0,
    level: wincanal.level_value ?? 0,
    task: 0,
    opcode: 0,
    keywords: wincanal.keywords ?? '0x0',
    timeMs: Date.parse(document['@timestamp']),
    ticks: 0,
    recordId: Number(winlog.record_id ?? 0),
    channel: winlog.channel ?? 'System',
    computer: winlog.computer_name ?? '',
    userSid: winlog.user?.identifier,
    processId: 0,
    threadId: 0,
    activityId: undefined,
    data: Object.entries(winlog.event_data ?? {}),
    container: 'EventData',
    rendering: { culture: 'en-US', message: undefined },
  });
  const [explanation] = explainRecord(Buffer.from(xml), Date.now());
  if (explanation?.kind !== 'explanation') return { document, decoded: [], causes: [], commands: [], related: [] };
  const { decoded, impossible, certificate, causes, commands, related } = explanation;
  return { document, decoded, impossible, certificate, causes, commands, related };
}
