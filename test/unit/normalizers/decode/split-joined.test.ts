import { expect, test } from '@jest/globals';
import { splitJoined } from '../../../../normalizers/decode/split-joined.ts';

const of = (provider: string, eventId: string) => ({ provider, eventId });

test.each<[string, ReturnType<typeof of>, readonly string[]]>([
  ['4312, svchost, 46', of('Schannel', '36887'), ['4312', 'svchost', '46']],
  ['46', of('Schannel', '36887'), ['46']],
  // Empty values stand between two separators.
  [
    'client, TLS 1.2, 0xc030, 384, 0x1, , , ',
    of('schannel', '36880'),
    ['client', 'TLS 1.2', '0xc030', '384', '0x1', '', '', ''],
  ],
  // No template of the event has two or four values.
  ['4312, svchost', of('Schannel', '36887'), ['4312, svchost']],
  ['4312, svc, host, 46', of('Schannel', '36887'), ['4312, svc, host, 46']],
  ['a, b', of('Schannel', '1'), ['a, b']],
  ['a, b', of('Disk', '36887'), ['a, b']],
  ['a, b', of('Schannel', 'x'), ['a, b']],
])('%j of %j', (joined, identity, values) => {
  expect(splitJoined(joined, identity)).toEqual(values);
});
