import { isUtf8 } from 'node:buffer';
import { ANY_SENDER, FLEET_FORMATS, renderRecord } from '../../services/simulate/index.ts';
import { CLASSIC_EVENT, LOGICAL_EVENTS } from '../support/logical-events.ts';

const MARK = /"[^"\\]{1,40}"(?=\s*:)|<\/?[A-Za-z][\w:]*|\bN="\w+"|[A-Za-z][\w ]{1,30}[=:]/g;
/** A header and the first name behind it are within. */
const BEGINNING = 40;

function collectFormatWords(): string[] {
  const words = new Set<string>();
  for (const format of FLEET_FORMATS) {
    for (const event of [...LOGICAL_EVENTS.map((logical) => logical.event), CLASSIC_EVENT]) {
      const record = renderRecord(format, [event], ANY_SENDER);
      if (!isUtf8(record)) continue;
      const text = record.toString();
      words.add(text.slice(0, BEGINNING));
      for (const [mark] of text.matchAll(MARK)) words.add(mark.startsWith('"') ? mark.slice(1, -1) : mark);
    }
  }
  return [...words];
}

/** Names and marks of the formats: keys of objects, elements, names of attributes and lines, and how records begin. */
export const FORMAT_WORDS: readonly string[] = collectFormatWords();

/** Values at the edges of what decoders take, signs with a meaning in some notation, and names that are none. */
export const ODD_WORDS: readonly string[] = [
  ...['Schannel', 'RasSstp', 'Microsoft-Windows-RasSstp', '{1f678132-5938-4686-9fdc-c8ff68f15c85}'],
  ...['36887', '36880', '1'],
  ...['<?xml version="1.0"?>', '<![CDATA[', ']]>', '<!--', '-->', '<!DOCTYPE a [<!ENTITY b "c">]>', '</Events>'],
  ...['&b;', '&#0;', '&#x53;', '&amp;#83;', '&#xD800;', '<Data Name="a">'],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\"',
    '\\u0000',
    '\\ud800',
    '\\u0053',
    '\\b',
    '_X0053_',
    ':',
    ',',
    'null',
    'true',
    '[]',
    '{}',
    '""',
  ],
  ...['\n', '\r\n', '\t', '\n\n', '#011', '->', '  '],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'param999', '#text', '$', '_', '@Name'],
  ...['0', '-1', '1e309', '9007199254740993', '18446744073709551615', '-9223372036854775808', '0x8000000000000000'],
  ...['NaN', '134170779670000000', '1772600769.5'],
  ...['2026-03-04T05:06:07Z', '2026-02-30T00:00:00Z', '9999-12-31T23:59:59-23:59', '0001-01-01 00:00:00'],
  ...['/Date(1)/', '03/04/2026 06:06:07 AM', 'Wed Mar 04 06:06:07 2026', 'Mar  4 06:06:07', '2026 Mar 04 06:06:09'],
  ...['http://a/', 'https://[::1]:443/x', '0x80090325', '%%1', '%1', 'CoId={'],
  ...['\u0000', '\ud83d', '\ufeff', '\u0130', 'ſ', 'K'],
  ...['records', 'metrics', 'full_message', 'log.record.original', 'resource_logs', 'severity_number', 'content-type'],
];
