import type { ComposedEvent, EventValue } from './event.ts';
import type { Host, HostRole } from './hosts.ts';
import type { Random } from './random.ts';

/** What a provider's recipe says about an event; the rest comes from the host and the provider. */
export interface EventBody {
  readonly eventId: number;
  readonly level: number;
  readonly data: readonly EventValue[];
  readonly container?: ComposedEvent['container'];
}

/** How one kind of event comes about on the hosts of some roles. */
export interface Recipe {
  /** How often, in proportion to the other recipes of the same host. */
  readonly weight: number;
  readonly roles: readonly HostRole[];
  /** Only on hosts where Schannel logs information events. */
  readonly verbose?: true;
  readonly compose: (host: Host, random: Random) => EventBody;
}

/** A source of events: its own name and constants, and what it logs. */
export interface ProviderRecipes {
  readonly name: string;
  readonly guid: string | undefined;
  readonly channel: string;
  readonly keywords: string;
  readonly qualifiers: number | undefined;
  /** The process that logs: LSASS for Schannel, some service otherwise. */
  readonly logger: 'lsass' | 'service';
  readonly userSid: string | undefined;
  readonly recipes: readonly Recipe[];
}
