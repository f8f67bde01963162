import type { CodeTable } from '../../../../normalizers/code-table.ts';
import type { CodeHit } from '../../../../normalizers/look-up-code.ts';
import { hang, textWidth } from '../../layout.ts';
import { printable, printableJson, type Output } from '../../terminal.ts';
import { nameCode } from './describe-forms.ts';
import { describeEventId, nameEvent, presentEventId, type KnownEvent } from './explain-events.ts';
import { drawLine } from './explain-records.ts';
import { applyLocalKnowledge, hereToJson, type LocalHit, type LocalKnowledge } from './local-knowledge.ts';
import { presentCode, presentTable, presentUnlisted, writeCodeCommand, writeEventCommand } from './present-code.ts';
import { suggestCodes } from './suggest-codes.ts';

/** What a text can be: codes, the likeliest first, and events. */
export interface Choice {
  readonly text: string;
  readonly hits: readonly CodeHit[];
  readonly events: readonly KnownEvent[];
}

/** Shows every code that was found, the likeliest first, and the events that have the number as their id. */
export async function explainCodes(
  { text, hits: found, events }: Choice,
  local: LocalKnowledge,
  json: boolean,
  out: Output,
): Promise<0> {
  const hits = found.map((hit) => applyLocalKnowledge(hit, local));
  if (json) {
    const answers = [...hits.map(toJson), ...events.map((event) => describeEventId(event, local))];
    for (const answer of answers) await out.write(`${JSON.stringify(answer)}\n`);
    return 0;
  }
  const several = hits.length + events.length > 1;
  const blocks = [
    ...(several ? [introduce(text, hits, events, out)] : []),
    ...hits.map((hit) => presentCode(hit, out.columns(), out.colors, several)),
    ...events.map((event) => presentEventId(event, local, out)),
  ];
  await out.write(blocks.map((lines) => `${lines.join('\n')}\n`).join(drawLine(out)));
  return 0;
}

function introduce(text: string, hits: readonly LocalHit[], events: readonly KnownEvent[], out: Output): string[] {
  const names = [...hits.map((hit) => `${nameCode(hit)} ${hit.symbol}`), ...events.map(nameEvent)];
  const head = `"${printable(text)}" can be ${names.length} things, the likeliest first: ${names.join(', ')}.`;
  return hang('', head, textWidth(out.columns()));
}

/** What goes before the explanation of an event that was named by its number alone, where this can be a code as well. */
export function presentAlternatives(text: string, event: KnownEvent, hits: readonly CodeHit[], out: Output): string[] {
  const others = hits.map((hit) => `${nameCode(hit)} ${hit.symbol} ("${writeCodeCommand(hit)}")`);
  const head = `"${printable(text)}" is taken for ${nameEvent(event)}. It can also be ${others.join(' or ')}.`;
  return hang('', head, textWidth(out.columns()));
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
    await out.write(`${presentTable(table, out.columns(), out.colors).join('\n')}\n`);
    return 0;
  }
  for (const key of table.codes) {
    const entry = table.find(key);
    if (entry === undefined) continue;
    await out.write(`${JSON.stringify({ kind: table.kind, code: entry.code, symbol: entry.symbol })}\n`);
  }
  return 0;
}

/** A code for scripts. */
export function toJson(hit: LocalHit): object {
  const { details, events } = hit;
  return {
    ...hit,
    details: Object.fromEntries(details.map(({ name, text }) => [name.toLowerCase().replaceAll(' ', '_'), text])),
    events: events.map(({ values, isSpecific, excluded, severityWithoutSite, ...event }) => ({
      ...event,
      ...hereToJson(excluded === true, severityWithoutSite),
      values: Object.fromEntries(values),
      specific: isSpecific,
      command: writeEventCommand({ ...event, values, isSpecific }),
    })),
    command: writeCodeCommand(hit),
  };
}
