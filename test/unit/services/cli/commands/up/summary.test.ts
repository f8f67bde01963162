import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import type { Output } from '../../../../../../services/cli/terminal.ts';
import { describeDeadLetters, describeMostSevere } from '../../../../../../services/cli/commands/up/summary.ts';
import { loadConfig } from '../../../../../../services/runtime/config.ts';
import type { Elasticsearch, SearchAnswer } from '../../../../../../services/runtime/elasticsearch/index.ts';
import { composeFullDocument } from '../../../../../support/full-document.ts';

const CONFIG = loadConfig({});
const OUTPUT: Output = {
  interactive: false,
  colors: pc.createColors(false),
  columns: () => 80,
  rows: () => 24,
  write: () => Promise.resolve(),
};

const answering = (answer: SearchAnswer): Pick<Elasticsearch, 'search'> => ({ search: () => Promise.resolve(answer) });
const hit = (source: object): SearchAnswer['hits']['hits'][number] => ({
  _id: 'x',
  _index: 'y',
  _source: { ...source },
});

test('dead letters are counted by Elasticsearch, with the first of each code', async () => {
  const bucket = (key: string, number: number, message: string): object => ({
    key,
    doc_count: number,
    first: { hits: { hits: [hit({ error: { message } })] } },
  });
  const buckets = [
    bucket('DECODE_NOT_JSON', 12_345, 'no \u001b[2Jvalue'),
    bucket('EVENT\u001b\u009bNO_ID', 2, 'no id'),
  ];
  const lines = await describeDeadLetters(
    answering({ hits: { hits: [] }, aggregations: { codes: { buckets } } }),
    CONFIG,
    OUTPUT,
  );
  expect(lines.slice(1)).toEqual(['  12345  DECODE_NOT_JSON  no [2Jvalue', '      2  EVENT NO_ID      no id']);
});

test('without a dead letter nothing is said of them', async () => {
  const none = answering({ hits: { hits: [] }, aggregations: { codes: { buckets: [] } } });
  expect(await describeDeadLetters(none, CONFIG, OUTPUT)).toEqual([]);
});

test('what is no document is not among the most severe', async () => {
  const document = composeFullDocument('wincanal.schannel', 'default', 'iL1m7dXMVYb4k0ZrtZPZxw');
  const hits = [hit({ event: { severity: 99 } }), hit(document)];
  const shown = await describeMostSevere(answering({ hits: { hits } }), CONFIG, OUTPUT, 3);
  expect(shown).toHaveLength(1);
  expect(shown[0]?.[0]).toBe(document.wincanal.title);
});
