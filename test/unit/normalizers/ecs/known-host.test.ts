import { expect, test } from '@jest/globals';
import { knowHost } from '../../../../normalizers/ecs/known-host.ts';

const OS = { type: 'windows', family: 'windows', platform: 'windows' };

test.each([
  ['GW-01.Corp.Example', { name: 'gw-01.corp.example', hostname: 'gw-01', domain: 'corp.example', os: OS }],
  ['WEB1', { name: 'web1', hostname: 'web1', domain: undefined, os: OS }],
  ['web1.', { name: 'web1.', hostname: 'web1', domain: undefined, os: OS }],
  ['..web1.example', { name: 'web1.example', hostname: 'web1', domain: 'example', os: OS }],
  ['...', undefined],
])('%s is described', (computer, fields) => {
  expect(knowHost(computer)).toEqual({
    name: computer.toLowerCase(),
    fields,
    related: { hosts: [computer.toLowerCase()] },
  });
});

test('a host is described once, and again when many others have come', () => {
  const first = knowHost('first.example');
  expect(knowHost('first.example')).toBe(first);
  for (let i = 0; i < 16_384; i++) knowHost(`host${i}.example`);
  expect(knowHost('first.example')).not.toBe(first);
  expect(knowHost('first.example')).toEqual(first);
});

test('a name that is longer than those of DNS is described each time', () => {
  const name = `${'a'.repeat(300)}.example`;
  expect(knowHost(name)).not.toBe(knowHost(name));
  expect(knowHost(name)).toEqual(knowHost(name));
});
