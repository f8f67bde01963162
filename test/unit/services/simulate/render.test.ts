import { expect, test } from '@jest/globals';
import { createNormalizer, type EnrichedDocument } from '../../../../normalizers/index.ts';
import {
  BROKEN_KINDS,
  composeEvent,
  composeHosts,
  createRandom,
  RASSSTP,
  renderBroken,
  renderEventXml,
  renderWinlogbeat,
  SCHANNEL,
  type BrokenKind,
  type ComposedEvent,
} from '../../../../services/simulate/index.ts';

const NOW = Date.parse('2026-03-04T06:00:00Z');
const normalizer = createNormalizer();

function normalize(text: string): EnrichedDocument {
  const [outcome] = normalizer.normalize(Buffer.from(text), undefined, NOW);
  if (outcome?.kind !== 'event') throw new Error(`no document: ${JSON.stringify(outcome)}`);
  return outcome.document;
}

/** One event of each id of both providers, on hosts of all kinds. */
function composeAll(): ComposedEvent[] {
  const random = createRandom(3);
  const hosts = composeHosts(60, random);
  const events = new Map<string, ComposedEvent>();
  for (let round = 0; round < 80; round++) {
    for (const host of hosts) {
      for (const provider of host.role.startsWith('vpn') ? [SCHANNEL, RASSSTP] : [SCHANNEL]) {
        const event = composeEvent(provider, host, NOW - 60_000, random);
        const shape = `${event.providerName} ${event.eventId} ${event.data.length} ${event.rendering.culture}`;
        if (!events.has(shape)) events.set(shape, event);
      }
    }
  }
  return [...events.values()];
}

const EVENTS = composeAll();

/** What a document says of the event, without what only one format can carry. */
function meaningOf(document: EnrichedDocument): object {
  const { event, host, wincanal, winlog } = document;
  const data = Object.fromEntries(Object.entries(winlog.event_data ?? {}).filter(([, value]) => value !== ''));
  return {
    id: event.id,
    code: event.code,
    severity: event.severity,
    action: event.action,
    outcome: event.outcome,
    host: host?.name,
    recordId: winlog.record_id,
    summary: wincanal.summary,
    remediation: wincanal.remediation?.id,
    data,
  };
}

test('there is an event of every kind, in all three languages', () => {
  expect(EVENTS.length).toBeGreaterThan(60);
  expect(new Set(EVENTS.map(({ rendering }) => rendering.culture))).toEqual(new Set(['en-US', 'de-DE', 'fr-FR']));
  expect(EVENTS.some(({ container }) => container === 'UserData')).toBe(true);
});

test.each([7, 8, 9] as const)('the same event means the same as XML and as a record of Winlogbeat %d', (major) => {
  for (const event of EVENTS) {
    expect(meaningOf(normalize(renderWinlogbeat(event, { major })))).toEqual(
      meaningOf(normalize(renderEventXml(event))),
    );
  }
});

test('quotes, line breaks and rendered text do not change what the XML says', () => {
  for (const event of EVENTS) {
    const plain = normalize(renderEventXml(event));
    for (const style of [{ quote: '"' }, { indented: true }, { rendered: true }] as const) {
      expect(meaningOf(normalize(renderEventXml(event, style)))).toEqual(meaningOf(plain));
    }
  }
});

test('signs that XML gives a meaning to survive', () => {
  const [first] = EVENTS;
  if (first === undefined) throw new Error('no event');
  const event = { ...first, data: [['AlertDesc', `<&>"'`]] as const };
  expect(normalize(renderEventXml(event)).winlog.event_data).toMatchObject({ AlertDesc: `<&>"'` });
});

test('a forwarded event keeps its own host, not the one of the collector', () => {
  const [event] = EVENTS;
  if (event === undefined) throw new Error('no event');
  const document = normalize(renderWinlogbeat(event, { collector: 'WEC01.corp.example' }));
  expect(document.host?.name).toBe(event.computer.toLowerCase());
});

const CODES: Readonly<Record<BrokenKind, string>> = {
  truncated_xml: 'DECODE_XML_MALFORMED',
  doctype: 'DECODE_XML_MALFORMED',
  not_json: 'DECODE_NOT_JSON',
  invalid_utf8: 'DECODE_NOT_UTF8',
  empty_value: 'DECODE_EMPTY',
  no_provider: 'EVENT_NO_PROVIDER',
  prototype_name: 'DECODE_FORBIDDEN_NAME',
};

test.each(BROKEN_KINDS)('a record broken as %s is one dead letter', (kind) => {
  const event = EVENTS.find(({ eventId, container }) => eventId === 36887 && container === 'EventData');
  if (event === undefined) throw new Error('no event');
  const outcomes = normalizer.normalize(renderBroken(kind, event), undefined, NOW);
  expect(outcomes).toEqual([expect.objectContaining({ kind: 'dead', code: CODES[kind], index: 0 })]);
});
