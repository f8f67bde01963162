import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { composeAlert } from '../../support/canal.ts';

/**
 * Records that no honest collector sends, or only a broken one: each must be accounted for all the same. Null stands
 * for a tombstone.
 * @param first record id of their first event
 */
export function composeHostile(first: number): readonly (Buffer | null)[] {
  const event = (i: number): string => composeAlert(first + i, i % 7);
  const cut = event(1).slice(0, 400);
  const texts = [
    '',
    ' \n',
    'words that nobody can read as an event',
    '{"cut off": ',
    '[]',
    '[1, "two", null, {}]',
    '{"event": {"id": 36887}}',
    'null',
    event(2).replace('<EventID>36887</EventID>', ''),
    event(3).replace('36887', '64999'),
    event(4).replace(/<TimeCreated [^>]*>/, ''),
    event(5).replace("Name='AlertDesc'", "Name='__proto__'"),
    event(6).replace('<EventData>', `<EventData>${'<a>'.repeat(300)}${'</a>'.repeat(300)}`),
    cut,
    // Lists in which what is good, of another provider and broken stand side by side.
    `<Events>${event(7)}${composeAlert(first + 8, 1, 'Contoso-Agent')}<Event/>${event(9)}</Events>`,
    `${event(10)}\n${cut}\n${event(11)}\n${composeAlert(first + 12, 2, 'Contoso-Agent')}\n${event(13)}`,
    JSON.stringify([event(14), 'nothing', event(15), { a: 1 }]),
    // The same event twice in a record is two events with one id.
    event(16) + event(16),
    `<Events>${Array.from({ length: 300 }, (_, i) => composeMixed(first + 100 + i)).join('')}</Events>`,
  ];
  const packed = `${event(17)}${event(18)}`;
  return [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x9f]),
    Buffer.from(event(19), 'utf16le'),
    gzipSync(packed),
    deflateSync(packed),
    zstdCompressSync(packed),
    gzipSync(packed).subarray(0, 60),
    gzipSync(Buffer.alloc(64 * 1024 * 1024)),
    null,
  ];
}

function composeMixed(recordId: number): string {
  if (recordId % 3 === 0) return composeAlert(recordId, recordId % 7, 'Contoso-Agent');
  const text = composeAlert(recordId, recordId % 7);
  return recordId % 10 === 0 ? text.replace(/<EventID>\d+<\/EventID>/, '') : text;
}
