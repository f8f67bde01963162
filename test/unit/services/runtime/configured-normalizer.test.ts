import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { ConfigurationError, loadConfig } from '../../../../services/runtime/config.ts';
import {
  createConfiguredExplainer,
  createConfiguredNormalizer,
} from '../../../../services/runtime/configured-normalizer.ts';

/** A Schannel event in between 2,048 and 3,000 bytes. */
const EVENT = Buffer.from(
  `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Schannel"/>` +
    `<EventID>36887</EventID><Level>2</Level><TimeCreated SystemTime="2026-01-15T08:00:00Z"/>` +
    `<EventRecordID>7</EventRecordID><Computer>web1.fleet.example</Computer></System>` +
    `<EventData><Data Name="AlertDesc">48</Data></EventData></Event>${' '.repeat(2048)}`,
);

test('namespace and original are as configured', () => {
  const config = loadConfig({ WINCANAL_NAMESPACE: 'lab', WINCANAL_KEEP_ORIGINAL: 'true' });
  expect(createConfiguredNormalizer(config, undefined).normalize(EVENT, undefined, 0)).toEqual([
    expect.objectContaining({
      kind: 'event',
      document: expect.objectContaining({
        data_stream: expect.objectContaining({ namespace: 'lab' }),
        event: expect.objectContaining({ original: expect.any(String) }),
      }),
    }),
  ]);
});

test('excluded events are skipped', () => {
  const config = loadConfig({ WINCANAL_EXCLUDE: 'rassstp:1,schannel:36887' });
  expect(createConfiguredNormalizer(config, undefined).normalize(EVENT, undefined, 0)).toEqual([
    { kind: 'skip', index: 0, reason: 'excluded_id' },
  ]);
});

test('the size of a record is limited as configured, or as the caller says', () => {
  const config = loadConfig({ WINCANAL_MAX_RECORD_BYTES: '1024' });
  const kinds = (normalizer: ReturnType<typeof createConfiguredNormalizer>): string[] =>
    normalizer.normalize(EVENT, undefined, 0).map(({ kind }) => kind);
  expect(kinds(createConfiguredNormalizer(config, undefined))).toEqual(['dead']);
  expect(kinds(createConfiguredNormalizer(config, undefined, { recordBytes: 10_000 }))).toEqual(['event']);
});

test('local times are read in the configured zone, which must exist', () => {
  const local = Buffer.from(EVENT.toString().replace('08:00:00Z', '08:00:00'));
  const normalize = (env: Record<string, string>) =>
    createConfiguredNormalizer(loadConfig(env), undefined).normalize(local, undefined, 0);
  expect(normalize({})).toEqual([expect.objectContaining({ kind: 'dead', code: 'EVENT_NO_TIME' })]);
  expect(normalize({ WINCANAL_ASSUMED_TIMEZONE: 'Asia/Tokyo' })).toEqual([
    expect.objectContaining({
      document: expect.objectContaining({ '@timestamp': '2026-01-14T23:00:00Z', tags: ['timezone_assumed'] }),
    }),
  ]);
  expect(() => normalize({ WINCANAL_ASSUMED_TIMEZONE: 'Europe/Nowhere' })).toThrow(
    new ConfigurationError([
      'WINCANAL_ASSUMED_TIMEZONE is "Europe/Nowhere": expected the IANA name of a zone, for example Europe/Berlin or UTC',
    ]),
  );
});

test('depth, number of events and inflated size are limited as configured', () => {
  const normalize = (env: Record<string, string>, bytes: Uint8Array) =>
    createConfiguredNormalizer(loadConfig(env), undefined)
      .normalize(bytes, undefined, 0)
      .map((outcome) => (outcome.kind === 'dead' ? outcome.code : outcome.kind));
  const batch = Buffer.from(`<Events>${EVENT.toString().repeat(2)}</Events>`);
  expect(normalize({}, batch)).toEqual(['event', 'event']);
  expect(normalize({ WINCANAL_MAX_RECORD_EVENTS: '1' }, batch)).toEqual(['DECODE_TOO_MANY']);
  const deep = Buffer.from(EVENT.toString().replace('48', '<a>'.repeat(10) + '</a>'.repeat(10)));
  expect(normalize({}, deep)).toEqual(['event']);
  expect(normalize({ WINCANAL_MAX_DEPTH: '10' }, deep)).toEqual(['DECODE_TOO_DEEP']);
  expect(normalize({}, gzipSync(EVENT))).toEqual(['event']);
  expect(normalize({ WINCANAL_MAX_INFLATED_BYTES: '1024' }, gzipSync(EVENT))).toEqual(['DECODE_TOO_LARGE']);
});

const LOCAL = Buffer.from(EVENT.toString().replace('08:00:00Z', '08:00:00'));
const DEEP = Buffer.from(EVENT.toString().replace('48', '<a>'.repeat(10) + '</a>'.repeat(10)));
const BATCH = Buffer.from(`<Events>${EVENT.toString().repeat(2)}</Events>`);

test.each([
  [LOCAL, {}, ['EVENT_NO_TIME']],
  [LOCAL, { WINCANAL_ASSUMED_TIMEZONE: 'Asia/Tokyo' }, ['2026-01-14T23:00:00Z']],
  [DEEP, { WINCANAL_MAX_DEPTH: '10' }, ['DECODE_TOO_DEEP']],
  [DEEP, { WINCANAL_MAX_DEPTH: '100' }, ['2026-01-15T08:00:00Z']],
  [BATCH, { WINCANAL_MAX_RECORD_EVENTS: '1' }, ['DECODE_TOO_MANY']],
  [BATCH, { WINCANAL_MAX_RECORD_BYTES: '1024' }, ['DECODE_TOO_LARGE']],
  [gzipSync(EVENT), { WINCANAL_MAX_INFLATED_BYTES: '1024' }, ['DECODE_TOO_LARGE']],
  [gzipSync(EVENT), {}, ['2026-01-15T08:00:00Z']],
])(
  'an explainer reads a record as the normalizer with the same settings: %#',
  (bytes, env: Record<string, string>, told) => {
    const config = loadConfig(env);
    const explained = createConfiguredExplainer(config, undefined)(bytes, 0).map((entry) =>
      entry.kind === 'explanation' ? entry.document['@timestamp'] : entry.kind === 'dead' ? entry.code : entry.kind,
    );
    const normalized = createConfiguredNormalizer(config, undefined)
      .normalize(bytes, undefined, 0)
      .map((entry) =>
        entry.kind === 'event' ? entry.document['@timestamp'] : entry.kind === 'dead' ? entry.code : '',
      );
    expect(explained).toEqual(told);
    expect(normalized).toEqual(told);
  },
);
