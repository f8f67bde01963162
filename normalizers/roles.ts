import type { Role } from './ecs/document.ts';

const ROLE_WORDS: Readonly<Record<Role, string | undefined>> = {
  tls_client: 'TLS client',
  tls_server: 'TLS server',
  vpn_client: 'VPN client',
  vpn_server: 'VPN server',
  host: undefined,
};

/** How a person calls a role; undefined for a host whose side nobody names, and for any other word. */
export function nameRole(role: string): string | undefined {
  return Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role as Role] : undefined;
}
