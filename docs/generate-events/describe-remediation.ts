import {
  describeCommand,
  placeCommands,
  REMARKS,
  splitIntoBlocks,
  type Command,
  type RemediationData,
} from '../../normalizers/enrich/remediation.ts';
import type { Catalogue } from './knowledge.ts';
import { address, anchor, block, bullets, code, join, numbered, text } from './markdown.ts';

/** Shells as their code blocks are called. */
const SHELLS: Readonly<Record<Command['shell'], { readonly name: string; readonly language: string }>> = {
  powershell: { name: 'PowerShell', language: 'powershell' },
  cmd: { name: 'Command prompt (cmd)', language: 'bat' },
};

/**
 * What to do and who does it.
 * @param more Markdown behind the summary, such as a link to the steps
 */
export function summariseRemediation(id: string, { action, actor, summary }: RemediationData, more = ''): string {
  return join(`**To do: ${text(action)}.** ${text(summary)}${more}`, `**Who acts**: ${text(actor)} (${code(id)})`);
}

/** The whole of a remediation, at its own anchor. */
export function describeRemediation(id: string, data: RemediationData, { commands }: Catalogue): string {
  return join(
    `${anchor(id)}${summariseRemediation(id, data)}`,
    numbered(data.steps.map(text)),
    ...splitIntoBlocks(placeCommands(id, data, commands)).map(describeCommands),
    listed('Registry', (data.registry ?? []).map(code)),
    listed('Read more', data.references.map(address)),
  );
}

function describeCommands(commands: readonly [Command, ...Command[]]): string {
  const [{ shell, changes }] = commands;
  const { name, language } = SHELLS[shell];
  const lines = commands.flatMap((command, at) => [
    ...(at > 0 ? [''] : []),
    `${REMARKS[shell]}${describeCommand(command)}`,
    command.run,
  ]);
  return join(`${name}${changes ? ', **changes the system**' : ''}:`, block(language, lines));
}

function listed(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}:\n\n${bullets(items)}`;
}
