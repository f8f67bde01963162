import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { describeSettings } from '../../../../services/runtime/describe-settings.ts';

test('docs/configuration.md is what the table of settings says', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(describeSettings());
});
