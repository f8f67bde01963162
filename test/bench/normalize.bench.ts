import { bench, do_not_optimize, group, run } from 'mitata';
import { createNormalizer } from '../../normalizers/index.ts';
import { composeFleet, type FleetFormat } from '../../services/simulate/index.ts';

/**
 * Microseconds an event, from the bytes of the raw record to the bytes of the document, per input format. Each iteration
 * is one record of a sample fleet of 40 hosts in turn, so that the mix of event ids, templates and messages is a fleet's.
 */
const normalizer = createNormalizer();
const NOW = Date.UTC(2026, 2, 4, 6);

function records(format: FleetFormat, kind: 'ours' | 'other'): Buffer[] {
  const fleet = composeFleet({
    seed: 7,
    hosts: 40,
    events: 1024,
    otherShare: kind === 'ours' ? 0 : 1,
    broken: 0,
    formats: [format],
    fromMs: NOW - 3_600_000,
    toMs: NOW,
  });
  return [...fleet].map((record) => record.value);
}

function benchRecords(name: string, values: readonly Buffer[]): void {
  const bytes = Math.round(values.reduce((sum, value) => sum + value.length, 0) / values.length);
  let next = 0;
  bench(`${name} (${bytes} bytes a record)`, () => {
    const value = values[next++ & 1023] as Buffer;
    for (const outcome of normalizer.normalize(value, undefined, NOW)) {
      do_not_optimize(outcome.kind === 'event' ? Buffer.from(outcome.json) : outcome);
    }
  });
}

group('bytes to document bytes', () => {
  benchRecords('Winlogbeat JSON', records('winlogbeat', 'ours'));
  benchRecords('Event XML', records('xml', 'ours'));
});

group('skipped: another provider', () => {
  benchRecords('Winlogbeat JSON', records('winlogbeat', 'other'));
  benchRecords('Event XML', records('xml', 'other'));
});

await run({ colors: process.stdout.isTTY });
