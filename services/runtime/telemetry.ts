import { pino, type Logger as PinoLogger } from 'pino';
import type { Config, Environment, LogLevel } from './config.ts';

/** Structured log: one JSON object a line on standard error. */
export type Logger = PinoLogger;

/** Labels of a counter. Values come from closed lists (providers, reasons, codes), never from data. */
export type Labels = Readonly<Record<string, string>>;

/** What is counted; named `wincanal_<noun>_<unit>_total`. */
export type CounterName =
  | 'wincanal_received_records_total'
  | 'wincanal_received_bytes_total'
  | 'wincanal_decoded_events_total'
  | 'wincanal_published_documents_total'
  | 'wincanal_published_alerts_total'
  | 'wincanal_skipped_events_total'
  | 'wincanal_dead_events_total'
  | 'wincanal_committed_batches_total'
  | 'wincanal_repeated_batches_total'
  | 'wincanal_repeated_records_total'
  | 'wincanal_missed_records_total'
  | 'wincanal_indexed_documents_total'
  | 'wincanal_duplicate_documents_total'
  | 'wincanal_rejected_documents_total'
  | 'wincanal_retried_requests_total'
  | 'wincanal_site_reloads_total'
  | 'wincanal_watched_events_total'
  | 'wincanal_unwatched_events_total'
  | 'wincanal_forgotten_logs_total';

/** What is measured, as it is now. */
export type GaugeName = 'wincanal_watched_logs' | 'wincanal_missing_ids' | 'wincanal_log_lag_seconds_max';

/** Counters of one process since its start. What must survive a restart is kept in Kafka: see accounting.ts. */
export interface Telemetry {
  /** Adds to a counter; called once a batch, not once an event. Zero adds nothing. */
  count(name: CounterName, by: number, labels?: Labels): void;
  /** Sets a measure to its value of now. */
  set(name: GaugeName, value: number): void;
  /** All counters and measures, for example `{'wincanal_skipped_events_total{reason="tombstone"}': 3}`. */
  read(): Readonly<Record<string, number>>;
  /** Logs the counters if any changed since the last line. */
  report(): void;
  /** Stops the periodic line after a last one. */
  close(): void;
}

/** Makes the log of a process; `silent` writes nothing and costs nothing. */
export function createLogger(level: LogLevel, name: string): Logger {
  return pino(
    {
      level,
      name,
      base: { name, pid: process.pid },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

/**
 * Makes the log of a command that a person runs: what goes wrong is thrown and shown anyway, so it logs only when
 * WINCANAL_LOG_LEVEL is set. As everywhere, an empty value counts as not set.
 */
export function createQuietLogger(config: Pick<Config, 'logLevel'>, env: Environment, name = 'wincanal'): Logger {
  const asked = (env['WINCANAL_LOG_LEVEL'] ?? '') !== '';
  return createLogger(asked ? config.logLevel : 'silent', name);
}

const REPORT_INTERVAL_MS = 30_000;

/** Makes the counters of a process and reports them in intervals while they change. */
export function createTelemetry(logger: Logger): Telemetry {
  const counters = new Map<string, number>();
  let changed = false;
  const report = (): void => {
    if (!changed) return;
    changed = false;
    logger.info({ counters: Object.fromEntries(counters) }, 'counters');
  };
  const timer = setInterval(report, REPORT_INTERVAL_MS);
  timer.unref();
  return {
    count(name, by, labels) {
      if (by === 0) return;
      const key = labels === undefined ? name : `${name}{${formatLabels(labels)}}`;
      counters.set(key, (counters.get(key) ?? 0) + by);
      changed = true;
    },
    set(name, value) {
      if (counters.get(name) === value) return;
      counters.set(name, value);
      changed = true;
    },
    read: () => Object.fromEntries(counters),
    report,
    close() {
      clearInterval(timer);
      report();
    },
  };
}

function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}
