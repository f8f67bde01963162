import type { CommandData, RemediationData } from '../../normalizers/enrich/remediation.ts';
import { address, anchor, block, bullets, code, join, numbered, text } from './markdown.ts';

/** Shells as their code blocks are called, and how a remark begins in them. */
const SHELLS: Readonly<
  Record<CommandData['shell'], { readonly name: string; readonly language: string; readonly remark: string }>
> = {
  powershell: { name: 'PowerShell', language: 'powershell', remark: '#' },
  cmd: { name: 'Command prompt (cmd)', language: 'bat', remark: 'rem' },
};

/**
 * What to do and who does it.
 * @param more Markdown behind the summary, such as a link to the steps
 */
export function summariseRemediation(id: string, { action, actor, summary }: RemediationData, more = ''): string {
  return join(`**To do: ${text(action)}.** ${text(summary)}${more}`, `**Who acts**: ${text(actor)} (${code(id)})`);
}

/** The whole of a remediation, at its own anchor. */
export function describeRemediation(id: string, data: RemediationData): string {
  return join(
    `${anchor(id)}${summariseRemediation(id, data)}`,
    numbered(data.steps.map(text)),
    ...groupByShell(data.commands ?? []).map(describeCommands),
    listed('Registry', (data.registry ?? []).map(code)),
    listed('Read more', data.references.map(address)),
  );
}

/** Commands in their order; a block ends where the shell changes. */
function groupByShell(commands: readonly CommandData[]): CommandData[][] {
  const groups: CommandData[][] = [];
  for (const command of commands) {
    const group = groups.at(-1);
    if (group?.[0]?.shell === command.shell) group.push(command);
    else groups.push([command]);
  }
  return groups;
}

function describeCommands(commands: readonly CommandData[]): string {
  const shell = SHELLS[commands[0]?.shell ?? 'powershell'];
  const lines = commands.flatMap(({ run, purpose }, at) => [
    ...(at > 0 ? [''] : []),
    ...(purpose === undefined ? [] : [`${shell.remark} ${purpose}`]),
    run,
  ]);
  return join(`${shell.name}:`, block(shell.language, lines));
}

function listed(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}:\n\n${bullets(items)}`;
}
