import type { FactNames } from './enrich/facts.ts';
import { HOST_ROLE_WORDS } from './enrich/site.ts';

/** Facts that events of every provider have. */
export const EVENT_FACTS: FactNames = {
  computer: 'host',
  level: 'level',
  role: 'role of this host',
  'role.word': 'role of this host',
  ...Object.fromEntries(
    Object.entries(HOST_ROLE_WORDS).map(([role, words]) => [
      `host.${role}`,
      `word of the site file that the host is ${words}`,
    ]),
  ),
};
