import { expect, test } from '@jest/globals';
import { createDownloadMeter } from '../../../../services/stack/download-meter.ts';

const downloaded = (name: string): string =>
  `Downloaded from central: https://repository.example/g/a/1/${name} (1 kB at 2 MB/s)`;
const file = (name: string, bytes: number): { name: string; bytes: number; sha256: string } => ({
  name,
  bytes,
  sha256: '',
});

test('finished files of the lock count with their locked size, once, and others do not', () => {
  const measure = createDownloadMeter([file('a.jar', 100), file('b.jar', 50)]);
  expect(measure('[INFO] Scanning for projects...')).toBe(0);
  expect(measure(downloaded('plugin.jar'))).toBe(0);
  expect(measure(downloaded('a.jar'))).toBe(100);
  expect(measure(downloaded('a.jar'))).toBe(100);
  expect(measure(`          ${downloaded('b.jar')}`)).toBe(150);
});

test('the running transfer of a single file counts, and never goes back', () => {
  const measure = createDownloadMeter([file('es.zip', 129_856_182)]);
  expect(measure('Progress (1): 0.3/130 MB')).toBe(300_000);
  expect(measure('Progress (1): 22/130 MB')).toBe(22_000_000);
  expect(measure('Progress (1): 11/12 kB')).toBe(22_000_000);
  expect(measure('Progress (1): 130 MB')).toBe(22_000_000);
  expect(measure(downloaded('es.zip'))).toBe(129_856_182);
});

test('a rounded number never exceeds the total', () => {
  const measure = createDownloadMeter([file('es.zip', 129_856_182)]);
  expect(measure('Progress (1): 130/130 MB')).toBe(129_856_182);
});
