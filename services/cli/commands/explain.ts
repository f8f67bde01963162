import type { Command } from 'commander';
import { FORMAT_NAMES } from '../../../normalizers/index.ts';
import { createCommand, UsageError, type Frame } from '../command.ts';
import { composeEventXml } from '../compose-event.ts';
import { hang, textWidth } from '../layout.ts';
import { printable, type Terminal } from '../terminal.ts';
import { explainCodes, listCodes, presentAlternatives, refuseCode, toJson } from './explain/explain-codes.ts';
import { listEvents, listValues, refuseEvent } from './explain/explain-events.ts';
import { drawLine, explainBytes, explainFile } from './explain/explain-records.ts';
import { applyLocalKnowledge, readLocalKnowledge, type LocalKnowledge } from './explain/local-knowledge.ts';
import { understand, type Question } from './explain/understand.ts';

interface Options {
  readonly json?: boolean;
  readonly host?: string;
}

const EXAMPLES = [
  ['npx wincanal explain schannel 36887 AlertDesc=48', 'an event by its values'],
  ['npx wincanal explain rassstp 1 "ErrorMessage=The operation timed out"', 'a value with spaces'],
  ['npx wincanal explain 36887', 'an event by its id alone'],
  ['npx wincanal explain --host dc1.corp.example schannel 36870', 'an event of that host, to try a site file'],
  ['npx wincanal explain saved-event.xml', 'a record as Event Viewer saves it, or as any collector writes it'],
  ['npx wincanal explain schannel', 'all events of the catalogue'],
  ['npx wincanal explain 0x80090325', 'a code in any notation: 80090325, 2148074277, -2146893019'],
  ['npx wincanal explain SEC_E_UNTRUSTED_ROOT', 'a symbol'],
  ['npx wincanal explain 800', 'a number that several tables have: all that fit, the likeliest first'],
  ['npx wincanal explain alert 48', 'one kind of code: alert, ras, state, status, cipher, protocol'],
  ['npx wincanal explain cipher C030', 'a cipher suite, by number or name'],
  ['npx wincanal explain alert', 'all alerts'],
] as const;

/** `wincanal explain`: what an event or a code means, for a person. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'explain',
      description:
        'Says what an event means: what happened, how bad it is and why, likely causes, who acts, what to do, commands ' +
        'to paste, and references. The event is a record in a file or on standard input, recognised by its content in ' +
        `any of the ${FORMAT_NAMES.length} formats of docs/formats.md, and read as the normalizer here would read it: ` +
        'WINCANAL_ASSUMED_TIMEZONE and the limits WINCANAL_MAX_* count. Or it is named by provider, event id and the ' +
        'values that matter. With a provider alone it lists the events of its catalogue. Bare event ids and codes are ' +
        'explained, too: TLS alerts, Schannel error states, status ' +
        'codes of SSPI, CryptoAPI, Win32, Winsock and WinHTTP, RAS errors, cipher suites, protocol versions. Commands ' +
        'have the process id and the host name of the event in them where these are nothing else; words in capitals ' +
        'are left for you. A file with the name of a code goes before the code. WINCANAL_EXCLUDE counts, and where ' +
        'WINCANAL_SITE_FILE names a site file (docs/site-file.md), its roles, owners, runbooks and severities. Needs no ' +
        'server.',
      examples: EXAMPLES,
      exits: [
        'explained',
        'a record could not be read, there was none, or it is an event of another provider; a number is in no table of ' +
          'codes or no event id of the catalogue',
        'wrong use or configuration; a word or name that is no file, provider, value or code',
      ],
    },
    frame,
  )
    .usage(
      '[options] [file|-]\n' +
        '       wincanal explain [options] <provider> [event-id] [Name=Value...]\n' +
        '       wincanal explain [options] <event-id> [Name=Value...]\n' +
        '       wincanal explain [options] [kind] <number|name>',
    )
    .argument(
      '[what...]',
      'a file, "-" for standard input (the default); a provider, an event id and values; or a code, which a kind may ' +
        'go before: alert, ras, state, status, cipher, protocol',
    )
    .option(
      '--json',
      'one JSON object an event: document, decoded, causes, commands, filled, related, sources, certificate where it ' +
        'carries one, excluded (true) where it is skipped here, severity_without_site where the site file changes it, ' +
        'impossible where values cannot be the codes that they stand for; or one a code or event id that fits: kind, code, symbol, ' +
        'details, events, command and more',
    )
    .option('--host <name>', 'the computer of an event that is named by its values')
    .action(async (what: string[], options: Options) => {
      frame.finish(await explain(what, options, frame.terminal));
    });
}

async function explain(what: readonly string[], options: Options, terminal: Terminal): Promise<0 | 1> {
  const { out, err } = terminal;
  if (what.length === 0 && process.stdin.isTTY) throw new UsageError(teach(textWidth(out.columns())));
  const question = await understand(what);
  if (options.host !== undefined && question.kind !== 'event') {
    throw new UsageError('--host goes with a provider and an event id; a record says itself which host it is from');
  }
  // Before the settings are read: what was typed is corrected first.
  const xml =
    question.kind === 'event'
      ? composeEventXml(
          question.event.provider,
          String(question.event.entry.id),
          question.values,
          Date.now(),
          options.host,
        )
      : '';
  const { local, warnings } = readLocalKnowledge(process.env);
  for (const warning of warnings) await err.write(`${err.colors.yellow('warning')}: ${printable(warning)}\n`);
  return answer(question, xml, local, options.json ?? false, terminal);
}

/** @param xml the record of an event that was named by its values */
async function answer(
  question: Question,
  xml: string,
  local: LocalKnowledge,
  json: boolean,
  { out, err }: Terminal,
): Promise<0 | 1> {
  switch (question.kind) {
    case 'events':
      return listEvents(question.provider, json, local, out);
    case 'event': {
      const { event, others } = question;
      if (others.length > 0 && !json) {
        await out.write(
          `${presentAlternatives(String(event.entry.id), event, others, out).join('\n')}\n${drawLine(out)}`,
        );
      }
      const carries = question.values.length === 0 ? listValues(event) : [];
      const code = await explainBytes(Buffer.from(xml), { json, out, local }, false, carries);
      const hits = json ? others.map((hit) => toJson(applyLocalKnowledge(hit, local))) : [];
      for (const hit of hits) await out.write(`${JSON.stringify(hit)}\n`);
      return code;
    }
    case 'unlisted event':
      return refuseEvent(question.provider, question.id, json, out);
    case 'records':
      return explainFile(question.name, { json, out, local }, err);
    case 'table':
      return listCodes(question.table, json, out);
    case 'code':
      return explainCodes(question, local, json, out);
    case 'unlisted':
      return refuseCode(question.text, question.tables, json, out);
  }
}

/** What to type, for who has typed the command alone. */
function teach(width: number): string {
  const lines = EXAMPLES.flatMap(([command, does]) => [`  $ ${command}`, ...hang(' '.repeat(6), does, width)]);
  return `say what to explain, for example:\n\n${lines.join('\n')}\n`;
}
