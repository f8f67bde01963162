import type { Connection } from './connection.ts';

/** An index template that is in force for a data stream in place of another one. */
export interface OverridingTemplate {
  readonly name: string;
  readonly priority: number;
}

interface Simulation {
  /** The templates that would fit and are not in force; the one that is in force has no name here. */
  readonly overlapping?: readonly { readonly name: string }[];
}

interface TemplateList {
  readonly index_templates?: readonly {
    readonly name: string;
    readonly index_template: { readonly index_patterns: readonly string[] | string; readonly priority?: number };
  }[];
}

/**
 * Which index template goes before the one of this name when the data stream is made or rolled over: Elasticsearch takes
 * the one with the highest priority, alone. Nothing is stored.
 * @returns undefined where this one is in force, or is not there at all
 * @throws ElasticsearchRefused (403) without the cluster privilege `manage_index_templates`, which simulating takes
 */
export async function findOverridingTemplate(
  connection: Connection,
  dataStream: string,
  template: string,
): Promise<OverridingTemplate | undefined> {
  const simulation = (await connection.send({
    method: 'POST',
    path: `/_index_template/_simulate_index/${encodeURIComponent(dataStream)}`,
  })) as Simulation;
  if (simulation.overlapping?.some(({ name }) => name === template) !== true) return undefined;
  const { index_templates: all = [] } = (await connection.send({
    method: 'GET',
    path: '/_index_template',
  })) as TemplateList;
  const [first] = all
    .filter(({ index_template: { index_patterns: patterns } }) =>
      [patterns].flat().some((pattern) => isMatch(pattern, dataStream)),
    )
    .map(({ name, index_template: { priority = 0 } }) => ({ name, priority }))
    .sort((a, b) => b.priority - a.priority);
  // Ours, where somebody has changed the templates between the two requests.
  return first?.name === template ? undefined : first;
}

/** In a pattern of Elasticsearch only the star has a meaning: any characters, or none. */
function isMatch(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
