import type { SiteData } from '../../normalizers/index.ts';

/** How many entries of a site file are not what they were. */
export interface SiteChanges {
  readonly hosts_added: number;
  readonly hosts_removed: number;
  /** Whether those that stayed stand in another order, which decides who the owner is. */
  readonly hosts_reordered: boolean;
  readonly events_added: number;
  readonly events_removed: number;
  readonly events_changed: number;
}

/** Number of entries. */
export function countSite({ hosts = [], events = {} }: SiteData): { readonly hosts: number; readonly events: number } {
  return { hosts: hosts.length, events: Object.keys(events).length };
}

/**
 * Counts what changed between two versions; undefined where nothing did. Entries of hosts have no name: one that was
 * changed is one removed and one added.
 */
export function compareSites(before: SiteData, after: SiteData): SiteChanges | undefined {
  const [oldHosts, newHosts] = [listHosts(before), listHosts(after)];
  const [removed, added] = [subtract(oldHosts, newHosts), subtract(newHosts, oldHosts)];
  const [oldEvents, newEvents] = [mapEvents(before), mapEvents(after)];
  const common = [...newEvents].filter(([key]) => oldEvents.has(key));
  const changes: SiteChanges = {
    hosts_added: added.length,
    hosts_removed: removed.length,
    hosts_reordered: subtract(oldHosts, removed).join('\n') !== subtract(newHosts, added).join('\n'),
    events_added: newEvents.size - common.length,
    events_removed: oldEvents.size - common.length,
    events_changed: common.filter(([key, text]) => oldEvents.get(key) !== text).length,
  };
  return Object.values(changes).some((value) => value !== 0 && value !== false) ? changes : undefined;
}

function listHosts({ hosts = [] }: SiteData): string[] {
  return hosts.map(({ match, roles, owner }) => JSON.stringify([match, roles, owner]));
}

function mapEvents({ events = {} }: SiteData): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(events).map(([key, { runbook, severity, owner, exclude = false }]) => [
      key,
      JSON.stringify([runbook, severity, owner, exclude]),
    ]),
  );
}

/** The texts of a list without those of another, each as often as it is there, in order. */
function subtract(texts: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1);
  return texts.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
