import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listEventKeys } from '../../../../normalizers/index.ts';
import { ConfigurationError } from '../../../../services/runtime/config.ts';
import { SITE_EXAMPLE } from '../../../../docs/describe-site-file.ts';
import { loadSiteFile, type SiteFile } from '../../../../services/runtime/site-file.ts';
import { openTemporaryFiles } from '../../../support/temporary-files.ts';

const files = openTemporaryFiles();

function load(text: string): SiteFile {
  return loadSiteFile(files.write('site.yaml', text));
}

/** The problems without the name of variable and file, which all of them start with. */
function problemsOf(text: string): string[] {
  const start = `WINCANAL_SITE_FILE: ${join(files.folder, 'site.yaml')}:`;
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map((problem) => {
      expect(problem.startsWith(start)).toBe(true);
      return problem.slice(start.length).trim();
    });
  }
  return [];
}

test('without a path there is no file', () => {
  expect(loadSiteFile(undefined)).toBeUndefined();
});

test('the example of the documentation is read without a warning, and means what it says', () => {
  const { site, warnings } = loadSiteFile(SITE_EXAMPLE);
  expect(warnings).toEqual([]);
  expect(site.findHost('DC3.emea.corp.example')).toMatchObject({
    roles: ['domain_controller'],
    owner: 'Directory team',
  });
  expect(site.findHost('vpn2.corp.example')).toMatchObject({ roles: ['vpn_server', 'internet_server'] });
  expect(site.findHost('www.dmz.corp.example')).toMatchObject({ roles: ['internet_server'], owner: 'Service desk' });
  expect(site.findEvent('schannel', 36887)?.severity).toBe('medium');
  expect(site.findEvent('schannel', 36880)?.exclude).toBe(true);
});

test('JSON is read as well', () => {
  const json = JSON.stringify({ $schema: 'x', hosts: [{ match: ['a'], owner: 'b' }] }, null, '\t');
  expect(load(json).site.findHost('a')?.owner).toBe('b');
});

test('every event id of the catalogues can be named', () => {
  const keys = listEventKeys();
  expect(keys.length).toBe(60);
  const { site, warnings } = load(`events:\n${keys.map((key) => `  ${key}: {severity: low}\n`).join('')}`);
  expect(warnings).toEqual([]);
  for (const key of keys) {
    const [provider = '', id] = key.split(':');
    expect(site.findEvent(provider, Number(id))?.severity).toBe('low');
  }
});

test('an id that the catalogue lacks is taken, with a warning and its place', () => {
  const { site, warnings } = load('events:\n  schannel:36987: {exclude: true}\n');
  expect(site.findEvent('schannel', 36987)?.exclude).toBe(true);
  expect(warnings).toEqual([
    `${join(files.folder, 'site.yaml')}:2:3: events has the key "schannel:36987", which the catalogue does not know; it ` +
      'is taken as one of a later Windows. Did you mean schannel:36887 or schannel:36867 or schannel:36870?',
  ]);
});

const HOST = 'a computer name, in which * stands for any characters and ? for one';
const ADDRESS = 'an https:// address of at most 1024 characters, without user, spaces and letters outside ASCII';
const KEY = 'allowed is provider:id, such as schannel:36887';
const SEVERITIES = 'one of informational, low, medium, high, critical';

describe('a problem has line and column, field, value, what is allowed, and a near name', () => {
  test.each([
    ['host: []', '1:1: the file has no field "host": allowed are hosts, events. Did you mean hosts?'],
    ['- a', '1:1: the file is a list of 1: allowed is an object with hosts, events, or both'],
    ['{}', '1:1: the file says nothing: allowed is an object with hosts, events, or both'],
    ['hosts: dc1', '1:8: hosts is "dc1": allowed is a list of at most 5000 entries'],
    ['hosts: [dc1]', '1:9: hosts[0] is "dc1": allowed is an entry with match, and roles or owner'],
    ['hosts: [{match: [a]}]', '1:9: hosts[0] says nothing: allowed is an entry with match, and roles or owner'],
    ['hosts: [{owner: a}]', '1:9: hosts[0] has no match: allowed is an entry with match, and roles or owner'],
    [
      'hosts: [{match: [a], rols: []}]',
      '1:22: hosts[0] has no field "rols": allowed are match, roles, owner. Did you mean roles?',
    ],
    ['hosts: [{match: a, owner: b}]', '1:17: hosts[0].match is "a": allowed is a list of 1 to 20000 names or globs'],
    [
      'hosts: [{match: [], owner: b}]',
      '1:17: hosts[0].match is an empty list: allowed is a list of 1 to 20000 names or globs',
    ],
    ['hosts: [{match: ["a b"], owner: b}]', `1:18: hosts[0].match[0] is "a b": allowed is ${HOST}`],
    ['hosts: [{match: ["dc[12]"], owner: b}]', `1:18: hosts[0].match[0] is "dc[12]": allowed is ${HOST}`],
    ['hosts: [{match: [a.], owner: b}]', `1:18: hosts[0].match[0] is "a.": allowed is ${HOST}`],
    ['hosts: [{match: [7], owner: b}]', `1:18: hosts[0].match[0] is 7: allowed is ${HOST}`],
    [
      'hosts: [{match: [a], roles: [vpn-server]}]',
      '1:30: hosts[0].roles[0] is "vpn-server": allowed is one of domain_controller, vpn_server, internet_server. Did you mean vpn_server?',
    ],
    [
      'hosts: [{match: [a], roles: [vpn_server, vpn_server]}]',
      '1:29: hosts[0].roles is a list of 2: allowed is a list of roles, each once',
    ],
    ['hosts: [{match: [a], roles: }]', '1:29: hosts[0].roles is empty: allowed is a list of roles, each once'],
    [
      'hosts: [{match: [a], owner: " b"}]',
      '1:29: hosts[0].owner is " b": allowed is a line of 1 to 256 characters, without spaces at its ends',
    ],
    [
      'hosts: [{match: [a], owner: "b\\nc"}]',
      '1:29: hosts[0].owner is "b\\nc": allowed is a line of 1 to 256 characters, without spaces at its ends',
    ],
    ['events: []', '1:9: events is an empty list: allowed is at most 1000 event ids, each as provider:id'],
    [
      'events: {Schannel:36887: {owner: a}}',
      `1:10: events has the key "Schannel:36887": ${KEY}. Did you mean schannel:36887 or schannel:36867 or schannel:36877?`,
    ],
    ['events: {36887: {owner: a}}', `1:10: events has the key "36887": ${KEY}`],
    ['events: {__proto__: {owner: a}}', `1:10: events has the key "__proto__": ${KEY}`],
    [
      'events: {schanel:36887: {owner: a}}',
      '1:10: events has the key "schanel:36887": known providers are schannel, rassstp. Did you mean schannel?',
    ],
    ['events: {schannel:70000: {owner: a}}', '1:10: events has the key "schannel:70000": an event id is at most 65535'],
    [
      'events: {schannel:36887: {}}',
      '1:26: events.schannel:36887 says nothing: allowed is an entry with runbook, severity, owner or exclude',
    ],
    [
      'events: {schannel:36887: {severity: hihg}}',
      `1:37: events.schannel:36887.severity is "hihg": allowed is ${SEVERITIES}. Did you mean high?`,
    ],
    [
      'events: {schannel:36887: {severity: 73}}',
      `1:37: events.schannel:36887.severity is 73: allowed is ${SEVERITIES}`,
    ],
    [
      'events: {schannel:36887: {exclude: yes}}',
      '1:36: events.schannel:36887.exclude is "yes": allowed is true or false',
    ],
    ...['http://a/b', 'https://', 'https://u:p@a/', 'https://a/b c', 'https://a/ü', 'javascript:1'].map(
      (address): [string, string] => [
        `events: {schannel:36887: {runbook: '${address}'}}`,
        `1:36: events.schannel:36887.runbook is "${address}": allowed is ${ADDRESS}`,
      ],
    ),
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

test('all problems come at once, in the order of the file', () => {
  const text = `events:
  schannel:36887: { severity: hgh, runbook: wiki }
  schanel:1: { owner: a }
  schannel:36888: { owner: a }
  schannel:36888: { owner: b }
hosts:
  - match: [a]
    role: vpn_server
`;
  expect(problemsOf(text).map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
    '2:31',
    '2:45',
    '3:3',
    '5:3',
    '8:5',
  ]);
});

test('a slip in the name of a list hides nothing of what is wrong in it, which is said under the name that was written', () => {
  const text = `hots:
  - match: [a]
    roles: [vpn-server]
Events:
  schannel:36887: { severity: hgh }
  schanel:1: { owner: a }
foo: 1
`;
  expect(problemsOf(text)).toEqual([
    '1:1: the file has no field "hots": allowed are hosts, events. Did you mean hosts?',
    '3:13: hots[0].roles[0] is "vpn-server": allowed is one of domain_controller, vpn_server, internet_server. Did you mean vpn_server?',
    '4:1: the file has no field "Events": allowed are hosts, events. Did you mean events?',
    `5:31: Events.schannel:36887.severity is "hgh": allowed is ${SEVERITIES}. Did you mean high?`,
    '6:3: Events has the key "schanel:1": known providers are schannel, rassstp. Did you mean schannel?',
    '7:1: the file has no field "foo": allowed are hosts, events',
  ]);
});

test('of two names for one list only the right one is read', () => {
  expect(problemsOf('hosts: []\nhost: x\n')).toEqual([
    '2:1: the file has no field "host": allowed are hosts, events. Did you mean hosts?',
  ]);
});

test('patterns without quotes and a second document hide nothing either', () => {
  const text = `hosts:
  - match: [*.corp.example, b]
    owner: x
  - match: *
    rolls: [vpn_server]
---
events: {}
`;
  expect(problemsOf(text).map((problem) => problem.replace(/( is \S+) .*/u, '$1'))).toEqual([
    '2:13: hosts[0].match[0] is *.corp.example',
    '4:12: hosts[1].match is *',
    '4:12: hosts[1].match is "*":',
    '5:5: hosts[1] has no field "rolls": allowed are match, roles, owner. Did you mean roles?',
    expect.stringMatching(/^6:1: a second YAML document begins here/),
  ]);
});

test('of very many problems the first ones are shown', () => {
  const problems = problemsOf(`hosts:\n${'  - match: [a]\n'.repeat(4000)}`);
  expect(problems).toHaveLength(21);
  expect(problems[0]).toMatch(/^2:5: hosts\[0\] says nothing/);
  expect(problems.at(-1)).toBe('and more of them behind these');
});

test('a value of absurd length is cut, and no near name is looked for', () => {
  const [problem] = problemsOf(`events: {schannel:36887: {severity: ${'x'.repeat(500_000)}}}`);
  expect(problem?.length).toBeLessThan(300);
});

test('names are many, globs are not', () => {
  const list = (count: number, end: string): string =>
    `hosts:\n- owner: a\n  match: [${Array.from({ length: count }, (_, i) => `a${i}${end}`).join()}]\n`;
  expect(problemsOf(list(20_000, ''))).toEqual([]);
  expect(problemsOf(list(1000, '?'))).toEqual([]);
  expect(problemsOf(list(1001, '?'))).toEqual([
    '3:10: the file has more than 1000 globs in all: write names, or wider globs',
  ]);
});

describe('a file that is none', () => {
  function problemOf(path: string): string {
    try {
      loadSiteFile(path);
    } catch (error) {
      return (error as ConfigurationError).problems.join();
    }
    return '';
  }

  test('is said to be missing', () => {
    expect(problemOf('/does/not/exist')).toBe(
      'WINCANAL_SITE_FILE is "/does/not/exist": the file cannot be read (ENOENT)',
    );
  });

  test('is too large', () => {
    const path = files.write('large.yaml', `hosts: []\n${'#'.repeat(1024 * 1024)}`);
    expect(problemOf(path)).toBe(`WINCANAL_SITE_FILE is "${path}": the file is larger than 1048576 bytes`);
  });

  test('is a folder, or a pipe that nobody writes to', () => {
    const pipe = join(files.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [files.folder, pipe]) {
      expect(problemOf(path)).toBe(`WINCANAL_SITE_FILE is "${path}": this is not a regular file`);
    }
  });
});
