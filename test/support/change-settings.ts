import type { Canal } from './canal.ts';

/**
 * Changes settings of the backing indices of a data stream, as an operator does.
 * @param settings by name; null takes one away
 * @returns the status of the answer
 */
export async function changeSettings(
  canal: Canal,
  dataset: string,
  settings: Readonly<Record<string, boolean | null>>,
): Promise<number> {
  const { status } = await fetch(`${canal.config.elasticsearch.url}/${canal.dataStream(dataset)}/_settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  return status;
}
