import type { RemediationFields } from '../ecs/document.ts';

/** What a remediation asks for: as a heading, and explained. */
export const ACTION_WORDS: Readonly<
  Record<RemediationFields['action'], { readonly heading: string; readonly meaning: string }>
> = {
  none: { heading: 'nothing', meaning: 'nothing has to be done' },
  monitor: {
    heading: 'watch whether it repeats',
    meaning: 'act only when it repeats or somebody misses something',
  },
  fix: { heading: 'fix it', meaning: 'something is broken or wrongly configured and can be repaired' },
  investigate: {
    heading: 'investigate',
    meaning: 'it may be an attack or a loss; find out before anything is repaired',
  },
};

/** A remediation as the catalogue holds it. */
export interface RemediationData {
  readonly action: RemediationFields['action'];
  readonly actor: string;
  readonly summary: string;
  readonly steps: readonly string[];
  readonly commands?: readonly CommandUse[];
  readonly registry?: readonly string[];
  readonly references: readonly string[];
}

/** A command that can be pasted, as the catalogue holds it once for all remediations; names to replace are in capitals. */
export interface CommandData {
  readonly shell: 'powershell' | 'cmd';
  readonly run: string;
  /** What it is for, and when not to use it. */
  readonly purpose: string;
  /** It changes the host or a directory; all others only look. */
  readonly changes?: boolean;
}

/** A command in a remediation: which one, at which step (from 1), and what it is for where that differs here. */
export interface CommandUse {
  readonly step: number;
  readonly use: string;
  readonly purpose?: string;
}

/** A command in its place among the steps of a remediation. */
export interface Command extends CommandData {
  readonly step: number;
  readonly changes: boolean;
}

/** A remediation ready for use: the part that documents share, and the commands with what documents leave out. */
export interface Remediation {
  readonly fields: RemediationFields;
  readonly commands: readonly Command[];
}

/** The same line can do nothing, or something else, in the other shell: each carries the prompt of its own. */
const PROMPTS: Readonly<Record<CommandData['shell'], string>> = { powershell: 'PS> ', cmd: 'cmd> ' };

/** How a remark begins in each shell. */
export const REMARKS: Readonly<Record<CommandData['shell'], string>> = { powershell: '# ', cmd: 'rem ' };

/**
 * Puts a remediation together, once at start.
 * @param commands the commands of the catalogue by name
 * @throws Error when it uses a command that does not exist
 */
export function compileRemediation(
  id: string,
  data: RemediationData,
  commands: Readonly<Record<string, CommandData>>,
): Remediation {
  const used = placeCommands(id, data, commands);
  return Object.freeze({ fields: publishRemediation(id, data, used), commands: Object.freeze(used) });
}

/**
 * The commands of a remediation in their order.
 * @throws Error when one does not exist
 */
export function placeCommands(
  id: string,
  { commands: uses = [] }: RemediationData,
  commands: Readonly<Record<string, CommandData>>,
): Command[] {
  return uses.map(({ step, use, purpose }) => {
    const command = Object.hasOwn(commands, use) ? commands[use] : undefined;
    if (command === undefined)
      throw new Error(`catalogue: remediation ${id} uses the command "${use}", which does not exist`);
    return {
      step,
      ...command,
      purpose: purpose ?? command.purpose,
      changes: command.changes ?? false,
    };
  });
}

/**
 * Cuts commands into blocks, of one shell each, that either only look or change something. Their order is never touched:
 * it is that of the steps. A block that changes something holds one step only: what stands in one block is pasted in one
 * go, and the condition of the next step is read too late.
 */
export function splitIntoBlocks(commands: readonly Command[]): [Command, ...Command[]][] {
  const blocks: [Command, ...Command[]][] = [];
  for (const command of commands) {
    const block = blocks.at(-1);
    const [first] = block ?? [];
    const fits = first?.shell === command.shell && first.changes === command.changes;
    if (fits && (!command.changes || first.step === command.step)) block?.push(command);
    else blocks.push([command]);
  }
  return blocks;
}

/** What a reader is told above a command: the step that it belongs to, and what it is for. */
export function describeCommand({ step, purpose }: Command): string {
  return `Step ${step}: ${purpose}`;
}

/**
 * The part of the document that says what to do. Shared by all documents of its kind, therefore frozen. Empty lists are
 * absent: ECS readers expect no empty arrays.
 */
function publishRemediation(id: string, data: RemediationData, commands: readonly Command[]): RemediationFields {
  return Object.freeze({
    id,
    action: data.action,
    actor: data.actor,
    summary: data.summary,
    steps: nonEmpty(data.steps),
    commands: nonEmpty(commands.map(publishCommand)),
    registry: nonEmpty(data.registry ?? []),
    references: nonEmpty(data.references),
  });
}

/** What only looks needs no word. What changes anything never stands without its condition, which its purpose names. */
function publishCommand({ shell, run, purpose, changes }: Command): string {
  const prompt = PROMPTS[shell];
  return changes ? `${prompt}${REMARKS[shell]}${purpose}\n${prompt}${run}` : `${prompt}${run}`;
}

function nonEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : Object.freeze([...list]);
}
