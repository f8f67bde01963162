import { bench, do_not_optimize, group, run } from 'mitata';
import { isDead } from '../../normalizers/decode/decoded.ts';
import { decodeText } from '../../normalizers/decode/detect.ts';
import { readCertificate } from '../../normalizers/enrich/certificate.ts';
import { compileSite, createNormalizer } from '../../normalizers/index.ts';
import { interpretEvent } from '../../normalizers/interpret.ts';
import { findProvider } from '../../normalizers/registry.ts';
import certificates from '../../services/simulate/certificates.json' with { type: 'json' };
import { composeFleet, encodeOtlp, type FleetFormat, type Otlp } from '../../services/simulate/index.ts';
import { composeBatch, composeRecord } from '../support/compose-otlp.ts';

/**
 * Microseconds an event, from the bytes of the raw record to the bytes of the document, per input format. Each iteration
 * is one record of a sample fleet of 40 hosts in turn, so that the mix of event ids, templates and messages is a fleet's.
 */
const plain = createNormalizer();
/** With a role for each host, an owner and a word on the most frequent event: the most that a site file can ask for. */
const informed = createNormalizer({
  site: compileSite({
    hosts: [
      ...Array.from({ length: 50 }, (_, i) => ({ match: [`dc${i}*.corp.example`, `vpn${i}`], owner: `Team ${i}` })),
      { match: ['*'], roles: ['domain_controller', 'internet_server'], owner: 'Service desk' },
    ],
    events: {
      'schannel:36887': { severity: 'medium', runbook: 'https://wiki.corp.example/alerts', owner: 'TLS team' },
    },
  }),
});
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

function benchRecords(name: string, values: readonly Buffer[], normalizer = plain): void {
  const bytes = Math.round(values.reduce((sum, value) => sum + value.length, 0) / values.length);
  let next = 0;
  bench(`${name} (${bytes} bytes a record)`, () => {
    const value = values[next++ & 1023] as Buffer;
    for (const outcome of normalizer.normalize(value, undefined, NOW)) {
      do_not_optimize(outcome.kind === 'event' ? Buffer.from(outcome.json) : outcome);
    }
  });
}

/** The body that the OpenTelemetry Collector makes of each event of the fleet. */
function otelBodies(kind: 'ours' | 'other'): Otlp[] {
  return records('xml', kind).flatMap((value) =>
    decodeText(String(value)).flatMap((event) =>
      isDead(event)
        ? []
        : {
            channel: event.channel,
            computer: event.computer,
            event_data: { ...event.data, ...Object.fromEntries(event.unnamed.map((v, i) => [`param${i + 1}`, v])) },
            event_id: { id: event.eventId, qualifiers: event.qualifiers ?? 0 },
            execution: { process_id: event.processId ?? 0, thread_id: event.threadId ?? 0 },
            keywords: [event.keywords ?? ''],
            level: String(event.level),
            message: event.message ?? '',
            opcode: '0',
            provider: { event_source: '', guid: event.providerGuid ?? '', name: event.providerName },
            record_id: Number(event.recordId),
            security: { user_id: event.userSid ?? '' },
            system_time: event.timeCreated,
            task: '0',
            version: 0,
          },
    ),
  );
}

/** The body alone (encoding `raw`), and batches of one record, so that all figures are those of one event. */
function benchOtel(kind: 'ours' | 'other'): void {
  const bodies = otelBodies(kind);
  const batches = bodies.map((body) => composeBatch([composeRecord(body)]));
  benchRecords(
    'OpenTelemetry map',
    bodies.map((body) => Buffer.from(JSON.stringify(body))),
  );
  benchRecords(
    'OTLP/JSON',
    batches.map((batch) => Buffer.from(JSON.stringify(batch))),
  );
  benchRecords('OTLP/protobuf', batches.map(encodeOtlp));
}

group('bytes to document bytes', () => {
  benchRecords('Winlogbeat JSON', records('winlogbeat', 'ours'));
  benchRecords('Event XML', records('xml', 'ours'));
  benchOtel('ours');
});

group('the same with a site file', () => {
  benchRecords('Winlogbeat JSON', records('winlogbeat', 'ours'), informed);
  benchRecords('Event XML', records('xml', 'ours'), informed);
});

group('skipped: another provider', () => {
  benchRecords('Winlogbeat JSON', records('winlogbeat', 'other'));
  benchRecords('Event XML', records('xml', 'other'));
  benchOtel('other');
});

/** Decoded events whose meaning alone is timed, in turn. */
function benchMeaning(name: string, carriesCertificate: boolean): void {
  const events = ['winlogbeat', 'xml'].flatMap((format) =>
    records(format as FleetFormat, 'ours').flatMap((value) => decodeText(String(value))),
  );
  const readings = events.flatMap((event) => {
    if (isDead(event)) return [];
    const provider = findProvider(event.providerName);
    if (provider === undefined) return [];
    const found = interpretEvent(event, provider).fields.wincanal.tls?.certificate !== undefined;
    return found === carriesCertificate ? [{ event, provider }] : [];
  });
  let next = 0;
  bench(`${name} (${readings.length} events)`, () => {
    const { event, provider } = readings[next++ % readings.length] as (typeof readings)[number];
    do_not_optimize(interpretEvent(event, provider));
  });
}

group('of which decoding: codes, severity, texts', () => {
  benchMeaning('event without a certificate', false);
  benchMeaning('event with a certificate seen before', true);
});

group('a certificate not seen before', () => {
  const certificate = Buffer.from(certificates.own, 'hex');
  let next = 0;
  bench('parse (530 bytes)', () => {
    // The last bytes are the signature, which nobody checks: each of these is another certificate.
    certificate.writeUInt32BE(next++, certificate.length - 4);
    do_not_optimize(readCertificate(certificate.toString('hex')));
  });
});

await run({ colors: process.stdout.isTTY });
