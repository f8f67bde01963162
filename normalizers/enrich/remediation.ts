import type { RemediationFields } from '../ecs/document.ts';

/** A remediation as the catalogue holds it. */
export interface RemediationData {
  readonly action: RemediationFields['action'];
  readonly actor: string;
  readonly summary: string;
  readonly steps: readonly string[];
  readonly commands?: readonly CommandData[];
  readonly registry?: readonly string[];
  readonly references: readonly string[];
}

/** A command that can be pasted; names to replace are in capitals. */
export interface CommandData {
  readonly shell: 'powershell' | 'cmd';
  readonly run: string;
  readonly purpose?: string;
}

/** The same line can do nothing, or something else, in the other shell: each carries the prompt of its own. */
const PROMPTS: Readonly<Record<CommandData['shell'], string>> = { powershell: 'PS> ', cmd: 'cmd> ' };

/**
 * The part of the document that says what to do. Made once at start and shared by all documents of its kind, therefore
 * frozen. Empty lists are absent: ECS readers expect no empty arrays.
 */
export function publishRemediation(id: string, data: RemediationData): RemediationFields {
  return Object.freeze({
    id,
    action: data.action,
    actor: data.actor,
    summary: data.summary,
    steps: nonEmpty(data.steps),
    commands: nonEmpty((data.commands ?? []).map(({ shell, run }) => `${PROMPTS[shell]}${run}`)),
    registry: nonEmpty(data.registry ?? []),
    references: nonEmpty(data.references),
  });
}

function nonEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : Object.freeze([...list]);
}
