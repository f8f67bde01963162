import { describe, expect, test } from '@jest/globals';
import type { CatalogData } from '../../../../normalizers/catalog.ts';
import { explainRecord, type Explanation } from '../../../../normalizers/index.ts';
import catalogFile from '../../../../normalizers/schannel/catalog.json' with { type: 'json' };
import statesFile from '../../../../normalizers/schannel/error-states.json' with { type: 'json' };

// The types that TypeScript infers from the files are exact; the tests read them as the schemas describe them.
const { events } = catalogFile as unknown as CatalogData;
const states = statesFile.error_states as Readonly<Record<string, { readonly confidence: string }>>;

const isInferred = (code: string): boolean => states[code]?.confidence === 'inferred';

/** Words that suppose instead of stating. */
const HEDGE = /\b(?:probably|perhaps|seems|suggests)\b/i;

type Condition = NonNullable<CatalogData['events'][string]['rules']>[number]['when'];

function statesOf(when: Condition): readonly string[] {
  const wanted = when?.['error_state.code'];
  // What holds without a state, too, is not chosen by one.
  if (!Array.isArray(wanted) || wanted.includes('-')) return [];
  return (wanted as readonly string[]).filter((code) => code !== '*');
}

/** Every rule and variant that an error state chooses. */
const CHOICES = Object.entries(events).flatMap(([id, { rules = [], variants = [], templates }]) =>
  [
    ...rules.map(({ when, reason }) => ({ id, kind: 'rule', reason, codes: statesOf(when) })),
    ...variants.map(({ when }) => ({ id, kind: 'variant', reason: '', codes: statesOf(when) })),
  ]
    .filter(({ codes }) => codes.length > 0)
    .map((choice) => ({
      ...choice,
      field: templates[1]?.fields.includes('ErrorStatus') ? 'ErrorStatus' : 'ErrorState',
    })),
);

/** Explains an event that has nothing but an error state. */
function explain(id: string, field: string, code: string): Explanation {
  const [result] = explainRecord(
    Buffer.from(
      `<Event><System><Provider Name="Schannel"/><EventID>${id}</EventID><Level>2</Level>` +
        `<TimeCreated SystemTime="2026-03-04T05:06:07Z"/></System><EventData><Data Name="${field}">${code}</Data>` +
        `</EventData></Event>`,
    ),
    Date.UTC(2026, 2, 4, 5, 7),
  );
  if (result?.kind !== 'explanation') throw new Error(`${id} ${field}=${code} is not explained`);
  return result;
}

describe('what is inferred of an error state', () => {
  const inferred = CHOICES.flatMap((choice) => choice.codes.filter(isInferred).map((code) => ({ ...choice, code })));

  test('chooses rules and variants, none of which known states choose too', () => {
    expect(CHOICES.filter(({ codes }) => codes.some(isInferred) && !codes.every(isInferred))).toEqual([]);
    expect(inferred.filter(({ kind }) => kind === 'rule').length).toBeGreaterThan(10);
    expect(inferred.filter(({ kind }) => kind === 'variant').length).toBeGreaterThan(10);
  });

  test('is supposed, not stated, in the reasons of severities', () => {
    const wrong = CHOICES.filter(
      ({ kind, reason, codes }) =>
        kind === 'rule' &&
        reason.startsWith('state') &&
        reason.startsWith('state_inferred:') !== codes.every(isInferred),
    );
    expect(wrong).toEqual([]);
  });

  test.each(inferred.filter(({ kind }) => kind === 'variant'))(
    'is supposed, not stated, by title, summary and remediation of $id with state $code',
    ({ id, field, code }) => {
      const { title, summary, remediation } = explain(id, field, code).document.wincanal;
      expect([title, summary, remediation?.summary]).toEqual([
        expect.stringMatching(HEDGE),
        expect.stringMatching(HEDGE),
        expect.stringMatching(HEDGE),
      ]);
    },
  );

  test.each(Object.keys(states).filter(isInferred))('raises no other reason: 36888 with state %s', (code) => {
    const { reasons } = explain('36888', 'ErrorState', code).document.wincanal.severity;
    expect(reasons.filter((reason) => !/^(?:base|state_inferred):/.test(reason))).toEqual([]);
  });
});
