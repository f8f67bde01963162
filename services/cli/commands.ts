import type { Command } from 'commander';
import type { Frame } from './command.ts';

/** A command of the command line, known by name before its module is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loads the module and gives the function that defines the command. */
  readonly load: () => Promise<(frame: Frame) => Command>;
}

/** All commands, in the order in which the help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'the whole canal on this machine, with the events of a sample fleet',
    load: async () => (await import('./commands/up.ts')).defineCommand,
  },
  {
    name: 'setup',
    summary: 'make topics and templates, or check them',
    load: async () => (await import('./commands/setup.ts')).defineCommand,
  },
  {
    name: 'doctor',
    summary: 'whether what the guarantees assume holds, and what to do',
    load: async () => (await import('./commands/doctor.ts')).defineCommand,
  },
  {
    name: 'normalizer',
    summary: 'run one normalizer: raw topic to enriched topics',
    load: async () => (await import('./commands/normalizer.ts')).defineCommand,
  },
  {
    name: 'indexer',
    summary: 'run one indexer: enriched topics to Elasticsearch',
    load: async () => (await import('./commands/indexer.ts')).defineCommand,
  },
  {
    name: 'normalize',
    summary: 'records in, ECS documents out; no server needed',
    load: async () => (await import('./commands/normalize.ts')).defineCommand,
  },
  {
    name: 'explain',
    summary: 'what an event means, how bad it is, and what to do',
    load: async () => (await import('./commands/explain.ts')).defineCommand,
  },
  {
    name: 'simulate',
    summary: "a fleet's records, to the raw topic or to a file",
    load: async () => (await import('./commands/simulate.ts')).defineCommand,
  },
  {
    name: 'status',
    summary: 'what became of all that was read: documents, skips by reason, dead letters',
    load: async () => (await import('./commands/status.ts')).defineCommand,
  },
  {
    name: 'hosts',
    summary: 'which hosts send, how late, and what is missing of them',
    load: async () => (await import('./commands/hosts.ts')).defineCommand,
  },
  {
    name: 'tail',
    summary: 'what comes out, one line an event',
    load: async () => (await import('./commands/tail.ts')).defineCommand,
  },
  {
    name: 'replay',
    summary: 'dead letters back to where they came from, each once',
    load: async () => (await import('./commands/replay.ts')).defineCommand,
  },
];
