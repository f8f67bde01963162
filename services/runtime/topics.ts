/** Names of the topics; code asks for a topic by what it carries, never by its name. */
export interface Topics {
  readonly prefix: string;
  readonly raw: string;
  readonly alerts: string;
  readonly deadletter: string;
  /** Which dead letters were sent again; only `wincanal replay` writes and reads it. */
  readonly replayed: string;
  /** What is known of the hosts' logs: highest record id, gaps, lag. Compacted. */
  readonly hosts: string;
  /** The topic of one provider's documents; the provider is a key of the registry. */
  enriched(provider: string): string;
}

/** Derives the topic names from the configured prefix. */
export function nameTopics(prefix: string): Topics {
  return {
    prefix,
    raw: `${prefix}.raw`,
    alerts: `${prefix}.alerts`,
    deadletter: `${prefix}.deadletter`,
    replayed: `${prefix}.replayed`,
    hosts: `${prefix}.hosts`,
    enriched: (provider) => `${prefix}.enriched.${provider}`,
  };
}
