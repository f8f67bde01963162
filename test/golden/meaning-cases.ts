import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSite, createNormalizer, createExplainer, HOST_ROLES } from '../../normalizers/index.ts';
import type { SiteKnowledge } from '../../normalizers/enrich/site.ts';
import type { Provider } from '../../normalizers/provider.ts';
import { PROVIDERS } from '../../normalizers/registry.ts';
import { composeEventXml } from '../../services/cli/compose-event.ts';
import samples from '../support/certificates/certificates.json' with { type: 'json' };
import { GOLDEN_NOW, GOLDEN_SOURCE } from './golden-cases.ts';

/** One line of a file of cases: an event, and what the site knows of its host. */
export interface MeaningCase {
  /** The line as it is written, which names the case. */
  readonly line: string;
  readonly provider: Provider;
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly site: SiteKnowledge;
}

/** What the catalogue makes of a case: the parts of its document that rules and variants decide. */
export interface ExpectedMeaning {
  readonly case: string;
  readonly severity: string;
  readonly reasons: string;
  readonly title: string;
  readonly summary: string;
  readonly reason: string | undefined;
  /** Categories, types, outcome and action of ECS. */
  readonly ecs: string;
  readonly role: string;
  /** The likeliest; all of them are in the reference. */
  readonly cause: string | undefined;
  readonly remediation: string | undefined;
}

const FOLDER = join(import.meta.dirname, 'meanings');
const COMPUTER = 'host7.corp.example';
const SAMPLES = new Map(Object.entries(samples));

/** Where the cases of a provider are, and what is expected of them. */
export function pathsOf(provider: Provider): { readonly cases: string; readonly expected: string } {
  const { key } = provider.catalog.data.provider;
  return { cases: join(FOLDER, `${key}.cases.txt`), expected: join(FOLDER, `${key}.expected.json`) };
}

/**
 * The cases of all providers, one a line: `36889 | Type=server | EncodedCert=@expired | on=domain_controller`. A part is a
 * value of the event; `@` before a value names a sample certificate; `on` is the roles of the host, `at` the time of the
 * event, `level` the number of the level that Windows logged it with (0 without). They are data of their own: nothing of them is taken from the catalogue when the tests run.
 * @throws Error when a line cannot be read, or stands twice
 */
export function readMeaningCases(): MeaningCase[] {
  return PROVIDERS.flatMap((provider) => {
    const path = pathsOf(provider).cases;
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const twice = lines.find((line, at) => lines.indexOf(line) !== at);
    if (twice !== undefined) throw new Error(`${path}: "${twice}" stands twice`);
    return lines.map((line) => readCase(line, provider));
  });
}

function readCase(line: string, provider: Provider): MeaningCase {
  const [id = '', ...parts] = line.split(' | ');
  const values: string[] = [];
  let nowMs = GOLDEN_NOW;
  let level = '0';
  let roles: readonly string[] = [];
  for (const part of parts) {
    const equals = part.indexOf('=');
    const [name, value] = [part.slice(0, equals), part.slice(equals + 1)];
    if (name === 'on') roles = value.split(',');
    else if (name === 'at') nowMs = Date.parse(value);
    else if (name === 'level') level = value;
    else values.push(value.startsWith('@') ? `${name}=${findSample(value.slice(1), line)}` : part);
  }
  const known = HOST_ROLES.filter((role) => roles.includes(role));
  if (known.length !== roles.length || Number.isNaN(nowMs) || !/^[0-5]$/.test(level))
    throw new Error(`"${line}": no such role, time or level`);
  const xml = composeEventXml(provider, id, values, nowMs, COMPUTER);
  return {
    line,
    provider,
    id,
    bytes: Buffer.from(xml.replace('<Level>0</Level>', `<Level>${level}</Level>`)),
    site: compileSite({ hosts: [{ match: [COMPUTER], roles: known }] }),
  };
}

function findSample(name: string, line: string): string {
  const hex = SAMPLES.get(name);
  if (hex === undefined) throw new Error(`"${line}": there is no sample certificate "${name}"`);
  return hex;
}

/**
 * What the catalogue makes of a case.
 * @throws Error when the normalizer has no document for it
 */
export function describeMeaning({ line, bytes, site }: MeaningCase): ExpectedMeaning {
  const [outcome] = createNormalizer({ site }).normalize(bytes, GOLDEN_SOURCE, GOLDEN_NOW);
  if (outcome?.kind !== 'event') throw new Error(`"${line}" gives no document: ${JSON.stringify(outcome)}`);
  const [explanation] = createExplainer({ site })(bytes, GOLDEN_NOW);
  const { event, wincanal } = outcome.document;
  return {
    case: line,
    severity: wincanal.severity.label,
    reasons: wincanal.severity.reasons.join(' > '),
    title: wincanal.title,
    summary: wincanal.summary,
    reason: event.reason,
    ecs: [event.category.join(', '), event.type.join(', '), event.outcome ?? 'no outcome', event.action].join(' | '),
    role: wincanal.role,
    cause: explanation?.kind === 'explanation' ? explanation.causes[0] : undefined,
    remediation: wincanal.remediation?.id,
  };
}

/** The written expectations of a provider in the order of its cases; undefined when there are none. */
export function readExpectedMeanings(provider: Provider): unknown {
  const { expected } = pathsOf(provider);
  return existsSync(expected) ? JSON.parse(readFileSync(expected, 'utf8')) : undefined;
}
