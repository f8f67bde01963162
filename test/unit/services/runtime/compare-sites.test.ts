import { expect, test } from '@jest/globals';
import type { SiteData } from '../../../../normalizers/index.ts';
import { compareSites, countSite } from '../../../../services/runtime/compare-sites.ts';

const NOTHING = {
  hosts_added: 0,
  hosts_removed: 0,
  hosts_reordered: false,
  events_added: 0,
  events_removed: 0,
  events_changed: 0,
};
const [A, B, C] = ['a', 'b', 'c'].map((name) => ({ match: [name], owner: name }));
if (A === undefined || B === undefined || C === undefined) throw new Error('three entries');

test('entries are counted', () => {
  expect(countSite({})).toEqual({ hosts: 0, events: 0 });
  expect(countSite({ hosts: [A, B], events: { 'schannel:1': {} } })).toEqual({ hosts: 2, events: 1 });
});

test('the same in another order of fields and events is no change', () => {
  const before: SiteData = { hosts: [A], events: { 'schannel:1': { owner: 'x', severity: 'low' }, 'rassstp:1': {} } };
  const after: SiteData = {
    events: { 'rassstp:1': { exclude: false }, 'schannel:1': { severity: 'low', owner: 'x' } },
    hosts: [{ owner: 'a', match: ['a'] }],
  };
  expect(compareSites(before, after)).toBeUndefined();
  expect(compareSites({}, { hosts: [], events: {} })).toBeUndefined();
});

test.each<[string, SiteData, SiteData, object]>([
  ['an entry more', { hosts: [A, C] }, { hosts: [A, B, C] }, { hosts_added: 1 }],
  ['an entry twice', { hosts: [A] }, { hosts: [A, A] }, { hosts_added: 1 }],
  ['an entry less', { hosts: [A, B] }, { hosts: [B] }, { hosts_removed: 1 }],
  ['another owner', { hosts: [A] }, { hosts: [{ ...A, owner: 'z' }] }, { hosts_added: 1, hosts_removed: 1 }],
  ['another order', { hosts: [A, B, C] }, { hosts: [C, A, B] }, { hosts_reordered: true }],
  [
    'events',
    { events: { 'schannel:1': { owner: 'x' }, 'schannel:2': { owner: 'x' } } },
    { events: { 'schannel:2': { owner: 'y' }, 'schannel:3': { owner: 'x' }, 'schannel:4': { owner: 'x' } } },
    { events_added: 2, events_removed: 1, events_changed: 1 },
  ],
])('%s', (_name, before, after, changes) => {
  expect(compareSites(before, after)).toEqual({ ...NOTHING, ...changes });
});
