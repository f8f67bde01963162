import type { Batch } from '../runtime/kafka/index.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Converted } from './messages.ts';

/**
 * Counts what became of records that are committed, in the counters of this process.
 * @param records those that `converted` was made of
 */
export function countBatch(telemetry: Telemetry, records: Batch['messages'], converted: Converted): void {
  const { account, documents, dead } = converted;
  telemetry.count('wincanal_received_records_total', records.length);
  telemetry.count(
    'wincanal_received_bytes_total',
    records.reduce((sum, record) => sum + (record.value?.length ?? 0), 0),
  );
  telemetry.count('wincanal_decoded_events_total', account.events);
  for (const [provider, n] of documents) telemetry.count('wincanal_published_documents_total', n, { provider });
  telemetry.count('wincanal_published_alerts_total', account.alerts);
  for (const [reason, n] of Object.entries(account.skips)) {
    telemetry.count('wincanal_skipped_events_total', n, { reason });
  }
  for (const [code, n] of dead) telemetry.count('wincanal_dead_events_total', n, { code });
  telemetry.count('wincanal_committed_batches_total', 1);
}
