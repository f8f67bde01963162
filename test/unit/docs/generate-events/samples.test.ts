import { expect, test } from '@jest/globals';
import { CATALOGUES, listEvents } from '../../../../docs/generate-events/knowledge.ts';
import { findDecoded, findExample } from '../../../../docs/generate-events/samples.ts';

const [schannel, rassstp] = CATALOGUES;
if (schannel === undefined || rassstp === undefined) throw new Error('a catalogue is missing');

test.each([
  [schannel, '36888', 'AlertDesc', ['code', 'direction', 'level', 'name'].map((name) => `wincanal.tls.alert.${name}`)],
  [schannel, '36871', 'Type', ['wincanal.role']],
  [schannel, '36887', 'CallerProcessId', ['process.pid']],
  [schannel, '36868', 'KeyFlags', []],
  [rassstp, '6', 'CoId', ['wincanal.sstp.correlation_id']],
  [rassstp, '4', 'HTTPResponseCode', ['http.response.status_code', 'wincanal.sstp.http_status_text']],
] as const)('a value is found to become what the reader makes of it: %#', (catalogue, id, field, paths) => {
  expect(findDecoded(catalogue, id, field)).toEqual(paths);
});

test('a subject is found to belong to either side, as the role says', () => {
  expect(findDecoded(schannel, '36880', 'RemoteCertSubjectName')).toEqual(
    expect.arrayContaining(['tls.client.subject', 'tls.server.subject']),
  );
});

/** Values that are words of the texts and of nothing else. */
const WORDS = new Set(
  'ModuleName CSPName KeyName KeyType Path FailureReason Cipher Exchange param1 param2 CertificateName'.split(' '),
);

test('every value that has a reader is found to become something, in each event that carries it', () => {
  for (const catalogue of CATALOGUES) {
    const lost = listEvents(catalogue).flatMap(({ id, event }) =>
      [...new Set(event.templates.flatMap(({ fields }) => fields))]
        .filter((name) => catalogue.fields[name]?.decode !== 'keep' && !WORDS.has(name))
        .filter((name) => findDecoded(catalogue, id, name).length === 0)
        .map((name) => `${id} ${name}`),
    );
    expect(lost).toEqual([]);
  }
});

test('every event has an example, which is one of it', () => {
  for (const catalogue of CATALOGUES) {
    for (const { id } of listEvents(catalogue)) {
      const example = findExample(catalogue, id);
      expect([id, String(example?.event.eventId)]).toEqual([id, id]);
      expect(example?.summary).not.toMatch(/undefined|\{[a-z]|[[\]]/);
    }
  }
});
