import type { CodeTable } from './code-table.ts';
import type { Provider } from './provider.ts';
import { rassstp } from './rassstp/normalize.ts';
import { schannel } from './schannel/normalize.ts';

/** The one list of providers. A third one is a folder and a line here. */
export const PROVIDERS: readonly Provider[] = [schannel, rassstp];

/** Keys and canonical names, for everything that makes one topic, one data stream or one choice a provider. */
export const providers: readonly { readonly key: string; readonly name: string }[] = PROVIDERS.map(({ catalog }) => ({
  key: catalog.data.provider.key,
  name: catalog.data.provider.name,
}));

/** The code tables of all providers, each once, in the order in which a bare number is looked for in them. */
export const CODE_TABLES: readonly CodeTable[] = [
  ...new Set(PROVIDERS.flatMap(({ codeTables }) => codeTables.map(({ table }) => table))),
].sort((a, b) => a.rank - b.rank);

/** Every event id of every catalogue, as `provider:id`. */
export function listEventKeys(): string[] {
  return PROVIDERS.flatMap(({ catalog: { data, entries } }) =>
    [...entries.keys()].map((id) => `${data.provider.key}:${id}`),
  );
}

const BY_NAME = new Map<string, Provider>(
  PROVIDERS.flatMap((provider) => {
    const { name, aliases } = provider.catalog.data.provider;
    return [name, ...aliases].flatMap((spelling) => [
      [spelling, provider] as const,
      [spelling.toLowerCase(), provider] as const,
    ]);
  }),
);

/** Finds the provider of an event by its name, in any case; undefined for every other provider. */
export function findProvider(name: string): Provider | undefined {
  return BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase());
}

const NAMES_BY_GUID: ReadonlyMap<string, string> = new Map(
  PROVIDERS.map(({ catalog: { data } }) => [data.provider.guid, data.provider.name]),
);

/** The name of a provider of ours by its GUID (lower case, with braces), for events that do not name it. */
export function findNameByGuid(guid: string): string | undefined {
  return NAMES_BY_GUID.get(guid);
}
