import type { Canal } from './canal.ts';

/** Rolls the data stream of a dataset over, as its lifecycle does. @throws Error when Elasticsearch did not */
export async function rollOver(canal: Canal, dataset: string): Promise<void> {
  const address = `${canal.config.elasticsearch.url}/${canal.dataStream(dataset)}/_rollover`;
  const answer = await fetch(address, { method: 'POST' });
  const body = (await answer.json()) as { readonly rolled_over?: boolean };
  if (body.rolled_over !== true) throw new Error(`${address}: ${answer.status} ${JSON.stringify(body)}`);
}
