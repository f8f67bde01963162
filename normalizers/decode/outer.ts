import type { Collector, WindowsEvent, WrapperName } from '../windows-event.ts';
import { otherHost } from './same-host.ts';

/** What a wrapper says of the events in it; an event that says it itself is believed. */
export interface Outer {
  /** When the agent read the event, RFC 3339 in UTC. */
  readonly created?: string | undefined;
  readonly collector?: Collector | undefined;
}

/** Adds to an event what the wrapper around it says. */
export function addOuter(event: WindowsEvent, name: WrapperName | undefined, outer: Outer | undefined): WindowsEvent {
  if (name === undefined && outer === undefined) return event;
  return {
    ...event,
    wrappers: name === undefined ? event.wrappers : [name, ...event.wrappers],
    created: event.created ?? outer?.created,
    collector: addHost(event, outer?.collector),
  };
}

/** The machine that forwarded the event counts where the event does not name one and is from another. */
function addHost({ computer, collector }: WindowsEvent, outer: Collector | undefined): Collector | undefined {
  const host = otherHost(outer?.host, computer);
  if (host === undefined || collector?.host !== undefined) {
    return collector ?? (outer?.host === undefined ? outer : undefined);
  }
  return collector === undefined ? outer : { ...collector, host };
}
