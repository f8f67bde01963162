import { expect, test } from '@jest/globals';
import { createNormalizer, type EnrichedDocument } from '../../../../normalizers/index.ts';
import {
  ANY_SENDER,
  composeFleet,
  findRenderer,
  FLEET_FORMATS,
  FLEET_ZONE,
  renderRecord,
  SAMPLE_FORMATS,
  type ComposedEvent,
  type FleetFormat,
} from '../../../../services/simulate/index.ts';
import { listDifferences } from '../../../support/list-differences.ts';
import { composeLogical, LOGICAL_EVENTS } from '../../../support/logical-events.ts';
import { DIFFERENCES, type FormatDifferences } from './format-differences.ts';

const NOW = Date.parse('2026-03-04T05:07:00.000Z');
const normalizer = createNormalizer({ assumedTimezone: FLEET_ZONE });

function normalize(format: FleetFormat, event: ComposedEvent): EnrichedDocument {
  const outcomes = normalizer.normalize(renderRecord(format, [event], ANY_SENDER), undefined, NOW);
  const [outcome] = outcomes;
  if (outcome?.kind !== 'event' || outcomes.length > 1) throw new Error(`${format}: ${JSON.stringify(outcomes)}`);
  return JSON.parse(outcome.json) as EnrichedDocument;
}

/** What a document says, but for the way it came; tags by name, so that each of them is a line. */
function describe(document: EnrichedDocument): object {
  return {
    ...document,
    wincanal: { ...document.wincanal, input: undefined },
    tags: Object.fromEntries((document.tags ?? []).map((tag) => [tag, true])),
  };
}

/** The event with all that Windows says of it: its XML with rendered text. */
const REFERENCES = LOGICAL_EVENTS.map(({ event }) => normalize('xml_rendered', event));

/** The lines that all events have in common under `every`, the others in `events` under the name of the event. */
function compare(format: FleetFormat): Omit<FormatDifferences, 'as'> {
  const lines = LOGICAL_EVENTS.map(({ name, event }, at) => ({
    name,
    differences: listDifferences(describe(REFERENCES[at] as EnrichedDocument), describe(normalize(format, event))),
  }));
  const every = (lines[0]?.differences ?? []).filter((line) =>
    lines.every(({ differences }) => differences.includes(line)),
  );
  const rest = lines.map(
    ({ name, differences }) => [name, differences.filter((line) => !every.includes(line))] as const,
  );
  const events = Object.fromEntries(rest.filter(([, differences]) => differences.length > 0));
  return { every, ...(Object.keys(events).length > 0 && { events }) };
}

/** As `listDifferences` gives them. */
function sortByPath(lines: readonly string[]): string[] {
  return lines.toSorted((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

test('the reference has what the comparison is about', () => {
  for (const [at, { event }] of LOGICAL_EVENTS.entries()) {
    const { winlog, wincanal, message } = REFERENCES[at] as EnrichedDocument;
    expect(winlog.event_data).toEqual(Object.fromEntries(event.data.filter(([, value]) => value !== '')));
    expect({ record: winlog.record_id, level: wincanal.level_value, message }).toEqual({
      record: '90210',
      level: event.level,
      message: event.rendering.message,
    });
  }
});

test.each(FLEET_FORMATS)('%s gives the same documents, but for what its collector loses', (format) => {
  const { as: way, every, ...events } = DIFFERENCES[format];
  expect(compare(format)).toEqual({ every: sortByPath(every), ...events });
  for (const { event } of LOGICAL_EVENTS) {
    const { input } = normalize(format, event).wincanal;
    expect([...(input.wrappers ?? []), input.format]).toEqual(way);
  }
});

/** No record id, without which the time below the second and the values are the identity. */
const NO_RECORD_ID: readonly FleetFormat[] = ['azure_monitor', 'azure_monitor_records', 'snare', 'event_viewer'];

test.each(FLEET_FORMATS.filter((format) => !NO_RECORD_ID.includes(format)))('%s gives the same event.id', (format) => {
  expect(normalize(format, composeLogical()).event.id).toBe('PUnip42F6d_ye-7QKl_IXA');
  expect(LOGICAL_EVENTS.map(({ event }) => normalize(format, event).event.id)).toEqual(
    REFERENCES.map(({ event }) => event.id),
  );
});

test('a format without a record id has an identity of its own for each event', () => {
  for (const format of NO_RECORD_ID) {
    const ids = LOGICAL_EVENTS.map(({ event }) => normalize(format, event).event.id);
    expect(new Set([...ids, ...REFERENCES.map(({ event }) => event.id)]).size).toBe(2 * LOGICAL_EVENTS.length);
  }
});

const FLEET = { seed: 5, hosts: 600, events: 3000, otherShare: 0.3, broken: 0, fromMs: NOW - 3_600_000, toMs: NOW };

test('a fleet that sends in every format gives no dead letter, and an outcome for each event', () => {
  const counts = { events: 0, outcomes: 0, several: 0 };
  const formats = new Set<string>();
  for (const { value, kind, events } of composeFleet({ ...FLEET, formats: FLEET_FORMATS })) {
    const outcomes = normalizer.normalize(value, undefined, NOW);
    counts.events += events;
    counts.outcomes += outcomes.length;
    if (events > 1) counts.several++;
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ kind: kind === 'ours' ? 'event' : 'skip' });
      if (outcome.kind === 'event') formats.add(outcome.document.wincanal.input.format);
    }
  }
  expect(counts.outcomes).toBe(counts.events);
  expect(counts.several).toBeGreaterThan(20);
  expect(formats).toEqual(new Set(Object.values(DIFFERENCES).map(({ as: way }) => way.at(-1))));
});

test('the formats that are said to have no zone, and no others, have none', () => {
  const zoneless = createNormalizer();
  const dead = FLEET_FORMATS.filter((format) =>
    zoneless
      .normalize(renderRecord(format, [composeLogical()], ANY_SENDER), undefined, NOW)
      .some((outcome) => outcome.kind === 'dead' && outcome.code === 'EVENT_NO_TIME'),
  );
  expect(dead).toEqual(FLEET_FORMATS.filter((format) => findRenderer(format).zoneless === true));
  expect(dead).not.toEqual([]);
});

test('formats are dealt to the hosts in turn', () => {
  for (const hosts of [FLEET_FORMATS.length, 2 * FLEET_FORMATS.length + 1]) {
    const formatOf = new Map<string, string | undefined>();
    for (const { key, format } of composeFleet({ ...FLEET, hosts, events: 5000, formats: FLEET_FORMATS })) {
      expect(formatOf.get(key) ?? format).toBe(format);
      formatOf.set(key, format);
    }
    const shares = [...Map.groupBy(formatOf.values(), (format) => format).values()].map(({ length }) => length);
    expect(shares).toHaveLength(FLEET_FORMATS.length);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(2);
  }
});

test('without a choice the fleet sends event XML and Winlogbeat records', () => {
  expect(SAMPLE_FORMATS).toEqual(['xml', 'winlogbeat']);
});

test('what is said to be text on a line is', () => {
  for (const { event } of LOGICAL_EVENTS) {
    for (const format of FLEET_FORMATS) {
      const record = renderRecord(
        format,
        [event, event].slice(0, findRenderer(format).holdsSeveral ? 2 : 1),
        ANY_SENDER,
      );
      const isLine = !record.includes(0) && !record.includes(10) && record.equals(Buffer.from(record.toString()));
      expect([format, isLine]).toEqual([format, findRenderer(format).oneLine !== false]);
    }
  }
});
