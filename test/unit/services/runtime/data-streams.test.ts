import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { providers } from '../../../../normalizers/index.ts';
import {
  DEADLETTER,
  nameComponentTemplate,
  nameDataStream,
  nameDataset,
  nameIndexTemplate,
} from '../../../../services/runtime/data-streams.ts';

const TEMPLATES = join(import.meta.dirname, '../../../../mappings/index-templates');

test('names follow the scheme of data streams: type, dataset, namespace', () => {
  expect(nameDataset('schannel')).toBe('wincanal.schannel');
  expect(nameDataStream('schannel', 'lab')).toBe('logs-wincanal.schannel-lab');
  expect(nameDataStream('*', 'lab')).toBe('logs-wincanal.*-lab');
  expect(nameIndexTemplate('schannel')).toBe('logs-wincanal.schannel');
  expect(nameComponentTemplate('ecs')).toBe('logs-wincanal@ecs');
});

test('each data stream has an index template whose pattern and parts go by the same names', () => {
  const carried = [...providers.map(({ key }) => key), DEADLETTER];
  const files = readdirSync(TEMPLATES);
  expect(files.map((file) => basename(file, '.json')).sort()).toEqual([...carried].sort());
  const parts = readdirSync(join(TEMPLATES, '../component-templates')).map((file) => basename(file, '.json'));
  const owned = nameComponentTemplate('');
  for (const name of carried) {
    const template = JSON.parse(readFileSync(join(TEMPLATES, `${name}.json`), 'utf8')) as {
      index_patterns: string[];
      composed_of: string[];
    };
    expect(template.index_patterns).toEqual([nameDataStream(name, '*')]);
    const named = template.composed_of.filter(
      (part) => part.startsWith(owned) && part !== nameComponentTemplate('custom'),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((part) => !parts.includes(part.slice(owned.length)))).toEqual([]);
  }
});
