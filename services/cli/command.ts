import { Command, InvalidArgumentError } from 'commander';
import { closestNames } from '../runtime/closest-names.ts';
import { INVOCATION } from './invocation.ts';
import { textWidth, wrap, wrapMessage } from './layout.ts';
import { printableLines, type Terminal } from './terminal.ts';

/** 0: fine. 1: the thing asked about is not fine. 2: wrong use or configuration. */
export type ExitCode = 0 | 1 | 2;

/** What `main.ts` hands to a command. */
export interface Frame {
  readonly terminal: Terminal;
  /** Sets the process's exit code; the process ends when nothing is left to do. */
  readonly finish: (code: ExitCode) => void;
  /** Registers what to do when the reader of our output goes away, instead of ending at once. */
  readonly onReaderGone: (stop: () => void) => void;
}

/** The wrong use of a command: its message is shown, the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the help of a command says beside its options. */
export interface CommandTexts {
  readonly name: string;
  /** A paragraph. */
  readonly description: string;
  /** Names that an option takes and what they mean, under a title of their own. */
  readonly names?: { readonly title: string; readonly meanings: readonly (readonly [name: string, meaning: string])[] };
  /** Command line and what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** What exit codes 0 and 1 mean here; 2 means the same everywhere, which a command may say in more words. */
  readonly exits: readonly [zero: string, one: string, two?: string];
}

/** Makes a command whose help, errors and exit codes follow the rules that all of them share. */
export function createCommand(texts: CommandTexts, frame: Frame): Command {
  const { out, err } = frame.terminal;
  const command = new Command(`wincanal ${texts.name}`.trim());
  command
    .description(texts.description)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
      outputError: (text, write) => {
        const message = printableLines(text);
        // What is written to a file or a pipe stays as it is, to be searched.
        const shown = err.interactive ? wrapMessage(message, textWidth(err.columns())) : message;
        write(shown.replace(/^error/u, err.colors.red('error')));
      },
      getOutHelpWidth: () => textWidth(out.columns()),
      getErrHelpWidth: () => textWidth(err.columns()),
      getOutHasColors: () => out.colors.isColorSupported,
      getErrHasColors: () => err.colors.isColorSupported,
    })
    .configureHelp({ styleTitle: (title) => out.colors.bold(title) })
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError(`(${INVOCATION} ${texts.name} --help explains the options)`.replace('  ', ' '))
    .addHelpText('after', () => endOfHelp(texts, textWidth(out.columns()), out.colors.bold));
  return command;
}

function endOfHelp(texts: CommandTexts, width: number, title: (text: string) => string): string {
  const lines: string[] = [];
  if (texts.names !== undefined) {
    const column = Math.max(...texts.names.meanings.map(([name]) => name.length)) + 2;
    lines.push('', title(`${texts.names.title}:`));
    for (const [name, meaning] of texts.names.meanings) {
      wrap(meaning, width - column - 2).forEach((line, index) =>
        lines.push(`  ${(index === 0 ? name : '').padEnd(column)}${line}`),
      );
    }
  }
  lines.push('', title('Examples:'));
  for (const [example, does] of texts.examples) {
    lines.push(`  $ ${example}`, ...wrap(does, width - 6).map((line) => `      ${line}`));
  }
  lines.push('', title('Exit codes:'));
  const [zero, one, two = 'wrong use or configuration'] = texts.exits;
  const codes = [zero, one, two];
  codes.forEach((meaning, code) => {
    wrap(meaning, width - 5).forEach((line, index) => lines.push(`  ${index === 0 ? code : ' '}  ${line}`));
  });
  return lines.join('\n');
}

/** Parser of an option that takes a whole number; it throws InvalidArgumentError for anything else. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text.replaceAll('_', ''));
    if (/^\d[\d_]*$/u.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/**
 * Parser of an option that takes a share between 0 and 1.
 * @throws InvalidArgumentError
 */
export function share(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('It must be a share from 0 to 1, for example 0.6.');
}

/**
 * Parser of an option that takes a rate: `500/s`, `500`, `30/m`. Returns records a second.
 * @throws InvalidArgumentError
 */
export function rate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/(s|m))?$/u.exec(text);
  const number = Number(match?.[1]);
  if (match !== null && number > 0) return match[2] === 'm' ? number / 60 : number;
  throw new InvalidArgumentError('It must be records a second such as 500/s, or a minute such as 30/m.');
}

/** Parser of an option that takes one word of a closed list; it throws InvalidArgumentError for any other. */
export function oneOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    const known = choices.find((choice) => choice === text.toLowerCase());
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.${complete(text, choices)}`);
  };
}

/** The names that begin with the word, or else those it may have been meant to be, as a whole or by their first part. */
function complete(word: string, choices: readonly string[]): string {
  if (word === '') return '';
  const longer = choices.filter((choice) => choice.startsWith(word.toLowerCase()));
  const families = Map.groupBy(choices, (choice) => choice.split('_', 1)[0] ?? '');
  const near = [
    longer,
    closestNames(word, choices),
    closestNames(word, families.keys()).flatMap((part) => families.get(part) ?? []),
  ];
  const meant = near.find((names) => names.length > 0) ?? [];
  return meant.length === 0 ? '' : ` Did you mean ${meant.slice(0, 6).join(' or ')}?`;
}

/**
 * Parser of an option that takes words of a closed list between commas; it throws InvalidArgumentError that names each
 * other one, and the whole list where one of them is like nothing in it.
 */
export function listOf(choices: readonly string[]): (text: string) => string[] {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    const wrong = [...new Set(words)].filter((word) => !choices.includes(word.toLowerCase()));
    if (wrong.length === 0) return words.map((word) => word.toLowerCase());
    const hints = new Map(wrong.map((word) => [word, word === '' ? undefined : complete(word, choices)]));
    const sentences = [...hints].map(([word, hint]) =>
      hint === undefined ? 'A name is missing beside a comma.' : `There is no "${word}".${hint}`,
    );
    if (hints.values().some((hint) => hint === '')) sentences.push(`The names are ${choices.join(', ')}.`);
    throw new InvalidArgumentError(sentences.join(' '));
  };
}
