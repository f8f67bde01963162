import type { CodeTable } from '../../../../normalizers/code-table.ts';

/** What one code of a table is called inside a sentence: `TLS alert`, `status code`. */
export function nameCode({ title }: Pick<CodeTable, 'title'>): string {
  return title.replace(/^(?!Schannel)[A-Z](?=[a-z])/u, (letter) => letter.toLowerCase());
}

/** Which numbers each kind can be, for messages. */
export function describeForms(tables: readonly CodeTable[]): string {
  return tables.map((table) => `${nameCode(table)} (${table.form})`).join(', ');
}
