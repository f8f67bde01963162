import { isDead } from '../../normalizers/decode/decoded.ts';
import { decodeText } from '../../normalizers/decode/detect.ts';
import { DEFAULT_LIMITS } from '../../normalizers/decode/limits.ts';
import { isUnreadable, readText } from '../../normalizers/decode/read-text.ts';
import { listFacts } from '../../normalizers/enrich/text.ts';
import { interpretEvent, type Interpretation } from '../../normalizers/interpret.ts';
import { findProvider } from '../../normalizers/registry.ts';
import type { EventData, WindowsEvent } from '../../normalizers/windows-event.ts';
import { readGoldenCases } from '../../test/golden/golden-cases.ts';
import type { Catalogue } from './knowledge.ts';

/** A recorded event of the golden cases, as wincanal understands it. */
interface Sample {
  readonly name: string;
  readonly interpretation: Interpretation;
}

/** Every golden event of a known id. They are what the pages quote, so a page never says what wincanal does not. */
const SAMPLES: readonly Sample[] = readGoldenCases().flatMap(({ name, bytes }) => {
  const decoded = readText(bytes, DEFAULT_LIMITS);
  if (isUnreadable(decoded)) return [];
  return decodeText(decoded).flatMap((event) => {
    const provider = isDead(event) ? undefined : findProvider(event.providerName);
    if (isDead(event) || provider === undefined) return [];
    const interpretation = interpretEvent(event, provider);
    return interpretation.entry === undefined ? [] : [{ name, interpretation }];
  });
});

function samplesOf({ provider }: Catalogue): readonly Sample[] {
  return SAMPLES.filter(({ interpretation }) => interpretation.provider.catalog.data.provider.key === provider.key);
}

/** Notes about odd input, or a text of Windows in a language other than English; an example shall be an ordinary event. */
function isOdd({ interpretation: { event, fields, summary } }: Sample): boolean {
  if (/[^\p{ASCII}]/u.test(summary)) return true;
  return [...event.tags, ...fields.tags].some((tag) => tag !== 'role_inferred');
}

/** An example of an event that says as much as possible; undefined where no golden case is of this id. */
export function findExample(catalogue: Catalogue, id: string): Interpretation | undefined {
  const ranked = samplesOf(catalogue)
    .filter(({ interpretation: { event, summary } }) => String(event.eventId) === id && summary.length < 500)
    .map((sample) => ({
      sample,
      odd: isOdd(sample) ? 1 : 0,
      told: countTold(sample),
      length: sample.interpretation.summary.length,
    }));
  ranked.sort(
    (a, b) => a.odd - b.odd || b.told - a.told || a.length - b.length || (a.sample.name < b.sample.name ? -1 : 1),
  );
  return ranked[0]?.sample.interpretation;
}

/** How many facts that the texts of the event's id can name this one has. */
function countTold({ interpretation: { entry, facts } }: Sample): number {
  const wanted = new Set([entry?.data.summary ?? ''].flatMap(listFacts));
  return [...wanted].filter((fact) => facts.has(fact)).length;
}

/**
 * Document fields into which a value of an event is read, found by reading golden events with this value alone, and with
 * each role beside it where the event names one, because the role decides whose certificate or name it is.
 * @returns dotted names; none for a value that is only kept in `winlog.event_data`
 */
export function findDecoded(catalogue: Catalogue, id: string, field: string): string[] {
  const all = samplesOf(catalogue);
  const own = all.filter(({ interpretation }) => String(interpretation.event.eventId) === id);
  const carriers = own.filter(({ interpretation }) => interpretation.event.data[field] !== undefined);
  const besides: EventData[] = [{}, ...listRoles(catalogue, id, all).filter((role) => role[field] === undefined)];
  const found = new Set<string>();
  for (const { interpretation } of carriers) {
    const value = interpretation.event.data[field] ?? '';
    for (const beside of besides) {
      const before = readFields(interpretation, beside);
      for (const [path, leaf] of readFields(interpretation, { ...beside, [field]: value }))
        if (before.get(path) !== leaf) found.add(path);
    }
  }
  return [...found].sort();
}

/** Each value that names a role, as it occurs in golden events, where events of this id have such a value. */
function listRoles({ fields, events }: Catalogue, id: string, samples: readonly Sample[]): EventData[] {
  const names = new Set((events[id]?.templates ?? []).flatMap((template) => template.fields));
  return [...names]
    .filter((name) => fields[name]?.decode === 'role')
    .flatMap((name) =>
      [...new Set(samples.flatMap(({ interpretation }) => interpretation.event.data[name] ?? []))].map((value) => ({
        [name]: value,
      })),
    );
}

/** What an event means that has these values and no others: leaves of the provider's fields. */
function readFields({ event, provider }: Interpretation, values: EventData): Map<string, string> {
  const data = Object.assign(Object.create(null) as EventData, values);
  const bare: WindowsEvent = { ...event, data, unnamed: [], binary: undefined };
  const { role, tags, ...fields } = interpretEvent(bare, provider).fields;
  const leaves = new Map<string, string>([['wincanal.role', role]]);
  // A role that was inferred is a guess of the reading, not what the value says.
  if (tags.includes('role_inferred')) leaves.delete('wincanal.role');
  // What a person is shown of a certificate besides is no field of a document.
  collectLeaves({ ...fields, certificate: undefined }, '', leaves);
  return leaves;
}

function collectLeaves(value: object, prefix: string, leaves: Map<string, string>): void {
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    if (part === undefined || part === null) continue;
    if (typeof part === 'object' && !Array.isArray(part)) collectLeaves(part, `${prefix}${name}.`, leaves);
    else leaves.set(`${prefix}${name}`, JSON.stringify(part));
  }
}
