import { expect, test } from '@jest/globals';
import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';
import { makeMark, readMarks } from '../../../../services/replay/marks.ts';
import { makePlan, takeOldest, type Plan, type PlanOptions } from '../../../../services/replay/plan.ts';
import { makeLetter, openTopics, PROVIDERS, TOPICS } from './fakes.ts';

const RASSSTP = { key: 'rassstp', name: 'RasSstp', topic: TOPICS.enriched('rassstp') };

/** A mark as it stands on its topic. */
function markOf(letter: ReceivedMessage, timestamp: number, offset = 0): ReceivedMessage {
  const { topic, key, value } = makeMark(TOPICS.replayed, letter, TOPICS.raw, 'run');
  return { topic, partition: 0, offset, key: Buffer.from(String(key)), value, headers: {}, timestamp };
}

async function plan(messages: readonly ReceivedMessage[], options: Partial<PlanOptions> = {}): Promise<Plan> {
  const { reader, admin } = openTopics(messages);
  const marks = await readMarks(reader, admin, TOPICS.replayed);
  return makePlan(reader, admin, marks, {
    topics: TOPICS,
    providers: PROVIDERS,
    filter: {},
    maxAttempts: 3,
    ...options,
  });
}

const offsets = ({ toSend }: Plan): Record<string, number[]> =>
  Object.fromEntries([...toSend].map(([partition, letters]) => [partition, letters.map(({ offset }) => offset)]));

test('each filter chooses, and all that are given must hold', async () => {
  const letters = [
    makeLetter({ offset: 0 }),
    makeLetter({ offset: 1 }, { code: 'EVENT_NO_ID', detail: 'Field EventID is 70000' }),
    makeLetter({ offset: 2 }, { stage: 'index', code: 'INDEX_REJECTED' }, { topic: TOPICS.enriched('rassstp') }),
    makeLetter({ offset: 3 }, {}, { value: Buffer.from('<Provider Name="RASSSTP"/>', 'utf16le') }),
  ];
  const chosen = async (filter: PlanOptions['filter']): Promise<number[]> =>
    offsets(await plan(letters, { filter }))[0] ?? [];
  expect(await chosen({})).toEqual([0, 1, 2, 3]);
  expect(await chosen({ codes: ['EVENT_NO_ID', 'INDEX_REJECTED'] })).toEqual([1, 2]);
  expect(await chosen({ reason: 'eventid' })).toEqual([1]);
  expect(await chosen({ stage: 'index' })).toEqual([2]);
  expect(await chosen({ since: 1001, until: 1003 })).toEqual([1, 2]);
  expect(await chosen({ source: 'c.raw/1/103' })).toEqual([3]);
  expect(await chosen({ provider: RASSSTP })).toEqual([2, 3]);
  expect(await chosen({ provider: RASSSTP, stage: 'normalize' })).toEqual([3]);
});

test('a record is sent once, in its place, whichever of its letters is wanted', async () => {
  const letters = [
    makeLetter({ offset: 0 }, { index: 1 }, { offset: 7 }),
    makeLetter({ offset: 1 }, { code: 'EVENT_NO_ID' }),
    makeLetter({ offset: 2 }, { code: 'EVENT_NO_ID', index: 4 }, { offset: 7, originalAt: 1 }),
    makeLetter({ offset: 3 }, { code: 'EVENT_NO_ID', index: 5 }, { offset: 7, originalAt: 1 }),
  ];
  const made = await plan(letters, { filter: { codes: ['EVENT_NO_ID'] } });
  expect(offsets(made)).toEqual({ 0: [0, 1] });
  expect(made).toMatchObject({ read: 4, letters: 3, originals: 2, done: 0, refused: {} });
});

test('another record at the same place, of a topic made anew, is another record', async () => {
  const made = await plan([makeLetter({ offset: 0 }, {}, { offset: 7 }), makeLetter({ offset: 1 }, {}, { offset: 7 })]);
  expect(offsets(made)).toEqual({ 0: [0, 1] });
});

test('what cannot be sent is counted by its reason', async () => {
  const made = await plan([
    makeLetter({ offset: 0 }, {}, { headers: { attempts: '2' } }),
    makeLetter({ offset: 1 }, {}, { maxBytes: 3 }),
    makeLetter({ offset: 2 }, { index: 3 }, { originalAt: 0 }),
    makeLetter({ offset: 3 }, { index: 4 }, { offset: 102, originalAt: 0 }),
    makeLetter({ offset: 4 }, {}, { topic: TOPICS.deadletter }),
    { ...makeLetter({ offset: 5 }), headers: { stage: 'normalize' } },
  ]);
  expect(made).toMatchObject({ read: 6, strangers: 1, letters: 5, originals: 4 });
  expect(made.refused).toEqual({ attempts: 1, cut: 1, lost: 1, foreign: 1 });
  expect(made.toSend.size).toBe(0);
});

test('what has its mark is done, unless it is to be sent again', async () => {
  const letters = [makeLetter({ offset: 0 }), makeLetter({ offset: 1 })];
  const [first] = letters as [ReceivedMessage];
  const all = [...letters, markOf(first, 5000)];
  expect(await plan(all)).toMatchObject({ done: 1, originals: 2 });
  expect(offsets(await plan(all))).toEqual({ 0: [1] });
  expect(offsets(await plan(all, { againBefore: 5000 }))).toEqual({ 0: [1] });
  expect(offsets(await plan(all, { againBefore: 5001 }))).toEqual({ 0: [0, 1] });
  // The last mark of a letter counts.
  expect(offsets(await plan([...all, markOf(first, 6000, 1)], { againBefore: 5001 }))).toEqual({ 0: [1] });
});

test('a mark of a letter at the same place of another topic does not count, nor does what is no mark', async () => {
  const letter = makeLetter({ offset: 0 });
  const foreign = markOf({ ...letter, timestamp: 1 }, 5000);
  const noMarks = ['no JSON', '{"v":2,"time":1000}', 'null'].map((text, at) => ({
    ...markOf(letter, 5000, at + 1),
    value: Buffer.from(text),
  }));
  expect(offsets(await plan([letter, foreign, ...noMarks]))).toEqual({ 0: [0] });
});

test('a limit takes the oldest of all partitions and keeps the order of each', async () => {
  const letters = [
    makeLetter({ partition: 0, offset: 0, timestamp: 30 }),
    makeLetter({ partition: 0, offset: 1, timestamp: 10 }),
    makeLetter({ partition: 1, offset: 0, timestamp: 20 }),
    makeLetter({ partition: 1, offset: 1, timestamp: 40 }),
  ];
  const made = await plan(letters, { limit: 3 });
  expect(offsets(made)).toEqual({ 0: [0, 1], 1: [0] });
  expect(made).toMatchObject({ originals: 4, leftOver: 1 });
  expect(takeOldest(made.toSend, 3).leftOver).toBe(0);
});

test('letters are counted by code and by reason, whatever the numbers in it', async () => {
  const details = ['byte 7 of 90', 'byte 12 of 91', 'no zone'];
  const { groups } = await plan(details.map((detail, offset) => makeLetter({ offset }, { detail })));
  const [code, sent, refused] = ['EVENT_NO_TIME', 0, 0];
  const [first, last] = ['byte 7 of 90', 'no zone'];
  expect(groups).toEqual([
    { code, reason: first, example: first, source: 'c.raw/1/100', letter: '0/0', letters: 2, open: 2, sent, refused },
    { code, reason: last, example: last, source: 'c.raw/1/102', letter: '0/2', letters: 1, open: 1, sent, refused },
  ]);
});

test('a reason is found by what is shown of it, as by the detail', async () => {
  const answer = '400 document_parsing_exception';
  const detail = `Elasticsearch refused the document: ${answer}: [1:2] failed to parse field [a] of type [ip] in document with id 'i'. Preview of field's value: 'v'`;
  const letters = [makeLetter({ offset: 0 }, { code: 'INDEX_REJECTED', detail }), makeLetter({ offset: 1 })];
  const { groups } = await plan(letters);
  const [shown] = groups.map(({ reason }) => reason);
  expect(shown).toBe(`field [a] of type [ip]: does not take 'v' (${answer})`);
  for (const reason of [shown ?? '', "id 'I'"])
    expect(offsets(await plan(letters, { filter: { reason } }))).toEqual({ 0: [0] });
});

test('of each group it is known how many letters are open, sent and refused; the open ones come first', async () => {
  const code = 'EVENT_NO_ID';
  const letters = [
    ...[0, 1, 2].map((offset) => makeLetter({ offset })),
    makeLetter({ offset: 3 }, { code }, { headers: { attempts: '2' } }),
    makeLetter({ offset: 4 }, { code }, { maxBytes: 3 }),
    // The original of letter 0 has more dead events: they share its fate.
    makeLetter({ offset: 5 }, { code, index: 3 }, { offset: 100, originalAt: 0 }),
    makeLetter({ offset: 6 }, { code }),
    makeLetter({ offset: 7 }, { code }),
  ];
  const [one, two] = letters as [ReceivedMessage, ReceivedMessage];
  const { groups } = await plan([...letters, markOf(one, 5000), markOf(two, 5000, 1)]);
  expect(groups.map(({ code: of, letters: all, open, sent, refused }) => [of, all, open, sent, refused])).toEqual([
    ['EVENT_NO_ID', 5, 2, 1, 2],
    ['EVENT_NO_TIME', 3, 1, 2, 0],
  ]);
});
