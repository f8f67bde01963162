import type { ComposedEvent } from './event.ts';
import { renderEventXml } from './render-event-xml.ts';
import { renderWinlogbeat } from './render-winlogbeat.ts';

/** Ways in which a record arrives broken; what each becomes is in the dead-letter table. */
export const BROKEN_KINDS = [
  'truncated_xml',
  'doctype',
  'not_json',
  'invalid_utf8',
  'empty_value',
  'no_provider',
  'prototype_name',
] as const;

export type BrokenKind = (typeof BROKEN_KINDS)[number];

/** Breaks an event of a known provider in one way; the bytes are what a careless collector would send. */
export function renderBroken(kind: BrokenKind, event: ComposedEvent): Buffer {
  const xml = renderEventXml(event);
  switch (kind) {
    case 'truncated_xml':
      return Buffer.from(xml.slice(0, xml.indexOf('</System>')));
    case 'doctype':
      return Buffer.from(`<!DOCTYPE Event [<!ENTITY host "${event.computer}">]>${xml}`);
    case 'not_json':
      return Buffer.from(renderWinlogbeat(event).replace('"winlog":', '"winlog":,'));
    case 'invalid_utf8':
      // A Latin-1 letter in the middle of an otherwise good record.
      return Buffer.from(xml.replace('<Computer>', '<Computer>M\u00fcnchen-'), 'latin1');
    case 'empty_value':
      return Buffer.alloc(0);
    case 'no_provider':
      return Buffer.from(
        xml.replace(` Name='${event.providerName}'`, '').replace(` Guid='${event.providerGuid ?? ''}'`, ''),
      );
    case 'prototype_name':
      return Buffer.from(renderWinlogbeat(event).replace('"event_data":{', '"event_data":{"__proto__":"polluted",'));
  }
}
