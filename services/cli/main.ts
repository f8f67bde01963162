import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { suggest } from '../runtime/closest-names.ts';
import { messageOf } from '../runtime/message-of.ts';
import { createCommand, UsageError, type ExitCode, type Frame } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { INVOCATION } from './invocation.ts';
import { textWidth, wrapMessage } from './layout.ts';
import { openTerminal, printableLines, type Terminal } from './terminal.ts';

/**
 * The process of the `wincanal` command. Only the module of the command that is asked for is loaded: a start takes as
 * long as what it needs.
 */
async function main(args: readonly string[]): Promise<void> {
  let stop: () => void = () => process.exit();
  const terminal = openTerminal(() => {
    stop();
  });
  const frame: Frame = {
    terminal,
    finish: (code) => {
      process.exitCode = code;
    },
    onReaderGone: (handler) => {
      stop = handler;
    },
  };

  // `help explain` is `explain --help`.
  const asked = args[0] === 'help' && args[1] !== undefined ? [args[1], '--help'] : args;
  const entry = COMMANDS.find(({ name }) => name === asked[0]);
  try {
    if (entry === undefined && asked[0]?.startsWith('-') === false) {
      const names = COMMANDS.map(({ name }) => name);
      throw new UsageError(`there is no command "${asked[0]}".${suggest(asked[0], names)}`);
    }
    if (entry === undefined) await defineProgram(frame).parseAsync(asked, { from: 'user' });
    else await (await entry.load())(frame).parseAsync(asked.slice(1), { from: 'user' });
  } catch (error) {
    frame.finish(await report(error, entry, terminal));
  }
}

/** The command without a subcommand: it only lists them. */
function defineProgram(frame: Frame): Command {
  const program = createCommand(
    {
      name: '',
      description:
        'Carries Windows Schannel and RasSstp events from Kafka to ECS documents that say what happened, how bad it is ' +
        'and what to do: on the enriched topics and in Elasticsearch. Start with "npx wincanal up", or without any server ' +
        'with "npx wincanal explain".',
      examples: [
        ['npx wincanal up', 'the whole canal on this machine, with the events of a sample fleet'],
        ['npx wincanal explain schannel 36887 AlertDesc=48', 'what that event means and what to do about it'],
        ['npx wincanal normalize events.ndjson > documents.ndjson', 'records in, ECS documents out'],
      ],
      exits: ['all is fine', 'the thing asked about is not fine'],
    },
    frame,
  );
  program.version(packageJson.version, '-V, --version', 'show the version');
  for (const { name, summary } of COMMANDS) program.addCommand(new Command(name).summary(summary));
  program.helpCommand('help [command]', 'show the help of a command').usage('<command> [options]');
  program.action(() => {
    program.help({ error: true });
  });
  return program;
}

async function report(error: unknown, entry: CommandEntry | undefined, { err }: Terminal): Promise<ExitCode> {
  // Commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const where = entry === undefined ? INVOCATION : `${INVOCATION} ${entry.name}`;
  const message = `error: ${printableLines(messageOf(error))}`;
  // A terminal breaks a long line anywhere; what is written to a file or a pipe stays as it is, to be searched.
  const shown = err.interactive ? wrapMessage(message, textWidth(err.columns())) : message;
  await err.write(`${err.colors.red('error')}${shown.slice('error'.length)}\n`);
  if (isWrongUse(error)) {
    if (error instanceof UsageError) await err.write(`(${where} --help explains the options)\n`);
    return 2;
  }
  const verbose = ['debug', 'trace'].includes(process.env['WINCANAL_LOG_LEVEL'] ?? '');
  if (verbose && error instanceof Error) await err.write(`${printableLines(error.stack ?? '')}\n`);
  else if (isUnexplained(error)) await err.write(`(${where} failed; with WINCANAL_LOG_LEVEL=debug it says where)\n`);
  return 1;
}

/** What we throw ourselves says what is wrong and what to do; what the engine or the Kafka client throws is seldom enough. */
function isUnexplained(error: unknown): boolean {
  return !(error instanceof Error) || /^KafkaJS|^(?:Type|Range|Reference|Syntax|Aggregate)Error$/u.test(error.name);
}

/** Wrong use of the command line, or a configuration that the runtime refuses. */
function isWrongUse(error: unknown): boolean {
  return error instanceof Error && (error instanceof UsageError || error.name === 'ConfigurationError');
}

await main(process.argv.slice(2));
