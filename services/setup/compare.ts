import type { TemplateBody } from '../runtime/elasticsearch/index.ts';
import type { Difference } from './report.ts';

/** Parts in which something that is not wanted counts as a difference; elsewhere a server adds what it likes. */
const CLOSED_PARTS = ['template.mappings.', 'template.settings.', 'template.aliases.', '_meta.'];

/**
 * Compares a template with what the server has, by content: settings may be nested or flat, scalars may be text.
 * @returns one entry a leaf that differs, for example `field event.code type`: `text`, wanted `keyword`; none where equal
 */
export function findDifferences(wanted: TemplateBody, actual: TemplateBody): Difference[] {
  const expected = flatten(wanted);
  const present = flatten(actual);
  const differences: Difference[] = [];
  for (const [path, value] of expected) {
    const found = present.get(path);
    if (found !== value) differences.push({ what: nameOf(path), actual: found ?? 'not set', wanted: value });
  }
  for (const [path, value] of present) {
    if (expected.has(path) || !CLOSED_PARTS.some((part) => path.startsWith(part))) continue;
    differences.push({ what: nameOf(path), actual: value, wanted: 'nothing' });
  }
  return differences;
}

/** Leaves by dotted path; a list is one leaf. */
function flatten(node: unknown, prefix = '', leaves = new Map<string, string>()): Map<string, string> {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    leaves.set(prefix, typeof node === 'string' ? node : JSON.stringify(node));
    return leaves;
  }
  for (const [name, value] of Object.entries(node)) flatten(value, prefix === '' ? name : `${prefix}.${name}`, leaves);
  return leaves;
}

/** `template.mappings.properties.event.properties.code.type` reads `field event.code type`. */
function nameOf(path: string): string {
  const field = /^template\.mappings\.properties\.(.+)\.([a-z_]+)$/.exec(path);
  if (field === null) return path.replace(/^template\./, '');
  return `field ${(field[1] ?? '').replaceAll('.properties.', '.')} ${field[2] ?? ''}`;
}
