import { stat } from 'node:fs/promises';
import type { CodeTable } from '../../../../normalizers/code-table.ts';
import { findCodeTable, isCodeNumber, lookUpCode, type CodeHit } from '../../../../normalizers/look-up-code.ts';
import type { Provider } from '../../../../normalizers/provider.ts';
import { CODE_TABLES, PROVIDERS, providers } from '../../../../normalizers/registry.ts';
import { suggest } from '../../../runtime/closest-names.ts';
import { UsageError } from '../../command.ts';
import { findProviderByWord, providerWords } from '../../compose-event.ts';
import { describeForms } from './describe-forms.ts';
import type { Choice } from './explain-codes.ts';
import { EVENT_ID, listValues, writeEventIdCommand, type KnownEvent } from './explain-events.ts';
import { adviseCodes, suggestCodes } from './suggest-codes.ts';

/** What the arguments of `explain` ask for. */
export type Question =
  | { readonly kind: 'records'; readonly name: string }
  | { readonly kind: 'events'; readonly provider: Provider }
  | {
      readonly kind: 'event';
      readonly event: KnownEvent;
      readonly values: readonly string[];
      /** Codes that the number can be as well, where it came without its provider. */
      readonly others: readonly CodeHit[];
    }
  | { readonly kind: 'unlisted event'; readonly provider: Provider; readonly id: string }
  | { readonly kind: 'table'; readonly table: CodeTable }
  | ({ readonly kind: 'code' } & Choice)
  | { readonly kind: 'unlisted'; readonly text: string; readonly tables: readonly CodeTable[] };

/** A symbol as headers of Windows and TLS write them; names of files have dots and slashes. */
const SYMBOL = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+_?$/;
const LIKE_A_NUMBER = /^-?(?:0x)?[0-9a-f]*[0-9][0-9a-f]*$/i;

/**
 * Understands the arguments: a provider or a kind of code by its word, else a file, else a bare code or event id.
 * @throws UsageError for what is none of these, with what it may have been meant to be
 */
export async function understand(what: readonly string[]): Promise<Question> {
  const [first = '-', second, ...others] = what;
  const provider = findProviderByWord(first);
  if (provider !== undefined) {
    return second === undefined ? { kind: 'events', provider } : understandEvent(provider, second, others);
  }
  const rest = what.slice(1).join(' ').trim();
  const table = findCodeTable(first);
  if (table !== undefined) return rest === '' ? { kind: 'table', table } : understandCode(rest, table);
  if (first === '-' || (await exists(first))) {
    if (second !== undefined) throw new UsageError(`"${first}" is a file; one at a time, so "${second}" is too much`);
    return { kind: 'records', name: first };
  }
  return understandBare(what.join(' ').trim(), first, what.slice(1));
}

/** An event of a provider that was named. */
function understandEvent(provider: Provider, id: string, values: readonly string[]): Question {
  const { data, entries } = provider.catalog;
  if (!EVENT_ID.test(id)) {
    const hint = suggest(id, Object.keys(data.events));
    throw new UsageError(`"${id}" is no event id of ${data.provider.name}: these are whole numbers.${hint}`);
  }
  const entry = entries.get(Number(id));
  if (entry === undefined) return { kind: 'unlisted event', provider, id };
  return { kind: 'event', event: { provider, entry }, values, others: [] };
}

/** A code of a kind that was named. */
function understandCode(text: string, table: CodeTable): Question {
  const hits = lookUpCode(text, [table]);
  if (hits.length > 0) return { kind: 'code', text, hits, events: [] };
  if (isCodeNumber(text, [table])) return { kind: 'unlisted', text, tables: [table] };
  const advice = adviseCodes(suggestCodes(text, [table]));
  throw new UsageError(`"${text}" is no ${describeForms([table])}, nor the name of one.${advice}`);
}

function understandBare(text: string, first: string, rest: readonly string[]): Question {
  const events = findEvents(first);
  const [event, another] = events;
  if (event !== undefined && rest.length > 0 && rest.every((word) => word.includes('='))) {
    if (another === undefined) return { kind: 'event', event, values: rest, others: [] };
    const commands = events.map((one) => `"${writeEventIdCommand(one)} ${rest.join(' ')}"`);
    throw new UsageError(`several providers have an event ${first}; say which: ${commands.join(' or ')}`);
  }
  const hits = lookUpCode(text);
  if (event !== undefined && rest.length === 0) {
    // The number of a suite in decimal, say, is less likely than an event id.
    return another === undefined && !isUsualCode(text)
      ? { kind: 'event', event, values: [], others: hits }
      : { kind: 'code', text, hits, events };
  }
  if (hits.length > 0) return { kind: 'code', text, hits, events: [] };
  if (event !== undefined) throw new UsageError(describeStrayValue(event, first, rest));
  if (isCodeNumber(text)) {
    return { kind: 'unlisted', text, tables: CODE_TABLES.filter((table) => isCodeNumber(text, [table])) };
  }
  const advice = adviseCodes(suggestCodes(text, CODE_TABLES));
  const kinds = CODE_TABLES.map(({ kind }) => kind);
  if (SYMBOL.test(text)) throw new UsageError(`"${text}" is in no table of codes (${kinds.join(', ')}).${advice}`);
  if (LIKE_A_NUMBER.test(text)) {
    throw new UsageError(`"${text}" is no code: a ${describeForms(CODE_TABLES.slice(0, 4))}.${advice}`);
  }
  const hint = suggest(first, [...providerWords(), ...kinds]) || advice;
  const keys = providers.map(({ key }) => key).join(', ');
  throw new UsageError(
    `"${first}" is neither a file nor a provider (${keys}) nor a code or event id (a number, a symbol, or one of ` +
      `${kinds.join(', ')} with either).${hint}`,
  );
}

/** An event id with something behind it that is no `Name=Value`: what its values are called. */
function describeStrayValue(event: KnownEvent, id: string, rest: readonly string[]): string {
  const stray = rest.find((word) => !word.includes('=')) ?? '';
  const names = listValues(event);
  const known = names.length === 0 ? 'it has none' : `its values are ${names.join(', ')}`;
  return `"${stray}" behind the event id ${id} is no Name=Value; ${known}`;
}

/** Events of any provider with a number as their id. */
function findEvents(id: string): KnownEvent[] {
  if (!EVENT_ID.test(id)) return [];
  return PROVIDERS.flatMap((provider) => {
    const entry = provider.catalog.entries.get(Number(id));
    return entry === undefined ? [] : [{ provider, entry }];
  });
}

/** True where a table has the number in a notation that events and documentation use for it. */
function isUsualCode(text: string): boolean {
  return CODE_TABLES.some(({ read, find }) => read(text).usual.some((code) => find(code) !== undefined));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
