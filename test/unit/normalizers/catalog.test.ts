import { expect, test } from '@jest/globals';
import { compileCatalog, type CatalogData } from '../../../normalizers/catalog.ts';
import { knowFacts } from '../../support/know-facts.ts';

type EventData = CatalogData['events'][string];

const REMEDIATION = { action: 'fix', actor: 'admin', summary: 'Fix it.', steps: [], references: [] } as const;
const EVENT: EventData = {
  title: 'Thing broke',
  coverage: 'full',
  source: [],
  templates: [
    { builds: 'old', fields: ['A'] },
    { builds: 'newer', fields: ['B', 'A'] },
    { builds: 'newest', fields: ['C', 'D', 'A', '__binLength', 'blob'] },
    { builds: 'same count as newer', fields: ['X', 'Y'] },
  ],
  ecs: { category: ['host'], type: ['info'], action: 'thing-broke' },
  role: 'host',
  severity: 'low',
  summary: 'A thing broke[ on {computer}].',
  reason: 'broken',
  causes: ['Age.'],
  remediation: 'fix-it',
  variants: [
    { when: { a: ['1'] }, title: 'First' },
    { when: { a: ['*'] }, title: 'Second', summary: 'Second {a}.', causes: ['Other.'], remediation: 'other' },
  ],
};

function compile(
  event: Partial<EventData>,
  base: Partial<EventData> = EVENT,
  remediations: CatalogData['remediations'] = {},
) {
  const entry = compileWhole(event, base, remediations).entries.get(7);
  if (entry === undefined) throw new Error('event 7 is missing');
  return entry;
}

function compileWhole(
  event: Partial<EventData> = {},
  base: Partial<EventData> = EVENT,
  remediations: CatalogData['remediations'] = {},
) {
  const data: CatalogData = {
    provider: { key: 'x', name: 'X', guid: '{}', aliases: [], protocol: 'tls' },
    sources: {},
    fields: {},
    events: { '7': { ...base, ...event } as EventData },
    remediations: { 'fix-it': REMEDIATION, other: { ...REMEDIATION, steps: ['Do.'] }, ...remediations },
    commands: { look: { shell: 'cmd', run: 'dir', purpose: 'Look' } },
  };
  return compileCatalog(data);
}

test('a remediation that does not exist stops the start, with its name', () => {
  const message = 'catalogue: event 7 names the remediation "nope", which does not exist';
  expect(() => compile({ remediation: 'nope' })).toThrow(message);
  expect(() => compile({ variants: [{ when: { a: ['1'] }, remediation: 'nope' }] })).toThrow(message);
});

test('a command that does not exist stops the start, with its name', () => {
  const wrong = {
    ...REMEDIATION,
    commands: [
      { step: 1, use: 'look' },
      { step: 1, use: 'toString' },
    ],
  };
  expect(() => compile({}, EVENT, { 'fix-it': wrong })).toThrow(
    'catalogue: remediation fix-it uses the command "toString", which does not exist',
  );
});

test('the first variant that fits replaces what it names and nothing else', () => {
  const entry = compile({});
  const first = entry.interpret(knowFacts([['a', '1']]));
  expect([first.title, first.summary(knowFacts()), first.remediation?.fields.id]).toEqual([
    'First',
    'A thing broke.',
    'fix-it',
  ]);
  const facts = knowFacts([['a', '2']]);
  const second = entry.interpret(facts);
  expect([second.title, second.summary(facts), second.reason?.(facts), second.remediation?.fields.id]).toEqual([
    'Second',
    'Second 2.',
    'broken',
    'other',
  ]);
  expect(second.causes.map((cause) => cause(facts))).toEqual(['Other.']);
  expect(entry.interpret(knowFacts()).title).toBe('Thing broke');
});

test('an event without a summary says its title and where', () => {
  const { title, coverage, source, templates, ecs, role, severity } = EVENT;
  const meaning = compile({ title, coverage, source, templates, ecs, role, severity }, {}).interpret(knowFacts());
  expect(meaning.summary(knowFacts([['computer', 'vpn01']]))).toBe('vpn01: Thing broke.');
  expect(meaning.summary(knowFacts())).toBe('Thing broke.');
  expect([meaning.reason, meaning.causes, meaning.remediation]).toEqual([undefined, [], undefined]);
});

test('values without names get those of the template with their count, the last one where two have it', () => {
  const entry = compile({});
  expect(entry.nameValues(0, false)).toBeUndefined();
  expect(entry.nameValues(1, false)).toEqual(['A']);
  expect(entry.nameValues(2, false)).toEqual(['X', 'Y']);
  expect(entry.nameValues(4, false)).toBeUndefined();
  expect(entry.nameValues(5, false)).toEqual(['C', 'D', 'A', '__binLength', 'blob']);
});

test('a binary value and its length may be left to the data section, or to nobody', () => {
  const { nameValues } = compile({});
  expect([nameValues(3, true), nameValues(3, false)]).toEqual([
    ['C', 'D', 'A'],
    ['C', 'D', 'A'],
  ]);
});

test('where two templates have the count, the data section decides', () => {
  const { nameValues } = compile({
    templates: [
      { builds: 'old', fields: ['__binLength', 'blob'] },
      { builds: 'new', fields: ['Pid', 'Image', '__binLength', 'blob'] },
    ],
  });
  expect([nameValues(2, false), nameValues(2, true), nameValues(4, true), nameValues(4, false)]).toEqual([
    ['__binLength', 'blob'],
    ['Pid', 'Image'],
    ['Pid', 'Image', '__binLength', 'blob'],
    ['Pid', 'Image', '__binLength', 'blob'],
  ]);
});

test('what all documents share is frozen, and empty lists are absent', () => {
  const { remediation, ecs } = compile({}).interpret(knowFacts());
  expect(Object.isFrozen(remediation?.fields) && Object.isFrozen(ecs)).toBe(true);
  expect(JSON.parse(JSON.stringify(remediation?.fields))).toEqual({
    id: 'fix-it',
    action: 'fix',
    actor: 'admin',
    summary: 'Fix it.',
  });
});

test('parts of documents of unknown ids are theirs, also after more ids than are kept ready', () => {
  const { prepareUnknown } = compileWhole();
  const first = prepareUnknown(1);
  expect(Buffer.from(first.event.low).toString()).toContain('"code":"1","kind":"event"');
  expect(prepareUnknown(1)).toBe(first);
  for (let id = 2; id < 1000; id++) {
    expect(Buffer.from(prepareUnknown(id).event.high).toString()).toContain(`"code":"${id}",`);
  }
  expect(prepareUnknown(1)).not.toBe(first);
  expect(prepareUnknown(1)).toEqual(first);
});
