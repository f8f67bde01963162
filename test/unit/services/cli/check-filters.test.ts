import { expect, test } from '@jest/globals';
import { checkFilters, type GivenFilters } from '../../../../services/cli/check-filters.ts';
import { UsageError } from '../../../../services/cli/command.ts';
import { PROVIDERS, TOPICS } from '../replay/fakes.ts';

const NOW = Date.UTC(2026, 2, 4);

const check = (given: GivenFilters) => () => {
  checkFilters(given, TOPICS, PROVIDERS, NOW);
};

test.each<GivenFilters>([
  {},
  { since: NOW - 2, until: NOW - 1 },
  { since: NOW, until: NOW + 1 },
  { until: NOW + 5 },
  { source: 'c.raw/0/0' },
  { source: 'c.enriched.rassstp/1/2' },
])('%j can fit letters', (given) => {
  expect(check(given)).not.toThrow();
});

test.each<[GivenFilters, string]>([
  [
    { since: NOW - 1, until: NOW - 1 },
    '--since 2026-03-03T23:59:59.999Z is not before --until 2026-03-03T23:59:59.999Z',
  ],
  [{ since: NOW + 1 }, '--since 2026-03-04T00:00:00.001Z is in the future'],
  [{ source: 'd.raw/0/0' }, 'records of c.raw, c.enriched.schannel, c.enriched.rassstp, not of d.raw'],
  [{ source: 'c.deadletter/0/0' }, 'not of c.deadletter'],
])('%j fits none, and is refused', (given, text) => {
  expect(check(given)).toThrow(UsageError);
  expect(check(given)).toThrow(text);
});
