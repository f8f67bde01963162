import { expect, test } from '@jest/globals';
import { isDead } from '../../../../../normalizers/decode/decoded.ts';
import { decodeEventXml } from '../../../../../normalizers/decode/formats/event-xml.ts';
import { readPlainEvent } from '../../../../../normalizers/decode/formats/plain-event-xml.ts';
import { DEFAULT_LIMITS } from '../../../../../normalizers/decode/limits.ts';
import { composeFleet } from '../../../../../services/simulate/index.ts';
import { compareReaders } from '../../../../fuzz/xml/compare.ts';
import { DECODE_CONTEXT } from '../../../../support/decode-context.ts';

const FROM = Date.UTC(2026, 2, 4);

test('takes every event that a fleet forwards as event XML, with rendered text or without', () => {
  const fleet = composeFleet({
    ...{ seed: 3, hosts: 10, events: 300, otherShare: 0.2, broken: 0 },
    ...{ formats: ['xml'], fromMs: FROM, toMs: FROM + 3_600_000 },
  });
  for (const { value } of fleet) {
    const text = value.toString();
    expect([text, readPlainEvent(text, DEFAULT_LIMITS) !== undefined]).toEqual([text, true]);
  }
});

const SYSTEM =
  "<System><Provider Name='Schannel' Guid='{1F678132-5938-4686-9FDC-C8FF68F15C85}'/><EventID Qualifiers='7'>36887</EventID>" +
  "<TimeCreated SystemTime='2026-03-04T05:06:07.1234567Z'/><Computer> A </Computer></System>";
const wrap = (rest: string): string => `<Event xmlns='x'>${SYSTEM}${rest}</Event>`;
const event = (data: string): string => wrap(`<EventData>${data}</EventData>`);

test.each([
  ['no body', wrap('')],
  ['no values', event('')],
  ['values with and without a name', event('<Data Name=\'AlertDesc\'>48</Data><Data>a</Data><Data Name="b"/><Data/>')],
  ['a data section', event('<Data>a</Data><Binary> 0A </Binary>')],
  ['a value named like the data section', event("<Data Name='Binary'> 0A </Data>")],
  ['a repeated name', event("<Data Name='a'>1</Data><Data Name='a'>2</Data>")],
  ['a forbidden name', event("<Data Name='__proto__'>1</Data><Data Name='a'>2</Data>")],
  ['entities in a value', event("<Data Name='a'>&lt;&amp;lt;\t\n&gt; é </Data>")],
  [
    'rendered text',
    wrap("<RenderingInfo Culture='de-DE'><Message> L&apos;a </Message><Level>x</Level><Task/></RenderingInfo>"),
  ],
  ['keywords', wrap('<RenderingInfo><Keywords><Keyword>a</Keyword><Keyword/></Keywords></RenderingInfo>')],
  ['values of UserData', wrap("<UserData><A xmlns='x'><a>&amp;</a><b/><Binary> 0 </Binary><a></a></A></UserData>")],
  ['UserData without values', wrap('<UserData><A></A></UserData>')],
  ['white space at the end', `${wrap('')} \n`],
])('takes %s, and reads it as the parser does', (_, text) => {
  expect(compareReaders(text)).toMatchObject({ plain: true });
  expect(compareReaders(text).difference).toBeUndefined();
});

test.each([
  ['a space between tags', event(' <Data>a</Data>')],
  ['a declaration', `<?xml version="1.0"?>${wrap('')}`],
  ['a prefix', wrap('').replaceAll('<', '<e:').replaceAll('<e:/', '</e:')],
  ['a list of events', `<Events>${wrap('')}</Events>`],
  ['two events', wrap('') + wrap('')],
  ['values within values of UserData', wrap('<UserData><a><b><c>d</c></b></a></UserData>')],
  ['two elements in UserData', wrap('<UserData><a><b>c</b></a><a/></UserData>')],
  ['another order of elements', wrap('').replace(/(<Provider.*?\/>)(.*?)<\/System>/, '$2$1</System>')],
  ['an element that events do not have', wrap('<Other/>')],
  ['an attribute that they do not have', event("<Data Type='a'>b</Data>")],
  ['entities in an attribute', event("<Data Name='&lt;'>b</Data>")],
  ['a reference to a character', event('<Data>&#65;</Data>')],
  ['an entity that nobody has declared', event('<Data>&a;</Data>')],
  ['the end of a CDATA section', event('<Data>]]></Data>')],
  ['a CDATA section', event('<Data><![CDATA[a]]></Data>')],
  ['a comment', event('<Data>a<!-- b --></Data>')],
  ['a carriage return', event('<Data>a\r\nb</Data>')],
  ['a character that XML forbids', event('<Data>\u0001</Data>')],
  ['half of a pair of surrogates', event('<Data>\ud800</Data>')],
  ['what is cut', event('<Data>a</Data>').slice(0, -1)],
  ['text behind the event', `${wrap('')}x`],
])('leaves %s to the readers behind it', (_, text) => {
  expect(compareReaders(text)).toMatchObject({ plain: false });
  expect(compareReaders(text).difference).toBeUndefined();
});

test('values of any length are read in time in proportion to them, and refused as quickly', () => {
  const long = 'x'.repeat(4_000_000);
  const items = '<Keyword>a</Keyword>'.repeat(200_000);
  const rendered = `<RenderingInfo><Keywords>${items}</Keywords></RenderingInfo>`;
  // Where it grew with the square, or with a stack, these would take hours or end in an exception.
  for (const text of [
    event(`<Data Name='a'>${long}</Data>`),
    wrap(`<RenderingInfo><Message>${long}</Message></RenderingInfo>`),
    wrap(rendered),
  ]) {
    expect(readPlainEvent(text, DEFAULT_LIMITS)).toBeDefined();
    expect(readPlainEvent(text.slice(0, -1), DEFAULT_LIMITS)).toBeUndefined();
  }
});

test('an event whose values cannot be taken is refused as by the other readers', () => {
  const [decoded] = decodeEventXml(event(`<Data Name='constructor'>1</Data>`), DECODE_CONTEXT);
  expect(decoded !== undefined && isDead(decoded) ? decoded.code : decoded).toBe('DECODE_FORBIDDEN_NAME');
});
