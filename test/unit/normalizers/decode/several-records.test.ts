import { expect, test } from '@jest/globals';
import { createNormalizer, type DecodeLimits } from '../../../../normalizers/index.ts';
import { GOLDEN_NOW } from '../../../golden/golden-cases.ts';
import { composeRecord } from '../../../support/compose-record.ts';

const XML = composeRecord(36887, { AlertDesc: '48' }).toString();
const OTHER_XML = composeRecord(7036, {}, { provider: 'Service Control Manager' }).toString();
const BEAT = JSON.stringify({
  '@timestamp': '2026-03-04T05:06:07.123Z',
  winlog: { provider_name: 'Schannel', event_id: '36887', event_data: { AlertDesc: '48' } },
});
const SHELL = {
  Id: 36887,
  ProviderName: 'Schannel',
  LogName: 'System',
  MachineName: 'host.corp.example',
  TimeCreated: '2026-03-04T05:06:07Z',
  Properties: [{ Value: '48' }],
};
const deepJson = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

function words(record: string, limits?: Partial<DecodeLimits>): string[] {
  const normalizer = createNormalizer(limits === undefined ? {} : { limits });
  return normalizer
    .normalize(Buffer.from(record), undefined, GOLDEN_NOW)
    .map((outcome) => (outcome.kind === 'event' ? 'event' : outcome.kind === 'skip' ? 'skip' : outcome.code));
}

test.each([
  ['lists within a list', (a: string[], b: string[]) => `[[${a.join(',')}],[${b.join(',')}]]`],
  ['lists on lines', (a: string[], b: string[]) => `[${a.join(',')}]\n[${b.join(',')}]`],
  [
    'lists under a key within a list',
    (a: string[], b: string[]) => `[{"records":[${a.join(',')}]},{"events":[${b.join(',')}]}]`,
  ],
  ['lists in texts', (a: string[], b: string[]) => JSON.stringify([`[${a.join(',')}]`, `[${b.join(',')}]`])],
  [
    'lists in messages of syslog',
    (a: string[], b: string[]) => `<13>1 - - - - - - [${a.join(',')}]\n<13>1 - - - - - - [${b.join(',')}]`,
  ],
  ['a list and the rest on lines', (a: string[], b: string[]) => [`[${a.join(',')}]`, ...b].join('\n')],
])('the limit of events holds for all that is in a record: %s', (_, build) => {
  const list = (length: number): string[] => Array<string>(length).fill(BEAT);
  expect(words(build(list(6), list(4)), { events: 10 })).toEqual(Array(10).fill('event'));
  expect(words(build(list(6), list(5)), { events: 10 })).toEqual(['DECODE_TOO_MANY']);
  expect(words(build(list(5), list(6)), { events: 10 })).toEqual(['DECODE_TOO_MANY']);
});

test.each([
  ['lists of events in texts', JSON.stringify(Array(4).fill(`<Events>${XML.repeat(3)}</Events>`))],
  [
    'lists of events in log records',
    JSON.stringify({
      resourceLogs: [
        { scopeLogs: [{ logRecords: Array(4).fill({ body: { stringValue: `<Events>${XML.repeat(3)}</Events>` } }) }] },
      ],
    }),
  ],
  [
    'lists in exported objects',
    `<Objs Version="1.1.0.1"><Obj><LST>${'<Obj><LST><S>x</S><S>y</S><S>z</S></LST></Obj>'.repeat(4)}</LST></Obj></Objs>`,
  ],
])('and for what the formats find: %s', (_, record) => {
  expect(words(record, { events: 12 })).toHaveLength(12);
  expect(words(record, { events: 11 })).toEqual(['DECODE_TOO_MANY']);
});

test('lists of lists far beyond the limit are refused before anything is made of their elements', () => {
  const list = `[${Array(10_000).fill('1').join(',')}]`;
  const record = Buffer.from(`[${Array(200).fill(list).join(',')}]`);
  const normalizer = createNormalizer();
  const time = (): number => {
    const from = performance.now();
    expect(normalizer.normalize(record, undefined, GOLDEN_NOW)).toMatchObject([{ code: 'DECODE_TOO_MANY' }]);
    return performance.now() - from;
  };
  const parse = (): number => {
    const from = performance.now();
    JSON.parse(record.toString());
    return performance.now() - from;
  };
  time();
  expect(Math.min(time(), time(), time())).toBeLessThan(20 * Math.max(parse(), parse(), parse()));
});

test('an element that is nested too deep costs only itself', () => {
  for (const [front, end] of [
    ['[', ']'],
    ['{"records":[', ']}'],
    ['[[', ']]'],
    ['[{"events":[', ']}]'],
  ] as const) {
    const record = `${front}${BEAT},${deepJson(70)},${BEAT}${end}`;
    expect([front, ...words(record)]).toEqual([front, 'event', 'DECODE_TOO_DEEP', 'event']);
    expect(words(`${front}${BEAT},${deepJson(100_000)},${BEAT}${end}`)).toEqual(['event', 'DECODE_TOO_DEEP', 'event']);
  }
  expect(words(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toEqual(['DECODE_TOO_DEEP']);
});

test('a line that is cut takes no other along, wherever it is cut', () => {
  for (let cut = 1; cut < BEAT.length; cut++) {
    const broken = BEAT.slice(0, cut);
    expect([cut, words([BEAT, broken, BEAT, BEAT].join('\n'))]).toEqual([
      cut,
      ['event', 'DECODE_NOT_JSON', 'event', 'event'],
    ]);
    expect([cut, words([broken, broken, BEAT].join('\n'))]).toEqual([
      cut,
      ['DECODE_NOT_JSON', 'DECODE_NOT_JSON', 'event'],
    ]);
  }
});

test('a line break within a string breaks its record only, as one', () => {
  const broken = BEAT.replace('48', '4\n8');
  expect(words([BEAT, broken, BEAT].join('\n'))).toEqual(['event', 'DECODE_NOT_JSON', 'event']);
  const pretty = JSON.stringify(JSON.parse(BEAT), null, 2);
  expect(words([pretty, broken, pretty].join('\n'))).toEqual(['event', 'DECODE_NOT_JSON', 'event']);
});

test('of a list on several lines that is cut the whole elements are left', () => {
  expect(words(`[\n${BEAT},\n${BEAT},\n${BEAT.slice(0, 50)}`)).toEqual(['event', 'event', 'DECODE_NOT_JSON']);
});

test.each([
  ['one after the other', `${XML}${OTHER_XML}${XML}`, ['event', 'skip', 'event']],
  ['with declarations', `<?xml version="1.0"?>\n${XML}\n<?xml version="1.0"?>\n${XML}`, ['event', 'event']],
  ['on lines, one of them cut', `${XML}\n${XML.slice(0, 200)}\n${XML}`, ['event', 'DECODE_XML_MALFORMED', 'event']],
  [
    'in a list, one of them broken',
    `<Events>${XML}<Event><System></Event>${XML}</Events>`,
    ['event', 'DECODE_XML_MALFORMED', 'event'],
  ],
  ['in a list that is cut', `<Events>${XML}${XML}${XML.slice(0, 200)}`, ['event', 'event', 'DECODE_XML_MALFORMED']],
  ['and JSON on lines', `${XML}\n${BEAT}\n${OTHER_XML}\n${BEAT}`, ['event', 'event', 'skip', 'event']],
  ['behind JSON on lines', `${BEAT}\r\n${XML}\r\n${BEAT}`, ['event', 'event', 'event']],
  ['cut, and JSON on lines', `${XML.slice(0, 200)}\n${BEAT}`, ['DECODE_XML_MALFORMED', 'event']],
  ['of evtx_dump', `Record 1\n<?xml version="1.0"?>\n${XML}\nRecord 2\n${XML}\n`, ['event', 'event']],
  [
    'of evtx_dump with a sign of another format near the beginning',
    `Record 1\n${XML.replace("Name='Schannel'", "Name='Schannel' Guid='\tMSWinEventLog\t'")}\nRecord 2\n${XML}\n`,
    ['event', 'event'],
  ],
  ['of evtx_dump as JSON', `Record 1\n${BEAT}\nRecord 2\n${BEAT}\n`, ['event', 'event']],
])('events without a list around them: %s', (_, record, expected) => {
  expect(words(record)).toEqual(expected);
});

test('records behind a DOCTYPE are refused with it', () => {
  expect(words(`<!DOCTYPE a>${XML}${XML}`)).toEqual(['DECODE_XML_MALFORMED']);
});

test('a sequence of JSON texts may begin with its separator', () => {
  expect(words(`\u001e${BEAT}\n`)).toEqual(['event']);
  expect(words(`\u001e${BEAT}\n\u001e${BEAT}\n`)).toEqual(['event', 'event']);
  expect(words(`${BEAT},\n`)).toEqual(['event']);
  expect(words('\u001e\n')).toEqual(['DECODE_EMPTY']);
});

test('a list beside an event does not hide it', () => {
  const beside = (name: string, value: unknown): string => JSON.stringify({ ...JSON.parse(BEAT), [name]: value });
  for (const name of ['events', 'records', 'metrics', 'value']) {
    expect(words(beside(name, ['a']))).toEqual(['event']);
    expect(words(beside(name, [{ a: 1 }]))).toEqual(['event']);
    expect(words(JSON.stringify({ message: XML, [name]: [{ a: 1 }], Count: 1 }))).toEqual(['event']);
  }
});

test('what ConvertTo-Json makes of a list that it takes for an object is a list', () => {
  expect(words(JSON.stringify({ value: [SHELL, SHELL], Count: 2 }))).toEqual(['event', 'event']);
  expect(words(JSON.stringify({ value: [SHELL, SHELL] }))).toEqual(['DECODE_UNKNOWN_FORMAT']);
});

test('an event under a key of the operator is found beside whatever objects a relay adds', () => {
  const event = JSON.parse(BEAT) as unknown;
  const added = {
    cloud: { provider: 'x' },
    event: { kind: 'event' },
    kubernetes: { pod: { name: 'a' } },
    log: { a: 1 },
  };
  expect(words(JSON.stringify({ ...added, wineventlog: event }))).toEqual(['event']);
  expect(words(JSON.stringify({ wineventlog: event, ...added }))).toEqual(['event']);
  expect(words(JSON.stringify({ ...added, payload: { message: XML } }))).toEqual(['event']);
  expect(words(JSON.stringify({ ...added, data: { message: '{' }, other: event }))).toEqual(['event']);
  expect(words(JSON.stringify({ before: event, after: event }))).toEqual(['event', 'event']);
});

test('a record that nobody recognises is described by its outermost object', () => {
  const [outcome] = createNormalizer().normalize(
    Buffer.from(JSON.stringify({ provider: 'Schannel', id: 36887, labels: { env: 'prod', more: { a: 1 } } })),
    undefined,
    GOLDEN_NOW,
  );
  expect(outcome).toMatchObject({
    code: 'DECODE_UNKNOWN_FORMAT',
    detail: expect.stringContaining('[id, labels, provider]'),
  });
  // Deeper than any wrapper, but not than is allowed.
  expect(words(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`)).toEqual(['DECODE_UNKNOWN_FORMAT']);
});

test('XML that Fluent Bit has sent cut is reported as such', () => {
  expect(words(JSON.stringify({ System: XML.slice(0, 200), Message: 'x' }))).toEqual(['DECODE_XML_MALFORMED']);
  expect(words(JSON.stringify({ System: XML, Message: 'x' }))).toEqual(['event']);
});
