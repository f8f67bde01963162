import { expect, test } from '@jest/globals';
import { UnknownObjects } from '../../../../normalizers/decode/describe-unknown.ts';
import { createNormalizer } from '../../../../normalizers/index.ts';

const unknown = new UnknownObjects([
  { name: 'nxlog', sign: '`SourceModuleType` is `im_msvistalog`, or `SourceName` beside `EventTime`' },
  { name: 'openwec', sign: '`System.Provider` is an object' },
]);

test.each([
  [{ b: 1, a: 2 }, 'the object has the keys [a, b]'],
  [
    { a: 1, SourceName: 'x' },
    'the object has the keys [SourceName, a]; the nearest format is nxlog, told by SourceName beside EventTime (here without EventTime)',
  ],
  [
    { SourceModuleType: 'im_file' },
    'the object has the keys [SourceModuleType]; the nearest format is nxlog, told by SourceModuleType is im_msvistalog',
  ],
  [
    { System: { Provider: 'x' } },
    'the object has the keys [System]; the nearest format is openwec, told by System.Provider is an object',
  ],
  [{ System: 'x' }, 'the object has the keys [System]'],
])('%j', (json, text) => {
  expect(unknown.describe(json)).toBe(text);
});

test('keys that are signs are named however many others there are', () => {
  const json = Object.fromEntries<unknown>([
    ...Array.from({ length: 30 }, (_, i) => [`A${10 + i}`, 1] as const),
    ['SourceName', 'x'] as const,
  ]);
  const text = unknown.describe(json);
  expect(text).toContain('[SourceName, A10, ');
  expect(text).toContain('A28, and 11 more]');
  expect(unknown.describe({ ['k'.repeat(5000)]: 1 }).length).toBeLessThan(100);
});

test('a dead letter says what a record lacks of the format that it comes nearest to', () => {
  const [outcome] = createNormalizer().normalize(
    Buffer.from(JSON.stringify({ EventLog: 'System', Source: 'Schannel', Computer: 'host', Extra: 1 })),
    undefined,
    0,
  );
  expect(outcome).toMatchObject({ code: 'DECODE_UNKNOWN_FORMAT' });
  expect(outcome?.kind === 'dead' ? outcome.detail : '').toContain('nearest format is azure_monitor');
  expect(outcome?.kind === 'dead' ? outcome.detail : '').toContain('(here without EventID)');
});
