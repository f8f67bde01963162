import { stat } from 'node:fs/promises';
import type { CodeTable } from '../../../../normalizers/code-table.ts';
import { findCodeTable, isCodeNumber, lookUpCode, type CodeHit } from '../../../../normalizers/look-up-code.ts';
import type { Provider } from '../../../../normalizers/provider.ts';
import { CODE_TABLES, providers } from '../../../../normalizers/registry.ts';
import { suggest } from '../../../runtime/closest-names.ts';
import { UsageError } from '../../command.ts';
import { findProviderByWord, providerWords } from '../../compose-event.ts';
import { adviseCodes, suggestCodes } from './suggest-codes.ts';

/** What the arguments of `explain` ask for. */
export type Question =
  | { readonly kind: 'records'; readonly name: string }
  | { readonly kind: 'events'; readonly provider: Provider }
  | { readonly kind: 'event'; readonly provider: Provider; readonly id: string; readonly values: readonly string[] }
  | { readonly kind: 'table'; readonly table: CodeTable }
  | { readonly kind: 'code'; readonly text: string; readonly hits: readonly CodeHit[] }
  | { readonly kind: 'unlisted'; readonly text: string; readonly tables: readonly CodeTable[] };

/** A symbol as headers of Windows and TLS write them; names of files have dots and slashes. */
const SYMBOL = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+_?$/;
/** A name of any table: `unknown_ca`, `handshake failure`, `TLS 1.0`. */
const NAME = /^[A-Za-z][A-Za-z0-9_. -]*$/;
const LIKE_A_NUMBER = /^-?(?:0x)?[0-9a-f]*[0-9][0-9a-f]*$/i;

/**
 * Understands the arguments: a provider or a kind of code by its word, else a file, else a bare code.
 * @throws UsageError for what is none of these, with what it may have been meant to be
 */
export async function understand(what: readonly string[]): Promise<Question> {
  const [first = '-', second, ...others] = what;
  const provider = findProviderByWord(first);
  if (provider !== undefined) {
    return second === undefined
      ? { kind: 'events', provider }
      : { kind: 'event', provider, id: second, values: others };
  }
  const rest = what.slice(1).join(' ').trim();
  const table = findCodeTable(first);
  if (table !== undefined) return rest === '' ? { kind: 'table', table } : understandCode(rest, table);
  if (first === '-' || (await exists(first))) {
    if (second !== undefined) throw new UsageError(`"${first}" is a file; one at a time, so "${second}" is too much`);
    return { kind: 'records', name: first };
  }
  return understandBare(what.join(' ').trim(), first);
}

/** A code of a kind that was named. */
function understandCode(text: string, table: CodeTable): Question {
  const hits = lookUpCode(text, [table]);
  if (hits.length > 0) return { kind: 'code', text, hits };
  if (isCodeNumber(text, [table]) || NAME.test(text)) return { kind: 'unlisted', text, tables: [table] };
  const advice = adviseCodes(suggestCodes(text, [table]));
  throw new UsageError(`"${text}" is no ${describeForms([table])}.${advice}`);
}

function understandBare(text: string, first: string): Question {
  const hits = lookUpCode(text);
  if (hits.length > 0) return { kind: 'code', text, hits };
  if (isCodeNumber(text)) {
    return { kind: 'unlisted', text, tables: CODE_TABLES.filter((table) => isCodeNumber(text, [table])) };
  }
  if (SYMBOL.test(text)) return { kind: 'unlisted', text, tables: CODE_TABLES };
  if (LIKE_A_NUMBER.test(text)) {
    const advice = adviseCodes(suggestCodes(text, CODE_TABLES));
    throw new UsageError(`"${text}" is no code: a ${describeForms(CODE_TABLES.slice(0, 4))}.${advice}`);
  }
  const kinds = CODE_TABLES.map(({ kind }) => kind);
  const advice = suggest(first, [...providerWords(), ...kinds]) || adviseCodes(suggestCodes(text, CODE_TABLES));
  const keys = providers.map(({ key }) => key).join(', ');
  throw new UsageError(
    `"${first}" is neither a file nor a provider (${keys}) nor a code (a number, a symbol, or one of ` +
      `${kinds.join(', ')} with either).${advice}`,
  );
}

/** Which numbers each kind can be, for messages. */
export function describeForms(tables: readonly CodeTable[]): string {
  return tables.map(({ title, form }) => `${title.replace(/^[A-Z](?=[a-z])/u, lower)} (${form})`).join(', ');
}

function lower(letter: string): string {
  return letter.toLowerCase();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
