/**
 * What a value lacks, has otherwise or has in addition, against another: `- path`, `~ path`, `+ path`, a whole branch as one
 * line, in order of the path.
 */
export function listDifferences(reference: unknown, value: unknown): string[] {
  return walk(reference, value, '').sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

function walk(reference: unknown, value: unknown, path: string): string[] {
  if (reference === undefined) return value === undefined ? [] : [`+ ${path}`];
  if (value === undefined) return [`- ${path}`];
  if (isBranch(reference) && isBranch(value)) {
    const names = new Set([...Object.keys(reference), ...Object.keys(value)]);
    return [...names].flatMap((name) => walk(reference[name], value[name], path === '' ? name : `${path}.${name}`));
  }
  return JSON.stringify(reference) === JSON.stringify(value) ? [] : [`~ ${path}`];
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
