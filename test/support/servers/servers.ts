/** Real servers for a test run, and how to let them go. */
export interface TestServers {
  readonly brokers: readonly string[];
  readonly elasticsearchUrl: string;
  stop(): Promise<void>;
}

/** Where the servers of the end-to-end suites come from; `WINCANAL_TEST_SERVERS` chooses. */
export const SERVER_PROVIDERS = {
  embedded: async () => (await import('./embedded.ts')).startEmbedded(),
  containers: async () => (await import('./containers.ts')).startContainers(),
} as const;
