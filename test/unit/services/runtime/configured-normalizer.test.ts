import { expect, test } from '@jest/globals';
import { ConfigurationError, loadConfig } from '../../../../services/runtime/config.ts';
import { createConfiguredNormalizer } from '../../../../services/runtime/configured-normalizer.ts';

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

test('each exclusion of a provider that does not exist is a problem of the configuration', () => {
  const config = loadConfig({ WINCANAL_EXCLUDE: 'schanel:36880,schannel:36880,sstp:1' });
  expect(() => createConfiguredNormalizer(config, undefined)).toThrow(ConfigurationError);
  expect(() => createConfiguredNormalizer(config, undefined)).toThrow(
    new ConfigurationError([
      'WINCANAL_EXCLUDE contains "schanel:36880": known providers are schannel, rassstp',
      'WINCANAL_EXCLUDE contains "sstp:1": known providers are schannel, rassstp',
    ]),
  );
});
