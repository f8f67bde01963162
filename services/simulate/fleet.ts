import { BROKEN_KINDS, renderBroken, type BrokenKind } from './broken.ts';
import type { ComposedEvent } from './event.ts';
import { findRenderer, renderRecord, type FleetFormat } from './formats/index.ts';
import type { Sender } from './formats/renderer.ts';
import { composeHosts, type Host } from './hosts.ts';
import { renderMessage } from './messages.ts';
import { OTHER_PROVIDERS } from './others.ts';
import { createRandom, type Random } from './random.ts';
import { RASSSTP } from './rassstp.ts';
import type { ProviderRecipes } from './recipe.ts';
import { SCHANNEL } from './schannel.ts';

export interface FleetOptions {
  /** The same seed and options give the same bytes. */
  readonly seed: number;
  readonly hosts: number;
  /** Records in all, the broken ones included. */
  readonly events: number;
  /** Share of the unbroken records that are of other providers, from 0 to 1. */
  readonly otherShare: number;
  /** How many of the records are broken. */
  readonly broken: number;
  readonly formats: readonly FleetFormat[];
  /** When the first and the last event happen, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A fleet as it is where nobody asks for another: large enough that every kind of record occurs. */
export const SAMPLE_FLEET = {
  hosts: 25,
  events: 1000,
  otherShare: 0.6,
  /** Where no rate is asked for, the events lie this far back, evenly. */
  spanMs: 60 * 60 * 1000,
} as const;

/** How many records of a fleet are broken where nobody says: one of each kind, but at most one in ten of a few. */
export function countBroken(events: number): number {
  return Math.min(BROKEN_KINDS.length, Math.ceil(events / 10));
}

/** A record for the raw topic. */
export interface FleetRecord {
  /** The computer in lower case, so that one host's records stay in order. */
  readonly key: string;
  readonly value: Buffer;
  readonly kind: 'ours' | 'other' | BrokenKind;
  /** Undefined for a broken one, which is in none. */
  readonly format: FleetFormat | undefined;
  /** How many events the record holds; a broken one counts as one. */
  readonly events: number;
}

/** Composes a fleet's records in order of time, one by one. Pure: the options determine every byte. */
export function* composeFleet(options: FleetOptions): Generator<FleetRecord, void, undefined> {
  const random = createRandom(options.seed);
  const hosts = composeHosts(options.hosts, random);
  const formatOf = dealFormats(hosts, options.formats, random);
  const majorOf = new Map(hosts.map((host) => [host, random.pick([7, 8, 9] as const)]));
  const broken = brokenPositions(options);

  for (let position = 0; position < options.events; position++) {
    const host = random.pick(hosts);
    const timeMs = timeAt(position, options);
    const brokenKind = broken.get(position);
    const isOther = brokenKind === undefined && random.chance(options.otherShare);
    // A broken event is one of Schannel's that carries values, so that every way of breaking it applies.
    const provider = isOther
      ? random.weighted(OTHER_PROVIDERS)
      : brokenKind === undefined
        ? ownProvider(host, random)
        : SCHANNEL;
    const event = composeEvent(provider, host, timeMs, random, brokenKind === undefined);
    const key = host.computer.toLowerCase();
    if (brokenKind !== undefined)
      yield { key, value: renderBroken(brokenKind, event), kind: brokenKind, format: undefined, events: 1 };
    else {
      const format = formatOf.get(host) ?? 'xml';
      const events = [event];
      // A list holds what the host has logged at once, of one kind, so that a record is of one kind.
      const more = findRenderer(format).holdsSeveral === true ? random.integer(0, MOST_FOLLOWING) : 0;
      for (let number = 0; number < more; number++) events.push(composeEvent(provider, host, timeMs, random));
      const sender = describeSender(format, host, majorOf.get(host) ?? 8, random);
      const value = renderRecord(format, events, sender);
      yield { key, value, kind: isOther ? 'other' : 'ours', format, events: more + 1 };
    }
  }
}

/** Each host sends in one format. They are dealt in turn, so that with as many hosts as formats every one is sent. */
function dealFormats(
  hosts: readonly Host[],
  formats: readonly FleetFormat[],
  random: Random,
): ReadonlyMap<Host, FleetFormat> {
  // Among the hosts in an order of their own: the first ones have their roles in turn, too.
  const shuffled = hosts.map((host) => ({ host, place: random.integer(0, 2 ** 31) }));
  shuffled.sort((a, b) => a.place - b.place);
  return new Map(shuffled.map(({ host }, index) => [host, formats[index % formats.length] ?? 'xml']));
}

/** Events of a list, beside the first. */
const MOST_FOLLOWING = 3;

/** XML says nothing of when it was read, so that only there a choice of how it is rendered is to be made. */
function describeSender(name: FleetFormat, host: Host, major: Sender['major'], random: Random): Sender {
  const isXml = name === 'xml';
  return {
    agentId: host.agentId,
    major,
    quote: host.templates === 'win7' ? '"' : "'",
    rendered: isXml && random.chance(0.5),
    delayMs: isXml ? 0 : random.integer(200, 4000),
  };
}

/** Composes one event of a provider on a host, and counts the host's record id on. */
export function composeEvent(
  provider: ProviderRecipes,
  host: Host,
  timeMs: number,
  random: Random,
  mayBeVerbose = true,
): ComposedEvent {
  const recipes = provider.recipes.filter(
    ({ roles, verbose }) =>
      roles.includes(host.role) && (verbose === undefined || (mayBeVerbose && host.logsHandshakes)),
  );
  const body = random.weighted(recipes).compose(host, random);
  return {
    providerName: provider.name,
    providerGuid: provider.guid,
    eventId: body.eventId,
    qualifiers: provider.qualifiers,
    version: 0,
    level: body.level,
    task: 0,
    opcode: 0,
    keywords: provider.keywords,
    timeMs,
    ticks: random.integer(0, 9999),
    recordId: host.nextRecordId++,
    channel: provider.channel,
    computer: host.computer,
    userSid: provider.userSid,
    processId: provider.logger === 'lsass' ? host.lsassId : random.integer(250, 2000) * 4,
    threadId: random.integer(250, 5000) * 4,
    activityId: provider === SCHANNEL && random.chance(0.3) ? `{${random.guid().toUpperCase()}}` : undefined,
    data: body.data,
    container: body.container ?? 'EventData',
    rendering: { culture: host.culture, message: renderMessage(provider.name, body.eventId, body.data, host.culture) },
  };
}

/** VPN hosts log SSTP's events too; all others only Schannel's. */
function ownProvider(host: Host, random: Random): ProviderRecipes {
  const isVpn = host.role === 'vpn_gateway' || host.role === 'vpn_client';
  return isVpn && random.chance(0.45) ? RASSSTP : SCHANNEL;
}

/** Spreads the broken records evenly over the others. */
function brokenPositions({ events, broken }: FleetOptions): Map<number, BrokenKind> {
  const positions = new Map<number, BrokenKind>();
  const count = Math.min(broken, events);
  for (let index = 0; index < count; index++) {
    const kind = BROKEN_KINDS[index % BROKEN_KINDS.length] ?? 'not_json';
    positions.set(Math.floor(((index + 0.5) * events) / count), kind);
  }
  return positions;
}

function timeAt(position: number, { events, fromMs, toMs }: FleetOptions): number {
  return events < 2 ? toMs : Math.round(fromMs + ((toMs - fromMs) * position) / (events - 1));
}
