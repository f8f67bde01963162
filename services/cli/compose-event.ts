import { isImpossible, type CodeTable } from '../../normalizers/code-table.ts';
import type { Provider } from '../../normalizers/provider.ts';
import { PROVIDERS } from '../../normalizers/registry.ts';
import { renderEventXml } from '../simulate/index.ts';
import { suggest } from '../runtime/closest-names.ts';
import { UsageError } from './command.ts';
import { nameCode } from './commands/explain/describe-forms.ts';
import { adviseCodes, suggestCodes } from './commands/explain/suggest-codes.ts';
import { INVOCATION } from './invocation.ts';

/** Finds a provider by registry key, name or alias, in any case. */
export function findProviderByWord(word: string): Provider | undefined {
  const wanted = word.toLowerCase();
  return PROVIDERS.find(({ catalog: { data } }) =>
    spellings(data.provider).some((name) => name.toLowerCase() === wanted),
  );
}

/** The names under which the user may ask for a provider. */
export function providerWords(): string[] {
  return PROVIDERS.flatMap(({ catalog: { data } }) => spellings(data.provider));
}

function spellings({ key, name, aliases }: { key: string; name: string; aliases: readonly string[] }): string[] {
  return [key, name, ...aliases];
}

/**
 * Composes the event that `explain schannel 36887 AlertDesc=48` asks about, as XML for the normalizer.
 *
 * @param values `Name=Value`, names in any case; a number in any notation, or the name that a code table has for it
 * @param nowMs time of the event
 * @param computer the host it is from; nobody's by default: the texts then speak of no host
 * @throws UsageError for an unknown id or name, or a value that cannot be one of its type
 */
export function composeEventXml(
  provider: Provider,
  idText: string,
  values: readonly string[],
  nowMs: number,
  computer = '',
): string {
  const { data, entries } = provider.catalog;
  const entry = /^\d+$/u.test(idText) ? entries.get(Number(idText)) : undefined;
  if (entry === undefined) {
    const ids = Object.keys(data.events);
    throw new UsageError(
      `${data.provider.name} has no event "${idText}" in the catalogue.${suggest(idText, ids)} ` +
        `"${INVOCATION} explain ${data.provider.key}" lists all ${ids.length}.`,
    );
  }
  const names = [...new Set(entry.data.templates.flatMap(({ fields }) => fields))];
  const given = new Map<string, string>();
  const pairs = new Map<string, string>();
  for (const pair of values) {
    const [name, value] = parsePair(pair, `${data.provider.name} ${idText}`, names, provider);
    const earlier = pairs.get(name);
    if (earlier !== undefined) {
      throw new UsageError(`${name} is given twice, as "${earlier}" and as "${pair}": an event has it once.`);
    }
    pairs.set(name, pair);
    given.set(name, value);
  }
  // In the order of the newest template that has them all; an event never carries its values in another order.
  const template = entry.data.templates.findLast(({ fields }) =>
    [...given.keys()].every((name) => fields.includes(name)),
  );
  const ordered = (template?.fields ?? names).flatMap((name) => {
    const value = given.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return renderEventXml({
    providerName: data.provider.name,
    providerGuid: data.provider.guid,
    eventId: entry.id,
    qualifiers: undefined,
    version: 0,
    level: 0,
    task: 0,
    opcode: 0,
    keywords: '0x8000000000000000',
    timeMs: nowMs,
    ticks: 0,
    recordId: 1,
    channel: 'System',
    computer,
    userSid: undefined,
    processId: 0,
    threadId: 0,
    activityId: undefined,
    data: ordered,
    container: 'EventData',
    rendering: { culture: 'en-US', message: undefined },
  });
}

function parsePair(
  pair: string,
  event: string,
  names: readonly string[],
  provider: Provider,
): [name: string, value: string] {
  const equals = pair.indexOf('=');
  const known = names.length === 0 ? 'it carries no values' : `it carries ${names.join(', ')}`;
  if (equals < 1) throw new UsageError(`"${pair}" is not Name=Value; ${event}: ${known}.`);
  const asked = pair.slice(0, equals);
  const value = pair.slice(equals + 1).trim();
  const name = names.find((candidate) => candidate.toLowerCase() === asked.toLowerCase());
  if (name === undefined) {
    throw new UsageError(`${event} carries no value named "${asked}": ${known}.${suggest(asked, names)}`);
  }
  const { type, decode = '' } = provider.catalog.data.fields[name] ?? {};
  const isNumber = type === 'UInt32' || type === 'HexInt32';
  // What Windows writes as a number is looked up; any text may stand where it writes text.
  return [name, isNumber ? readNumber(name, value, decode, provider) : value];
}

const NUMBER = /^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i;
/** Windows writes numbers of 32 bits. */
const LARGEST = 0xffff_ffff;

/**
 * The number that a person means, as an event has it. What the decoder reads by itself stays as it was written.
 * @throws UsageError for what is no number, and no name of one
 */
function readNumber(name: string, value: string, decoder: string, { codeTables }: Provider): string {
  const table = codeTables.find(({ decoders }) => decoders.includes(decoder))?.table;
  const isNumber = NUMBER.test(value) && Number(value) <= LARGEST;
  if (isNumber && (table === undefined || !isImpossible(value, table))) return value;
  if (table === undefined) {
    throw new UsageError(`${name} is "${value}": it must be a number up to ${LARGEST}, such as 2048 or 0x800.`);
  }
  const code = isNumber ? undefined : (table.names.get(value.toLowerCase()) ?? table.read(value).usual[0]);
  if (code !== undefined) return table.find(code)?.value ?? code;
  // A form may name the name itself.
  const numbers = table.form.replace(/, or its name$/u, '');
  throw new UsageError(
    `${name} is "${value}": it must be the name of a ${nameCode(table)}, or ${numbers}.${adviseNumber(value, table)}`,
  );
}

function adviseNumber(value: string, table: CodeTable): string {
  const advice = adviseCodes(suggestCodes(value, [table]));
  return advice === '' ? ` "${INVOCATION} explain ${table.kind}" lists them.` : advice;
}
