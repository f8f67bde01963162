import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blankEvent, nameData } from '../../../../normalizers/blank-event.ts';
import { validateDocument } from '../../../../normalizers/ecs/validate.ts';
import { createDocumentWriter } from '../../../../normalizers/ecs/write-document.ts';
import { interpretEvent } from '../../../../normalizers/interpret.ts';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import type { WindowsEvent } from '../../../../normalizers/windows-event.ts';
import { GOLDEN_NOW } from '../../../golden/golden-cases.ts';

const INGESTED = new Date(GOLDEN_NOW).toISOString();
const write = createDocumentWriter({ namespace: 'default', keepOriginal: true });

/** Whatever JSON has to escape, cut pairs of surrogates among it. */
const hostile = fc.string({
  unit: fc.constantFrom(
    'a',
    'Z',
    '.',
    '"',
    '\\',
    '/',
    '\n',
    '\u0000',
    '\u001f',
    '\u007f',
    'é',
    '\u2028',
    '\ud83d',
    '\ude00',
    '漢',
  ),
  minLength: 1,
  maxLength: 40,
});
const optional = fc.option(hostile, { nil: undefined });

const events = PROVIDERS.flatMap(({ catalog }) =>
  [...catalog.entries.keys(), 9].map((id) => [catalog.data.provider.name, id] as const),
);

function writeEvent(parts: Partial<WindowsEvent>, [name, id]: readonly [string, number]) {
  const provider = PROVIDERS.find(({ catalog }) => catalog.data.provider.name === name);
  if (provider === undefined) throw new Error(name);
  const event = { ...blankEvent(name, id, GOLDEN_NOW - 5000), original: '<Event/>', ...parts };
  const site = {
    findHost: () => undefined,
    findEvent: () => ({ owner: parts.channel ?? 'Team', runbook: 'https://a.example/b' }),
  };
  const input = { format: 'event_xml', topic: 'wincanal.raw', partition: 0, offset: 12 };
  return write(interpretEvent(event, provider, site), { input, ingested: INGESTED, nowMs: GOLDEN_NOW });
}

test('the text of a document is JSON as JSON.stringify writes it, whatever characters the event has', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...events),
      fc.record({
        computer: optional,
        channel: optional,
        userSid: optional,
        message: optional,
        original: hostile,
        binary: optional,
        unnamed: fc.array(hostile, { maxLength: 3 }),
        collector: fc.record({ type: optional, version: optional, id: optional, host: optional }),
        data: fc
          .array(
            fc.tuple(
              // A key that is a backslash makes the engine misread others (docs/decisions/json-of-the-engine.md).
              fc.oneof(
                hostile.filter((name) => !name.includes('\\')),
                fc.constantFrom('TargetName', 'AlertDesc', 'CallerProcessImageName', '2', '1'),
              ),
              hostile,
            ),
          )
          .map(nameData),
      }),
      (of, parts) => {
        const { bytes, id } = writeEvent(parts, of);
        const text = bytes.toString();
        const document = JSON.parse(text) as Record<string, Record<string, unknown>>;
        expect(JSON.stringify(document)).toBe(text);
        expect(Buffer.from(text).equals(bytes)).toBe(true);
        expect(document['event']).toMatchObject({ id, original: parts.original, reference: 'https://a.example/b' });
        expect(document['message']).toBe(parts.message ?? document['wincanal']?.['summary']);
        expect(document['winlog']?.['channel']).toBe(parts.channel);
        expect(document['host']?.['name'] ?? '').toBe((parts.computer ?? '').toLowerCase().replace(/^\.+/, ''));
      },
    ),
    { numRuns: 400 },
  );
});

test('each part of a document can be missing', () => {
  for (const event of events) {
    const { bytes, problem } = writeEvent({}, event);
    expect(problem).toBeUndefined();
    expect(validateDocument(JSON.parse(bytes.toString()))).toBeUndefined();
  }
});

test.each<[Partial<WindowsEvent>, string]>([
  [{ timeCreated: '2026-03-04 05:06:07' }, '@timestamp: must match pattern'],
  [{ created: 'today' }, 'event.created: must match pattern'],
  [{ channel: 'x'.repeat(1025) }, 'winlog.channel: must NOT have more than 1024 characters'],
  [{ collector: { type: '', version: undefined, id: undefined, host: undefined } }, 'agent.type: must NOT have fewer'],
  [{ data: nameData([['a\0b', 'x']]) }, 'winlog.event_data: has a property with an unusable name "a\\u0000b"'],
])('%j is refused', (parts, problem) => {
  expect(writeEvent(parts, ['Schannel', 36887]).problem).toContain(problem);
});

test('a namespace that the schema does not take refuses every document', () => {
  const [provider] = PROVIDERS;
  if (provider === undefined) throw new Error('no provider');
  const writer = createDocumentWriter({ namespace: 'Not-Allowed', keepOriginal: false });
  const { problem } = writer(interpretEvent(blankEvent('Schannel', 36887, GOLDEN_NOW), provider), {
    input: { format: 'event_xml' },
    ingested: INGESTED,
    nowMs: GOLDEN_NOW,
  });
  expect(problem).toMatch(/^data_stream\.namespace: must match pattern .*, got "Not-Allowed"$/);
});
