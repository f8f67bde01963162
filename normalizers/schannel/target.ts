import type { AddressFields } from '../ecs/document.ts';
import { plainIp, withoutBrackets } from '../enrich/addresses.ts';
import { cleanHost, describeUrl } from '../enrich/url.ts';

/** Underscores and letters of other alphabets occur in the names of internal hosts. */
const HOST_NAME = /^[^\s/\\:@"'<>(){}[\]|,;=%]+$/;
const WITH_PORT = /^([^:]+|\[[^\]]+\]):[0-9]{1,5}$/;

/** A target as one end of a connection: either a name or an address. */
type Target = AddressFields & ({ domain: string; ip?: undefined } | { domain?: undefined; ip: string });

/**
 * The host that a client named as its target: a name or an address, which may come with a port, in brackets, as a URL or
 * with the full stop of a fully qualified name. A program can give Schannel anything: undefined for what is neither, such as
 * the name of a Kerberos service (`ldap/dc01`).
 */
export function parseTarget(text: string): Target | undefined {
  const host = cleanHost(hostOf(text.trim()));
  if (host === undefined) return undefined;
  const ip = plainIp(host);
  // The zone of a link-local address (`fe80::1%12`) means something on this host only, and no address field takes it.
  if (ip !== undefined) return { address: withoutBrackets(host), ip };
  return HOST_NAME.test(host) ? { address: host, domain: host } : undefined;
}

function hostOf(target: string): string {
  return describeUrl(target).domain ?? WITH_PORT.exec(target)?.[1] ?? target;
}
