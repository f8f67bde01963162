import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import alertsFile from '../../../../normalizers/schannel/alerts.json' with { type: 'json' };
import suitesFile from '../../../../normalizers/schannel/cipher-suites.json' with { type: 'json' };
import codesSchema from '../../../../normalizers/schannel/codes.schema.json' with { type: 'json' };
import statesFile from '../../../../normalizers/schannel/error-states.json' with { type: 'json' };
import protocolsFile from '../../../../normalizers/schannel/protocols.json' with { type: 'json' };
import { listUnlike } from '../../../support/list-unlike.ts';

type Table<T> = Readonly<Record<string, T>>;

interface Side {
  readonly meaning: string;
  readonly cause?: string;
  readonly severity: string;
}
interface Sourced {
  readonly source: readonly string[];
}

// The types that TypeScript infers from the files are exact; the tests read them as the schema describes them.
const alerts: Table<Sourced & { name: string; level: string; received: Side; sent: Side }> = alertsFile.alerts;
const states: Table<
  Sourced & { name: string; meaning: string; confidence: string; alerts?: readonly number[]; check?: string }
> = statesFile.error_states;
const suites: Table<Sourced & { name: string }> = suitesFile.cipher_suites;
const protocols: Table<Sourced & { version: string; protocol: string; grade: string }> = protocolsFile.protocols;

describe('code tables', () => {
  test.each([
    ['alerts.json', alertsFile],
    ['error-states.json', statesFile],
    ['cipher-suites.json', suitesFile],
    ['protocols.json', protocolsFile],
  ])('%s fits the schema', (_name, data: unknown) => {
    const validate = new Ajv({ allErrors: true }).compile(codesSchema);
    expect(validate(data) ? [] : validate.errors).toEqual([]);
  });

  test('hold every alert, error state and suite', () => {
    expect([alerts, states, suites].map((table) => Object.keys(table).length)).toEqual([37, 171, 368]);
    expect(alerts['48']?.name).toBe('unknown_ca');
    expect(states['1205']?.name).toBe('SrvCliHello_MismatchAlg');
    expect(suites['0xc030']?.name).toBe('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384');
  });

  test('alerts are warnings only where the session may go on, and say who acted', () => {
    const entries = Object.entries(alerts);
    expect(entries.filter(([, { level }]) => level === 'warning').map(([code]) => code)).toEqual(['0', '90', '100']);
    const received = entries.map(([code, alert]) => [code, alert.received.meaning] as const);
    const sent = entries.map(([code, alert]) => [code, alert.sent.meaning] as const);
    // A version number is the only full stop that a clause may hold.
    expect(listUnlike(/^the other side,? (?:[^.]|\d\.\d)+$/, received)).toEqual([]);
    expect(listUnlike(/^(?:this host|a program on this host) (?:[^.]|\d\.\d)+$/, sent)).toEqual([]);
  });

  test('causes are clauses without a full stop, and every alert has one where it is received', () => {
    const causes = Object.entries(alerts).flatMap(([code, { received, sent }]) => [
      [code, received.cause] as const,
      ...(sent.cause === undefined ? [] : [[code, sent.cause] as const]),
    ]);
    // It has to read on after "usually".
    expect(listUnlike(/^(?:[a-z]|TLS|DTLS).*[^.,;:]$/, causes)).toEqual([]);
    expect(causes.filter(([, cause]) => / {2}|[[\]{}]/.test(cause ?? ''))).toEqual([]);
  });

  test.each([
    ['alerts.json', alertsFile.sources, alerts],
    ['error-states.json', statesFile.sources, states],
    [
      'cipher-suites.json',
      suitesFile.sources,
      {
        ...suitesFile.cipher_suites,
        ...suitesFile.weaknesses,
        ...suitesFile.unblemished,
        ...suitesFile.versions,
        ...suitesFile.classic_words,
      },
    ],
    ['protocols.json', protocolsFile.sources, protocols],
  ])('every entry of %s names sources that exist, and no source is to spare', (_name, sources, table) => {
    const named = new Set(Object.values(table as Table<Sourced>).flatMap(({ source }) => source));
    expect([...named].sort()).toEqual(Object.keys(sources).sort());
  });

  test('nearly all that is said of error states is inferred from their names, and marked so', () => {
    const by = Object.groupBy(Object.values(states), ({ confidence }) => confidence);
    expect([by['documented']?.length, by['widely_reported']?.length, by['inferred']?.length]).toEqual([5, 4, 162]);
    expect(
      listUnlike(
        /^[A-Z].*[^.]$/,
        Object.entries(states).flatMap(([code, { check }]) => (check === undefined ? [] : [[code, check] as const])),
      ),
    ).toEqual([]);
  });

  test.each(['46', '49'])('alert %s is scanner noise when it is received', (code) => {
    expect([alerts[code]?.received.severity, alerts[code]?.sent.severity]).toEqual(['low', 'medium']);
  });

  test('error states are clauses whose alerts exist', () => {
    const meanings = Object.entries(states).map(([code, { meaning }]) => [code, meaning] as const);
    // A clause starts in lower case, or with the name of a TLS message.
    expect(listUnlike(/^(?:[a-z]|[A-Z][a-z]+[A-Z]).*[^.]$/, meanings)).toEqual([]);
    const paired = Object.values(states).flatMap((state) => state.alerts ?? []);
    expect(paired.filter((alert) => !(String(alert) in alerts))).toEqual([]);
    expect(paired.length).toBeGreaterThan(100);
  });

  test('protocols are keyed by the word of the event and graded', () => {
    const byGrade = Object.groupBy(Object.keys(protocols), (word) => protocols[word]?.grade ?? '');
    expect({ ...byGrade }).toEqual({
      insecure: ['ssl 2.0', 'ssl 3.0'],
      weak: ['tls 1.0', 'tls 1.1', 'dtls 1.0'],
      acceptable: ['tls 1.2', 'dtls 1.2'],
      good: ['tls 1.3'],
    });
    for (const [word, { protocol, version }] of Object.entries(protocols)) expect(word).toBe(`${protocol} ${version}`);
  });
});
