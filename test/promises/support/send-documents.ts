import type { Canal } from '../../support/canal.ts';

/** Documents of one test, by event id: those that Elasticsearch can take, and those that its mapping refuses. */
export interface Documents {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/**
 * Puts documents on an enriched topic as a normalizer does, of ten hosts. The time of every tenth is no time, which the
 * mapping refuses.
 * @param name beginning of their ids
 */
export async function sendDocuments(
  canal: Canal,
  name: string,
  count: number,
  { provider = 'schannel', partition }: { readonly provider?: string; readonly partition?: number } = {},
): Promise<Documents> {
  const good: string[] = [];
  const bad: string[] = [];
  const messages = Array.from({ length: count }, (_, i) => {
    const id = `${name}-${i}`;
    const isBad = i % 10 === 9;
    (isBad ? bad : good).push(id);
    const document = { '@timestamp': isBad ? 'never' : '2026-01-15T08:00:00.1234567Z', event: { id } };
    return {
      topic: canal.config.topics.enriched(provider),
      key: `web${i % 10}.fleet.example`,
      value: Buffer.from(JSON.stringify(document)),
      headers: { 'event-id': id },
      ...(partition === undefined ? {} : { partition }),
    };
  });
  await canal.sender.send(messages);
  return { good, bad };
}
