import type { Explanation } from '../../normalizers/index.ts';
import { fillCommand, listPlaceholders } from '../../normalizers/enrich/placeholders.ts';

type Commands = Explanation['commands'];

/** Commands with the values of the event in them, and which values these are. */
export interface FilledCommands {
  readonly commands: Commands;
  /** By placeholder; only those that a command has. */
  readonly filled: Readonly<Record<string, string>>;
}

/**
 * Puts what the event says in the place of the commands' placeholders, for `explain` alone: documents and everything that
 * is read by machines keep the commands of the catalogue.
 */
export function fillCommands({
  commands,
  replacements,
}: Pick<Explanation, 'commands' | 'replacements'>): FilledCommands {
  const wanted = new Set(commands.flatMap(({ run }) => listPlaceholders(run)));
  const filled = Object.fromEntries(Object.entries(replacements).filter(([placeholder]) => wanted.has(placeholder)));
  return { commands: commands.map((command) => ({ ...command, run: fillCommand(command.run, filled) })), filled };
}
