import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createNormalizer } from '../../../../normalizers/index.ts';

const normalizer = createNormalizer();

/** Identity of an event that is written as given; what is left out is absent from the record. */
function identify(parts: {
  recordId?: string;
  computer?: string;
  alert?: string;
  binary?: string;
  time?: string;
}): string {
  const { recordId, computer, alert = '40', binary, time = '2026-03-04T05:06:07.1234567Z' } = parts;
  const xml =
    `<Event><System><Provider Name='Schannel'/><EventID>36887</EventID><TimeCreated SystemTime='${time}'/>` +
    `${recordId === undefined ? '' : `<EventRecordID>${recordId}</EventRecordID>`}<Execution ProcessID='7' ThreadID='8'/>` +
    `<Channel>System</Channel>${computer === undefined ? '' : `<Computer>${computer}</Computer>`}</System>` +
    `<EventData><Data Name='AlertDesc'>${alert}</Data>${binary === undefined ? '' : `<Binary>${binary}</Binary>`}</EventData></Event>`;
  const [outcome] = normalizer.normalize(Buffer.from(xml), undefined, Date.UTC(2026, 2, 4, 6));
  if (outcome?.kind !== 'event') throw new Error(JSON.stringify(outcome));
  return outcome.document.event.id;
}

test('with record id and computer neither values nor fractions of the second matter', () => {
  const id = identify({ recordId: '1', computer: 'a.example' });
  expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(identify({ recordId: '1', computer: 'A.EXAMPLE', alert: '41', time: '2026-03-04T05:06:07Z' })).toBe(id);
  expect(identify({ recordId: '2', computer: 'a.example' })).not.toBe(id);
  expect(identify({ recordId: '1', computer: 'b.example' })).not.toBe(id);
  expect(identify({ recordId: '1', computer: 'a.example', time: '2026-03-04T05:06:08Z' })).not.toBe(id);
});

test('the identity is the first half of a SHA-256 of its parts in base64url, down to the last bit', () => {
  const second = Date.UTC(2026, 2, 4, 5, 6, 7) / 1000;
  for (let id = 1; id <= 100; id++) {
    const recordId = String(id);
    const parts = JSON.stringify(['record', 'Schannel', 'system', 'a.example', recordId, 36887, second]);
    const half = createHash('sha256').update(parts).digest().subarray(0, 16).toString('base64url');
    expect(identify({ recordId, computer: 'A.example' })).toBe(half);
  }
});

test('without a computer the values tell events of different hosts apart, but not two formats', () => {
  const id = identify({ recordId: '1' });
  expect(identify({ recordId: '1', alert: '41' })).not.toBe(id);
  expect(identify({ recordId: '1', time: '2026-03-04T05:06:07.123Z' })).toBe(id);
});

test('without a record id the full time, the values and the data section count', () => {
  const id = identify({ computer: 'a.example' });
  expect(identify({ computer: 'a.example', alert: '41' })).not.toBe(id);
  expect(identify({ computer: 'a.example', binary: '00FF' })).not.toBe(id);
  expect(identify({ computer: 'a.example', binary: '00FF' })).not.toBe(
    identify({ computer: 'a.example', binary: '01FF' }),
  );
  expect(identify({ computer: 'a.example', time: '2026-03-04T05:06:07.1234568Z' })).not.toBe(id);
});
