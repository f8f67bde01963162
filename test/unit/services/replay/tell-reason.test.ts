import { expect, test } from '@jest/globals';
import { tellReason } from '../../../../services/replay/tell-reason.ts';

/** The detail of a document whose field does not take a value. */
function refuse(field: string, value: string, { id = 'i-1', at = '1:195', why = '' } = {}): string {
  const said = `failed to parse field [${field}] of type [ip] in document with id '${id}'`;
  return `Elasticsearch refused the document: 400 document_parsing_exception: [${at}] ${said}. Preview of field's value: '${value}'${why}`;
}

test('a reason begins with the field, and says what is wrong with the value', () => {
  expect(tellReason(refuse('event.code', '36', { why: ": '36' is not an IP string literal." })).text).toBe(
    "field [event.code] of type [ip]: '36' is not an IP string literal. (400 document_parsing_exception)",
  );
  expect(tellReason(refuse('event.code', "it's: no")).text).toBe(
    "field [event.code] of type [ip]: does not take 'it's: no' (400 document_parsing_exception)",
  );
});

test('position, id and value make no other kind, the field does', () => {
  const kind = (...given: Parameters<typeof refuse>): string => tellReason(refuse(...given)).kind;
  const one = kind('event.code', '36', { why: ": '36' is not an IP string literal." });
  expect(kind('event.code', 'x: y', { id: '6xCX-DT_P', at: '1:7', why: ": 'x: y' is none." })).toBe(one);
  expect(kind('event.id', '36')).not.toBe(one);
});

test('what Elasticsearch says otherwise comes before its status, without the position', () => {
  const { text, kind } = tellReason(
    'Elasticsearch refused the document: 400 strict_dynamic_mapping_exception: [1:7] mapping set to strict, [zz9]',
  );
  expect(text).toBe('mapping set to strict, [zz9] (400 strict_dynamic_mapping_exception)');
  expect(kind).toBe('mapping set to strict, [zz0] (0 strict_dynamic_mapping_exception)');
});

test('any other detail stays as it is, its numbers make no other kind', () => {
  expect(tellReason('byte 12 of 91')).toEqual({ text: 'byte 12 of 91', kind: 'byte 0 of 0' });
});

test('a detail that quotes without end takes no longer for it', () => {
  const { text } = tellReason(refuse('f', "': ".repeat(300)));
  expect(text.startsWith('field [f] of type [ip]: ')).toBe(true);
});
