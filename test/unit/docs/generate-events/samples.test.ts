import { expect, test } from '@jest/globals';
import { CATALOGUES, listEvents } from '../../../../docs/generate-events/knowledge.ts';
import { findDecoded, findExample } from '../../../../docs/generate-events/samples.ts';

const [schannel, rassstp] = CATALOGUES;
if (schannel === undefined || rassstp === undefined) throw new Error('a catalogue is missing');

test.each([
  [schannel, 'AlertDesc', ['code', 'direction', 'level', 'name'].map((name) => `wincanal.tls.alert.${name}`)],
  [schannel, 'Type', ['wincanal.role']],
  [schannel, 'CallerProcessId', ['process.pid']],
  [schannel, 'KeyFlags', []],
  [rassstp, 'CoId', ['wincanal.sstp.correlation_id']],
  [rassstp, 'HTTPResponseCode', ['http.response.status_code', 'wincanal.sstp.http_status_text']],
] as const)('a value is found to become what the reader makes of it: %#', (catalogue, field, paths) => {
  expect(findDecoded(catalogue, field)).toEqual(paths);
});

test('a subject is found to belong to either side, as the role says', () => {
  expect(findDecoded(schannel, 'RemoteCertSubjectName')).toEqual(
    expect.arrayContaining(['tls.client.subject', 'tls.server.subject']),
  );
});

test('every value that is decoded by more than keeping it is found to become something', () => {
  for (const catalogue of CATALOGUES) {
    const named = Object.entries(catalogue.fields).filter(([, { decode }]) => decode !== 'keep');
    const lost = named.filter(([name]) => findDecoded(catalogue, name).length === 0).map(([name]) => name);
    // These are words of the summary and nothing else.
    const words = [
      'ModuleName',
      'CSPName',
      'KeyName',
      'KeyType',
      'Path',
      'FailureReason',
      'param1',
      'param2',
      'CertificateName',
    ];
    expect(lost.filter((name) => !words.includes(name))).toEqual([]);
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
