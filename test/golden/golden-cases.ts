import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNormalizer, type Outcome } from '../../normalizers/index.ts';

/** One recorded record: what was on the topic, byte for byte, and where its outcomes are written. */
export interface GoldenCase {
  /** Folder and name without extension, for example `event_xml/36887-unknown-ca`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expectedPath: string;
}

const ROOT = import.meta.dirname;
/** Golden files of another kind, which hold no raw records. */
const OTHER_FOLDERS = new Set(['meanings', 'tables']);
/** One folder a format, named as `wincanal.input.format`. */
const FOLDERS = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && !OTHER_FOLDERS.has(entry.name) ? [entry.name] : [],
);
const EXPECTED = '.expected.json';
const INPUT = /^(.+)\.(?:xml|json|ndjson|txt|bin)$/;
/** An input of a host in Berlin whose collector states no zone: read as where `WINCANAL_ASSUMED_TIMEZONE` says so. */
const LOCAL = /-local-time$/;

/** Clock and source of every golden document. */
export const GOLDEN_NOW = Date.parse('2026-03-04T05:07:00.000Z');
export const GOLDEN_SOURCE = { topic: 'wincanal.raw', partition: 3, offset: 42 } as const;

/**
 * Every input of the golden folders, by name.
 * @throws Error when two inputs share a name, because one of them would never be compared
 */
export function readGoldenCases(): GoldenCase[] {
  const cases = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => !file.endsWith(EXPECTED))
      .map((file): GoldenCase => {
        const stem = INPUT.exec(file)?.[1];
        if (stem === undefined)
          throw new Error(`test/golden/${folder}/${file}: expected .xml, .json, .ndjson, .txt or .bin`);
        return {
          name: `${folder}/${stem}`,
          bytes: readFileSync(join(ROOT, folder, file)),
          expectedPath: join(ROOT, folder, `${stem}${EXPECTED}`),
        };
      }),
  );
  const twice = cases.find(({ name }, at) => cases.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw new Error(`test/golden/${twice.name}: two inputs have this name`);
  return cases;
}

/** Names of expectations that have no input. */
export function listOrphans(cases: readonly GoldenCase[]): string[] {
  const wanted = new Set(cases.map(({ expectedPath }) => expectedPath));
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith(EXPECTED) && !wanted.has(join(ROOT, folder, file)))
      .map((file) => `${folder}/${file}`),
  );
}

/** The written expectation of a case; undefined when there is none. */
export function readExpected({ expectedPath }: GoldenCase): unknown {
  return existsSync(expectedPath) ? JSON.parse(readFileSync(expectedPath, 'utf8')) : undefined;
}

/** The zone in which the times of a case are read where they state none. */
export function zoneOf(name: string): string | undefined {
  return LOCAL.test(name) ? 'Europe/Berlin' : undefined;
}

const PLAIN = createNormalizer();
const BERLIN = createNormalizer({ assumedTimezone: 'Europe/Berlin' });

/** Normalises a record the way the golden files are made. */
export function normalizeGolden({ name, bytes }: Pick<GoldenCase, 'name' | 'bytes'>): Outcome[] {
  return (zoneOf(name) === undefined ? PLAIN : BERLIN).normalize(bytes, GOLDEN_SOURCE, GOLDEN_NOW);
}

/** The outcomes as the expectation holds them: the document as it is published, from its JSON. */
export function describeOutcomes(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'event') return outcome;
    const { kind, index, provider, key, json } = outcome;
    return { kind, index, provider, ...(key !== undefined && { key }), document: JSON.parse(json) as unknown };
  });
}
