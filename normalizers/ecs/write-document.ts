import type { Catalog } from '../catalog.ts';
import type { Interpretation } from '../interpret.ts';
import type { WindowsEvent } from '../windows-event.ts';
import type { EnrichedDocument, EventFields, WincanalInput, WinlogFields } from './document.ts';
import { ByteWriter } from './byte-writer.ts';
import { identify } from './identity.ts';
import type { KnownHost } from './known-host.ts';
import { publishData } from './publish-data.ts';
import { validateValues } from './validate.ts';
import { ECS_VERSION, SCHEMA_VERSION } from './versions.ts';

/** Service accounts of every Windows host: as `user.id` they would only be noise. They stay in `winlog.user`. */
const SERVICE_SIDS: ReadonlySet<string> = new Set(['S-1-5-18', 'S-1-5-19', 'S-1-5-20']);

/** What the operator chose of documents. */
export interface WriterOptions {
  readonly namespace: string;
  readonly keepOriginal: boolean;
}

/** Where and when the record was read: the parts of a document that are not the event's. */
export interface Circumstances {
  readonly input: WincanalInput;
  /** When the normalizer saw it: RFC 3339, and milliseconds since 1970. */
  readonly ingested: string;
  readonly nowMs: number;
}

const START = Buffer.from('{"@timestamp":"');
/** From the end of the time to the properties of `event`, in the text of what is an event's own. */
const BETWEEN = '","event":{';

/** A document, and what of it is asked for apart. */
export interface WrittenDocument {
  readonly id: string;
  /** JSON text in UTF-8. */
  readonly bytes: Buffer;
  /** Why the document does not fit the schema: one line. It has to be refused then. */
  readonly problem: string | undefined;
}

export type DocumentWriter = (interpretation: Interpretation, circumstances: Circumstances) => WrittenDocument;

/**
 * Makes a writer of documents. Half of the names and values of a document are the same for all events of a meaning, or all of a
 * host: their JSON is prepared (`PreparedMeaning`, `KnownHost`), and the rest is serialised in the runs that lie between. A
 * document as one object took twice as long to build and serialise.
 */
export function createDocumentWriter({ namespace, keepOriginal }: WriterOptions): DocumentWriter {
  const writer = new ByteWriter();
  const heads = new Map<Catalog, Buffer>();
  const namespaceProblem = validateValues({ data_stream: { namespace } });

  /** From the end of `@timestamp` to `event.id`. */
  function headOf(catalog: Catalog): Buffer {
    let head = heads.get(catalog);
    if (head === undefined) {
      const constant = {
        ecs: { version: ECS_VERSION },
        data_stream: { type: 'logs', dataset: catalog.dataset, namespace },
      };
      head = Buffer.from(`",${JSON.stringify(constant).slice(1, -1)},"event":{"id":"`);
      heads.set(catalog, head);
    }
    return head;
  }

  return (interpretation, circumstances) => {
    const { event, provider, host, prepared, severity } = interpretation;
    const { timeCreated } = event;
    const id = identify(event, provider.catalog.data.provider.name, host?.name);
    const own = describeOwn(interpretation, circumstances, keepOriginal);
    const problem = namespaceProblem ?? validateValues(own);
    const text = JSON.stringify(own);
    const head = headOf(provider.catalog);
    const constant = prepared.event[severity.label];
    const front = START.length + timeCreated.length + head.length + id.length + constant.length;
    writer.begin(front + text.length + prepared.remediation.length);
    // What the text begins with, up to the brace of `event`, is written over by what belongs in front of the rest.
    writer.skip(front - (START.length + timeCreated.length + BETWEEN.length));
    writer.text(text);
    // The end of `wincanal` and of the document, which the remediation has.
    writer.takeBack(2);
    writer.bytes(prepared.remediation);
    writer.toFront();
    writer.bytes(START);
    writer.text(timeCreated);
    writer.bytes(head);
    writer.text(id);
    writer.bytes(constant);
    return { id, bytes: writer.finish(), problem };
  };
}

type RelatedFields = EnrichedDocument['related'];

type Own = Omit<EnrichedDocument, 'ecs' | 'data_stream' | 'event'> & {
  readonly event: Pick<EventFields, 'reason' | 'reference' | 'sequence' | 'created' | 'ingested' | 'original'>;
};

/**
 * What is an event's own in its document. The order of properties is the order in the JSON; absent values are `undefined`.
 */
function describeOwn(
  interpretation: Interpretation,
  { input, ingested, nowMs }: Circumstances,
  keepOriginal: boolean,
): Own {
  const { event, provider, fields, host, prepared, severity, title, summary } = interpretation;
  const tags = [...event.tags, ...fields.tags];
  const data = publishData(event, tags);
  const { collector, userSid } = event;
  return {
    '@timestamp': event.timeCreated,
    event: {
      reason: interpretation.reason,
      reference: interpretation.runbook,
      sequence: safeNumber(event.recordId),
      created: event.created,
      ingested,
      original: keepOriginal ? event.original : undefined,
    },
    log: event.levelName === undefined ? undefined : { level: event.levelName },
    message: event.message ?? summary,
    tags: tags.length === 0 ? undefined : tags,
    host: host?.fields,
    agent: describeAgent(collector),
    observer: collector?.host === undefined ? undefined : { name: collector.host.toLowerCase(), type: 'collector' },
    user: userSid === undefined || SERVICE_SIDS.has(userSid) ? undefined : { id: userSid },
    process: fields.process,
    network: prepared.network?.[fields.role],
    tls: fields.tls,
    http: fields.http,
    url: fields.url,
    server: fields.server,
    destination: fields.destination,
    error: fields.error,
    related: relate(fields.related, host),
    winlog: describeWinlog(event, provider.catalog, data),
    wincanal: {
      schema_version: SCHEMA_VERSION,
      severity,
      title,
      summary,
      role: fields.role,
      site: interpretation.site,
      lag_seconds: Math.round((nowMs - event.timeMs) / 1000),
      input,
      level_value: event.level,
      keywords: event.keywords,
      task: event.task,
      opcode: event.opcode,
      tls: fields.wincanal.tls,
      sstp: fields.wincanal.sstp,
      error: fields.wincanal.error,
    },
  };
}

function describeAgent(collector: WindowsEvent['collector']): EnrichedDocument['agent'] {
  if (collector === undefined) return undefined;
  const { type, version, id } = collector;
  return type === undefined && version === undefined && id === undefined ? undefined : { type, version, id };
}

function describeWinlog(
  event: WindowsEvent,
  { data: { provider } }: Catalog,
  data: Record<string, string> | undefined,
): WinlogFields {
  const { processId, threadId, userSid } = event;
  return {
    provider_name: provider.name,
    provider_guid: event.providerGuid ?? provider.guid,
    event_id: String(event.eventId),
    version: event.version,
    channel: event.channel,
    computer_name: event.computer,
    record_id: event.recordId,
    activity_id: event.activityId,
    related_activity_id: event.relatedActivityId,
    process:
      processId === undefined && threadId === undefined
        ? undefined
        : { pid: processId, thread: threadId === undefined ? undefined : { id: threadId } },
    user: userSid === undefined ? undefined : { identifier: userSid },
    event_data: data,
  };
}

function relate(related: RelatedFields, host: KnownHost | undefined): RelatedFields {
  if (host === undefined) return related;
  if (related === undefined) return host.related;
  const { hosts, hash, ip } = related;
  const { name } = host;
  return { hosts: hosts === undefined ? [name] : hosts.includes(name) ? hosts : [name, ...hosts], hash, ip };
}

/** A record id as a number where JSON readers keep its digits. */
function safeNumber(recordId: string | undefined): number | undefined {
  if (recordId === undefined || recordId.length > 16) return undefined;
  const number = Number(recordId);
  return Number.isSafeInteger(number) ? number : undefined;
}
