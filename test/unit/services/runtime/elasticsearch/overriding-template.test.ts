import { expect, test } from '@jest/globals';
import {
  findOverridingTemplate,
  type OverridingTemplate,
} from '../../../../../services/runtime/elasticsearch/overriding-template.ts';

const STREAM = 'logs-app.one-lab';

/** What is found where the server says these overlap, and has these templates: name, patterns, priority. */
function find(
  overlapping: readonly string[],
  ...templates: readonly (readonly [name: string, patterns: string | readonly string[], priority?: number])[]
): Promise<OverridingTemplate | undefined> {
  const send = ({ path }: { path: string }): Promise<unknown> =>
    path === '/_index_template/_simulate_index/logs-app.one-lab'
      ? Promise.resolve({ template: {}, overlapping: overlapping.map((name) => ({ name, index_patterns: [] })) })
      : Promise.resolve({
          index_templates: templates.map(([name, patterns, priority]) => ({
            name,
            index_template: { index_patterns: patterns, ...(priority === undefined ? {} : { priority }) },
          })),
        });
  return findOverridingTemplate({ send, close: () => Promise.resolve() }, STREAM, 'ours');
}

test('what ours goes before does not matter, nor does what fits other names', async () => {
  expect(await find(['logs'], ['logs', 'logs-*-*', 100], ['ours', 'logs-app.one-*', 200])).toBeUndefined();
  expect(await find([])).toBeUndefined();
});

test('of those that fit, the one with the highest priority is in force', async () => {
  const found = await find(
    ['ours', 'logs'],
    ['logs', 'logs-*-*', 100],
    ['ours', ['logs-app.one-*'], 200],
    ['all', ['x', '*-lab*'], 300],
    ['none', '*'],
    ['elsewhere', ['logs-app.one', 'logs-app.one-*-x', 'logs-app.*one-lab-lab', 'app'], 900],
  );
  expect(found).toEqual({ name: 'all', priority: 300 });
});

test('templates that are changed meanwhile accuse nobody', async () => {
  expect(await find(['ours'], ['ours', 'logs-app.one-*', 200])).toBeUndefined();
});
