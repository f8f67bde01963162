import { expect, test } from '@jest/globals';
import { ElasticsearchRefused } from '../../../../../services/runtime/elasticsearch/index.ts';
import { findMissingPrivileges } from '../../../../../services/runtime/elasticsearch/privileges.ts';

const ALL = [
  'create_doc',
  'auto_configure',
  'indices:data/read/search',
  'indices:admin/refresh',
  'indices:data/write/delete',
];

/** What is missing for a login that has these of what is asked for. */
function findMissing(granted: readonly string[]): ReturnType<typeof findMissingPrivileges> {
  const index = { stream: Object.fromEntries(granted.map((name) => [name, true])) };
  return findMissingPrivileges({ send: () => Promise.resolve({ index }), close: () => Promise.resolve() }, ['stream']);
}

test('who has all has nothing missing', async () => {
  expect(await findMissing(ALL)).toEqual([]);
});

test('where two privileges allow the same, one is enough', async () => {
  expect(await findMissing([...ALL.filter((name) => name !== 'auto_configure'), 'create_index'])).toEqual([]);
});

test('without "delete" documents can be indexed, without any other they cannot', async () => {
  for (const lacking of ALL) {
    const [missing] = await findMissing(ALL.filter((name) => name !== lacking));
    expect(missing?.privileges).toHaveLength(1);
    expect(missing?.preventsIndexing).toBe(lacking !== 'indices:data/write/delete');
  }
});

test('all that is missing is named by its privilege', async () => {
  const privileges = ['create_doc', 'auto_configure', 'read', 'maintenance', 'delete'];
  expect(await findMissing([])).toEqual([{ dataStream: 'stream', privileges, preventsIndexing: true }]);
});

test('a server without security lets everybody do everything', async () => {
  const send = (): Promise<never> => Promise.reject(new ElasticsearchRefused('POST /x', 400, 'no', 'no such path'));
  expect(await findMissingPrivileges({ send, close: () => Promise.resolve() }, ['stream'])).toEqual([]);
});
