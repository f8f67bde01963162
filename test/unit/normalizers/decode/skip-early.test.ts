import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../normalizers/decode/limits.ts';
import { readText } from '../../../../normalizers/decode/read-text.ts';
import { namesNoProvider } from '../../../../normalizers/decode/skip-early.ts';
import { explainRecord } from '../../../../normalizers/index.ts';
import { GOLDEN_NOW, readGoldenCases } from '../../../golden/golden-cases.ts';

const SCHANNEL_GUID = '{1f678132-5938-4686-9fdc-c8ff68f15c85}';

const event = (provider: string, rest = '') => `<Event><System>${provider}</System>${rest}</Event>`;

test.each([
  [event("<Provider Name='Disk'/>")],
  [event('<Provider Name="Disk"/>')],
  [event("<e:Provider Guid='{1}' Name = 'Disk'/>")],
  [`${event("<Provider Name='Disk'/>")}\r\n`],
  ['{"winlog":{"provider_name":"Disk"}}'],
  ['{"winlog":{"provider_name" : "Disk"}}\n'],
])('%j is evidently another provider', (text) => {
  expect(namesNoProvider(text)).toBe(true);
});

test.each([
  [event("<Provider Name='Schannel'/>")],
  [event("<Provider Name='sChAnNeL'/>")],
  [event("<Provider Name='RASsstp'/>")],
  [event(`<Provider Name='renamed' Guid='${SCHANNEL_GUID.toUpperCase()}'/>`)],
  [event("<Provider Name='renamed' Guid='6c260f2c-049a-43d8-bf4d-d350a4e6611a'/>")],
  [event("<Provider Name='&#83;channel'/>")],
  [event("<Provider Name=''/>")],
  [event('<Provider />')],
  [event("<Provider Guid='{1}'/>", "<Data Name='x'/>")],
  [event('')],
  ["<Event><System><Provider Name='Disk'/><Ev"],
  ["<Event><System><Provider Name='Di"],
  [`<Events>${event("<Provider Name='Disk'/>")}</Events>`],
  [`<?xml version='1.0'?><e:Events >${event("<Provider Name='Disk'/>")}</e:Events>`],
  ['{"winlog":{"provider_name":"\\u0053channel"}}'],
  ['{"winlog":{"provider_name":""}}'],
  ['{"winlog":{"provider_name":null}}'],
  ['{"winlog":{"provider_name":"Disk"}'.slice(0, -1)],
  ['[{"winlog":{"provider_name":"Disk"}}]'],
  ['plain text'],
  [''],
])('%j is left to the decoders', (text) => {
  expect(namesNoProvider(text)).toBe(false);
});

test('no record that yields an event or a dead letter is skipped before it is parsed', () => {
  const skipped = readGoldenCases().filter(({ bytes }) => {
    const text = readText(bytes, DEFAULT_LIMITS);
    return typeof text === 'string' && namesNoProvider(text);
  });
  // explainRecord takes every record apart.
  const kinds = skipped.flatMap(({ name, bytes }) =>
    explainRecord(bytes, GOLDEN_NOW).map(({ kind }) => ({ name, kind })),
  );
  expect(kinds.filter(({ kind }) => kind !== 'skip')).toEqual([]);
  expect(kinds.length).toBeGreaterThanOrEqual(2);
});
