import type { Command } from 'commander';
import type { Provider } from '../../../normalizers/provider.ts';
import type { SiteKnowledge } from '../../../normalizers/index.ts';
import { loadSiteFile } from '../../runtime/site-file.ts';
import { createCommand, UsageError, type Frame } from '../command.ts';
import { composeEventXml } from '../compose-event.ts';
import { columns, hang, textWidth } from '../layout.ts';
import { paintSeverity } from '../present-document.ts';
import { printable, type Output, type Terminal } from '../terminal.ts';
import { explainCodes, listCodes, refuseCode } from './explain/explain-codes.ts';
import { explainBytes, explainFile } from './explain/explain-records.ts';
import { understand } from './explain/understand.ts';

interface Options {
  readonly json?: boolean;
  readonly host?: string;
}

const EXAMPLES = [
  ['wincanal explain schannel 36887 AlertDesc=48', 'an event by its values'],
  ['wincanal explain rassstp 1 "ErrorMessage=The operation timed out"', 'a value with spaces'],
  ['wincanal explain --host dc1.corp.example schannel 36870', 'an event of that host, to try a site file'],
  ['wincanal explain saved-event.xml', 'a record, as Event Viewer saves it'],
  ['wincanal explain schannel', 'all events of the catalogue'],
  ['wincanal explain 0x80090325', 'a code in any notation: 80090325, 2148074277, -2146893019'],
  ['wincanal explain SEC_E_UNTRUSTED_ROOT', 'a symbol'],
  ['wincanal explain 800', 'a number that several tables have: all that fit, the likeliest first'],
  ['wincanal explain alert 48', 'one kind of code: alert, ras, state, status, cipher, protocol'],
  ['wincanal explain cipher C030', 'a cipher suite, by number or name'],
  ['wincanal explain alert', 'all alerts'],
] as const;

/** `wincanal explain`: what an event or a code means, for a person. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'explain',
      description:
        'Says what an event means: what happened, how bad it is and why, likely causes, who acts, what to do, commands ' +
        'to paste, and references. The event is a record in a file or on standard input, in any format that the ' +
        'normalizer reads; or it is named by provider, event id and the values that matter. With a provider alone it ' +
        'lists the events of its catalogue. Bare codes are explained, too: TLS alerts, Schannel error states, status ' +
        'codes of SSPI, CryptoAPI, Win32, Winsock and WinHTTP, RAS errors, cipher suites, protocol versions. Commands ' +
        'have the process id and the host name of the event in them where these are nothing else; words in capitals ' +
        'are left for you. A file with the name of a code goes before the code. Where WINCANAL_SITE_FILE names a site ' +
        'file (docs/site-file.md), its roles, owners, runbooks and severities count. Needs no server.',
      examples: EXAMPLES,
      exits: [
        'explained',
        'a record could not be read, or is an event of another provider; a code is well formed, but in no table',
      ],
    },
    frame,
  )
    .usage(
      '[options] [file|-]\n' +
        '       wincanal explain [options] <provider> [event-id] [Name=Value...]\n' +
        '       wincanal explain [options] [alert|ras|state|status|cipher|protocol] <number|name>',
    )
    .argument(
      '[what...]',
      'a file, "-" for standard input (the default); a provider, an event id and values; or a code',
    )
    .option(
      '--json',
      'one JSON object an event: document, causes, commands, filled, related, sources; or one a code that fits',
    )
    .option('--host <name>', 'the computer of an event that is named by its values')
    .action(async (what: string[], options: Options) => {
      frame.finish(await explain(what, options, frame.terminal));
    });
}

async function explain(
  what: readonly string[],
  { json = false, host }: Options,
  { out, err }: Terminal,
): Promise<0 | 1> {
  if (what.length === 0 && process.stdin.isTTY) throw new UsageError(teach(textWidth(out.columns())));
  const question = await understand(what);
  if (host !== undefined && question.kind !== 'event') {
    throw new UsageError('--host goes with a provider and an event id; a record says itself which host it is from');
  }
  switch (question.kind) {
    case 'events':
      return listEvents(question.provider, json, out);
    case 'event': {
      const { provider, id, values } = question;
      const xml = composeEventXml(provider, id, values, Date.now(), host);
      return explainBytes(Buffer.from(xml), { json, out, site: await readSite(err) });
    }
    case 'records':
      return explainFile(question.name, { json, out, site: await readSite(err) });
    case 'table':
      return listCodes(question.table, json, out);
    case 'code':
      return explainCodes(question.text, question.hits, json, out);
    case 'unlisted':
      return refuseCode(question.text, question.tables, json, out);
  }
}

/**
 * Reads the site file, where the environment names one. Of the configuration this command needs nothing else, so what else
 * may be wrong with it does not matter here.
 */
async function readSite(err: Output): Promise<SiteKnowledge | undefined> {
  const path = process.env['WINCANAL_SITE_FILE']?.trim() ?? '';
  const file = loadSiteFile(path === '' ? undefined : path);
  for (const warning of file?.warnings ?? []) {
    await err.write(`${err.colors.yellow('warning')}: ${printable(warning)}\n`);
  }
  return file?.site;
}

/** What to type, for who has typed the command alone. */
function teach(width: number): string {
  const lines = EXAMPLES.flatMap(([command, does]) => [`  $ ${command}`, ...hang(' '.repeat(6), does, width)]);
  return `say what to explain, for example:\n\n${lines.join('\n')}\n`;
}

async function listEvents(provider: Provider, json: boolean, out: Output): Promise<0> {
  const { provider: names, events } = provider.catalog.data;
  const list = Object.entries(events).sort(([a], [b]) => Number(a) - Number(b));
  if (json) {
    for (const [id, { title, severity, coverage }] of list) {
      await out.write(`${JSON.stringify({ provider: names.key, id, title, severity, coverage })}\n`);
    }
    return 0;
  }
  const rows = columns(
    list.map(([id, { title, severity }]) => [id, paintSeverity(severity, out.colors)(severity), title]),
  );
  const head = `${names.name}: ${list.length} events, with the severity that each starts from`;
  await out.write(`${out.colors.bold(head)}\n${rows.map((row) => `  ${row}`).join('\n')}\n`);
  return 0;
}
