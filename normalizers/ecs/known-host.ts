import { wholeText } from '../whole-text.ts';
import type { HostFields } from './document.ts';

/** What every event of one computer says of it. */
export interface KnownHost {
  /** As documents and keys have it: in lower case. */
  readonly name: string;
  /** `host` of documents; undefined for a name of nothing but dots. */
  readonly fields: HostFields | undefined;
  /** `related` of documents whose event names nothing else that other events may be searched by. */
  readonly related: { hosts: string[] };
}

/**
 * Hosts that are kept, by the spelling of the events: describing one takes 600 ns, finding it 40. More are possible, but then
 * the oldest makes room: a sender that invents names must not fill the memory.
 */
const MOST_HOSTS = 16_384;
/** DNS has no longer names; longer ones are described each time. */
const LONGEST_NAME = 255;

const HOSTS = new Map<string, KnownHost>();

/** Describes the computer that an event names. */
export function knowHost(computer: string): KnownHost {
  const known = HOSTS.get(computer);
  if (known !== undefined) return known;
  const host = describe(wholeText(computer.toLowerCase()));
  if (computer.length > LONGEST_NAME) return host;
  if (HOSTS.size >= MOST_HOSTS) HOSTS.delete(HOSTS.keys().next().value as string);
  HOSTS.set(wholeText(computer), host);
  return host;
}

function describe(name: string): KnownHost {
  return { name, fields: describeHost(name), related: { hosts: [name] } };
}

/** Names with a dot in front do not exist in DNS; hostile ones must not stop the event. */
function describeHost(name: string): HostFields | undefined {
  const dot = name.indexOf('.');
  if (dot === 0) {
    const bare = name.replace(/^\.+/, '');
    return bare === '' ? undefined : describeHost(wholeText(bare));
  }
  return {
    name,
    hostname: dot < 0 ? name : wholeText(name.slice(0, dot)),
    domain: dot < 0 || dot === name.length - 1 ? undefined : wholeText(name.slice(dot + 1)),
    os: { type: 'windows', family: 'windows', platform: 'windows' },
  };
}
