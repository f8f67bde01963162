import { expect, test } from '@jest/globals';
import { createNormalizer, type Outcome } from '../../../../../normalizers/index.ts';
import { GOLDEN_NOW } from '../../../../golden/golden-cases.ts';

const SYSTEM =
  '<System><Provider Name="Schannel"/><EventID>36887</EventID><TimeCreated SystemTime="2026-03-04T05:06:07Z"/></System>';
const normalizer = createNormalizer();

function normalize(body: string): Outcome | undefined {
  return normalizer.normalize(Buffer.from(`<Event>${SYSTEM}${body}</Event>`), undefined, GOLDEN_NOW)[0];
}

function readData(body: string): unknown {
  const outcome = normalize(body);
  return outcome?.kind === 'event' ? (outcome.document.winlog.event_data ?? {}) : outcome;
}

test.each([
  ['0A0B', { Binary: '0A0B' }],
  ['\n    0A0B\r\n  ', { Binary: '0A0B' }],
  ['<![CDATA[ 0A0B ]]>', { Binary: '0A0B' }],
  ['', {}],
  [' \n ', {}],
  ['-', {}],
])('the data section is the digits alone: %j', (text, data) => {
  expect(readData(`<EventData><Binary>${text}</Binary></EventData>`)).toEqual(data);
});

const NAME = 'L'.repeat(1000);

test.each([
  ['of a value', `<EventData><Data Name="${NAME.repeat(2)}">x</Data></EventData>`],
  ['of an element', `<UserData><E><${NAME.repeat(2)}>x</${NAME.repeat(2)}></E></UserData>`],
  ['around values', `<EventData><Data Name="${NAME.repeat(20)}">${'<a/>'.repeat(10)}</Data></EventData>`],
  ['of several together', `<UserData><E><${NAME}><${NAME}>x</${NAME}></${NAME}></E></UserData>`],
])('a name that is too long is refused: %s', (_, body) => {
  expect(normalize(body)).toMatchObject({ kind: 'dead', code: 'DECODE_FORBIDDEN_NAME' });
});

test('names beside one another may be long together', () => {
  const data = Array.from({ length: 20 }, (_, i) => `<Data Name="${NAME.slice(0, 60)}${i}">${i}</Data>`).join('');
  expect(Object.keys(readData(`<EventData>${data}</EventData>`) as object)).toHaveLength(20);
});

test('a long name around many values costs no more than the text', () => {
  const time = (length: number): number => {
    const body = `<EventData><Data Name="${'L'.repeat(length)}">${'<a/>'.repeat(length / 4)}</Data></EventData>`;
    const from = performance.now();
    normalize(body);
    return performance.now() - from;
  };
  time(2000);
  const small = Math.max(1, time(20_000), time(20_000));
  expect(Math.min(time(400_000), time(400_000))).toBeLessThan(small * 100);
});
