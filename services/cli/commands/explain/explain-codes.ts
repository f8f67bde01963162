import type { CodeTable } from '../../../../normalizers/code-table.ts';
import type { CodeHit } from '../../../../normalizers/look-up-code.ts';
import { hang, textWidth } from '../../layout.ts';
import { printable, printableJson, type Output } from '../../terminal.ts';
import { drawLine } from './explain-records.ts';
import { presentCode, presentTable, presentUnlisted, writeCodeCommand, writeEventCommand } from './present-code.ts';
import { suggestCodes } from './suggest-codes.ts';

/** Shows every code that was found, the likeliest first. */
export async function explainCodes(text: string, hits: readonly CodeHit[], json: boolean, out: Output): Promise<0> {
  if (json) {
    for (const hit of hits) await out.write(`${JSON.stringify(toJson(hit))}\n`);
    return 0;
  }
  const several = hits.length > 1;
  if (several) {
    const names = hits.map(({ title, symbol }) => `${title} ${symbol}`).join(', ');
    const head = `"${printable(text)}" can be ${hits.length} things, the likeliest first: ${names}.`;
    await out.write(`${hang('', head, textWidth(out.columns())).join('\n')}\n${drawLine(out)}`);
  }
  for (const [index, hit] of hits.entries()) {
    if (index > 0) await out.write(drawLine(out));
    await out.write(`${presentCode(hit, out.columns(), out.colors, several).join('\n')}\n`);
  }
  return 0;
}

/** Says that a code is in no table, and what may have been meant. */
export async function refuseCode(text: string, tables: readonly CodeTable[], json: boolean, out: Output): Promise<1> {
  if (json) {
    const held = tables.map(({ kind, codes }) => ({
      kind,
      entries: codes.length,
      first: codes[0],
      last: codes.at(-1),
    }));
    const answer = { kind: 'unlisted', asked: text, tables: held, suggestions: suggestCodes(text, tables) };
    await out.write(`${printableJson(JSON.stringify(answer))}\n`);
  } else await out.write(`${presentUnlisted(text, tables, textWidth(out.columns())).join('\n')}\n`);
  return 1;
}

/** Lists a whole table. */
export async function listCodes(table: CodeTable, json: boolean, out: Output): Promise<0> {
  if (!json) {
    await out.write(`${presentTable(table, out.colors).join('\n')}\n`);
    return 0;
  }
  for (const key of table.codes) {
    const entry = table.find(key);
    if (entry === undefined) continue;
    await out.write(`${JSON.stringify({ kind: table.kind, code: entry.code, symbol: entry.symbol })}\n`);
  }
  return 0;
}

function toJson(hit: CodeHit): object {
  const { details, events } = hit;
  return {
    ...hit,
    details: Object.fromEntries(details.map(({ name, text }) => [name.toLowerCase().replaceAll(' ', '_'), text])),
    events: events.map(({ values, isSpecific, ...event }) => ({
      ...event,
      values: Object.fromEntries(values),
      specific: isSpecific,
      command: writeEventCommand({ ...event, values, isSpecific }),
    })),
    command: writeCodeCommand(hit),
  };
}
