import { SUBSYSTEMS } from '../../normalizers/enrich/status-code-table.ts';
import { nameRole } from '../../normalizers/roles.ts';
import {
  CONFIDENCE,
  confidenceOf,
  describeRest,
  describeSources,
  describeUses,
  finish,
  lines,
  listCarriers,
  mark,
} from './describe-entry.ts';
import { describeTable, groupBy, type Row } from './describe-table.ts';
import { tableOf, textOf, type Entry } from './knowledge.ts';
import { code, link, text } from './markdown.ts';
import { linkCode } from './words.ts';

/** The page of the internal states of Schannel, by hundreds: each hundred is a part of the handshake. */
export function describeErrorStates(): string {
  const states = tableOf('state');
  return describeTable(
    states,
    `Carried as \`ErrorState\` (in 36870 as \`ErrorStatus\`) by ${listCarriers('error_state')}. They are neither Windows errors nor SSPI codes: they say at which point of its code Schannel gave up.\n\n${CONFIDENCE}`,
    groupBy(states.entries, ([number]) => String(Math.min(Math.floor(Number(number) / 100), 100) * 100)).map(
      ([first, rows]) => ({ id: `from-${first}`, title: nameHundred(first, rows), rows }),
    ),
    ['State', 'Name', 'Meaning', 'Side', 'Alerts', 'Confidence'],
    ([number, entry]) => [
      mark(number, textOf(entry, 'name')),
      code(textOf(entry, 'name') ?? ''),
      lines(
        finish(textOf(entry, 'meaning')),
        finish(textOf(entry, 'check')),
        ...describeFix(entry),
        ...describeUses(['error_state.code'], number),
        ...describeRest(entry, ['name', 'meaning', 'role', 'alerts', 'check', 'fix', 'confidence', 'source']),
        describeSources(entry),
      ),
      text(nameRole(textOf(entry, 'role') ?? '') ?? 'either'),
      (Array.isArray(entry['alerts']) ? entry['alerts'] : [])
        .map((alert) => linkCode(tableOf('alert'), String(alert), 'name'))
        .join(', '),
      confidenceOf(entry),
    ],
  );
}

function nameHundred(first: string, rows: readonly Row[]): string {
  const parts = [...new Set(rows.map(([, entry]) => (textOf(entry, 'name') ?? '').split('_')[0] ?? ''))];
  const shown = parts.length > 4 ? [...parts.slice(0, 3), `${parts.length - 3} more`] : parts;
  return `${rows[0]?.[0] ?? first} to ${rows.at(-1)?.[0] ?? first}: ${shown.join(', ')}`;
}

/** The page of the Windows status codes, by the system that defines them. */
export function describeStatusCodes(): string {
  const codes = tableOf('status');
  return describeTable(
    codes,
    `Carried as \`Error\` and \`ErrorCode\` by ${listCarriers('status_code')}, and inside the error text of Windows by ${listCarriers('error_text')}. A code is read in every notation that occurs: \`0x80090325\`, \`80090325\`, \`2148074277\`, \`-2146893019\`, \`(0x80090325)\` and, widened to 64 bits, \`0xffffffff80090325\` are the same; Win32 errors are found by their number (\`0x00000005\`) and as HRESULT (\`0x80070005\`). A text without a number is recognised by the English words that the table shows as “Known by”.\n\n${CONFIDENCE}`,
    groupBy(codes.entries, ([, entry]) => textOf(entry, 'subsystem') ?? '').map(([subsystem, rows]) => ({
      id: `from-${subsystem}`,
      title: SUBSYSTEMS[subsystem] ?? subsystem,
      rows,
    })),
    ['Code', 'Decimal', 'Symbol', 'Meaning', 'Confidence'],
    ([value, entry]) => [
      mark(value, textOf(entry, 'symbol')),
      String(Number(value) | 0),
      code(textOf(entry, 'symbol') ?? ''),
      lines(
        ...describeStatus(entry),
        ...describeUses(['error.code'], value),
        ...describeSymbolUses(entry),
        describeSources(entry),
      ),
      confidenceOf(entry, ['fix', 'fix_confidence']),
    ],
  );
}

/** The page of the RAS errors. */
export function describeRasErrors(): string {
  const errors = tableOf('ras');
  return describeTable(
    errors,
    `Numbers that RasClient and the VPN client of Windows report for the whole connection attempt. The events of RasSstp carry one only where Windows Server 2008 wrote it into the data section of ${link('5', 'rassstp.md#5')}; or as an error text that is nothing but the number; otherwise they are here to look up.\n\n${CONFIDENCE}`,
    [{ id: 'all', title: 'Errors', rows: errors.entries }],
    ['Error', 'Symbol', 'Meaning', 'Confidence'],
    ([value, entry]) => [
      mark(value, textOf(entry, 'symbol')),
      code(textOf(entry, 'symbol') ?? ''),
      lines(...describeStatus(entry), describeSources(entry)),
      confidenceOf(entry, ['fix', 'fix_confidence']),
    ],
  );
}

function describeStatus(entry: Entry): string[] {
  const known = textOf(entry, 'text');
  return [
    finish(textOf(entry, 'meaning')),
    ...describeFix(entry),
    known === undefined ? '' : `Known by “${text(known)}”`,
    ...describeRest(entry, ['symbol', 'subsystem', 'meaning', 'fix', 'text', 'confidence', 'fix_confidence', 'source']),
  ];
}

function describeFix(entry: Entry): string[] {
  const fix = textOf(entry, 'fix');
  return fix === undefined ? [] : [`Usual fix: ${finish(fix)}`];
}

function describeSymbolUses(entry: Entry): string[] {
  const symbol = textOf(entry, 'symbol');
  return symbol === undefined ? [] : describeUses(['error.symbol'], symbol);
}
