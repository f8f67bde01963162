import { SEVERITY_NUMBERS } from '../enrich/severity.ts';
import type { Interpretation } from '../interpret.ts';
import type { ProviderFields } from '../provider.ts';
import type { Tag } from '../tags.ts';
import { wholeText } from '../whole-text.ts';
import type { WindowsEvent } from '../windows-event.ts';
import type { EnrichedDocument, HostFields, WincanalInput, WinlogFields } from './document.ts';
import { identify } from './identity.ts';

/** Version of the ECS fields used; and of the contract with readers, major.minor. */
export const ECS_VERSION = '9.4.0';
export const SCHEMA_VERSION = '1.0';

/** Bounds that keep hostile data from exploding a document; what is cut is said in `tags`. */
const MOST_VALUES = 200;
const LONGEST_NAME = 256;

/** Service accounts of every Windows host: as `user.id` they would only be noise. They stay in `winlog.user`. */
const SERVICE_SIDS: ReadonlySet<string> = new Set(['S-1-5-18', 'S-1-5-19', 'S-1-5-20']);

/** What the operator chose and where and when the record was read: the parts of a document that are not the event's. */
export interface Circumstances {
  readonly input: WincanalInput;
  readonly namespace: string;
  readonly keepOriginal: boolean;
  /** When the normalizer saw it: RFC 3339, and milliseconds since 1970. */
  readonly ingested: string;
  readonly nowMs: number;
}

/** Builds the published document. The order of properties is the order in the JSON; absent values are `undefined`. */
export function buildDocument(interpretation: Interpretation, circumstances: Circumstances): EnrichedDocument {
  const { event, provider, fields, severity, ecs, summary } = interpretation;
  const { data, dataset } = provider.catalog;
  const { name, protocol } = data.provider;
  const computer = event.computer?.toLowerCase();
  const tags = [...event.tags, ...fields.tags];
  const eventData = publishData(event, tags);
  const { collector } = event;
  const network = ecs.category.includes('network');
  return {
    '@timestamp': event.timeCreated,
    ecs: { version: ECS_VERSION },
    data_stream: { type: 'logs', dataset, namespace: circumstances.namespace },
    event: {
      id: identify(event, name),
      code: String(event.eventId),
      kind: 'event',
      category: ecs.category,
      type: ecs.type,
      outcome: ecs.outcome,
      action: ecs.action,
      provider: name,
      module: 'wincanal',
      dataset,
      severity: SEVERITY_NUMBERS[severity.label],
      reason: interpretation.reason,
      reference: interpretation.runbook,
      sequence: safeNumber(event.recordId),
      created: event.created,
      ingested: circumstances.ingested,
      original: circumstances.keepOriginal ? event.original : undefined,
    },
    log: event.levelName === undefined ? undefined : { level: event.levelName },
    message: event.message ?? summary,
    tags: tags.length === 0 ? undefined : tags,
    host: computer === undefined ? undefined : describeHost(computer),
    agent: describeAgent(collector),
    observer: collector?.host === undefined ? undefined : { name: collector.host.toLowerCase(), type: 'collector' },
    user: event.userSid === undefined || SERVICE_SIDS.has(event.userSid) ? undefined : { id: event.userSid },
    process: fields.process,
    network: network
      ? { protocol, transport: protocol === 'tls' ? undefined : 'tcp', direction: directionOf(fields.role) }
      : undefined,
    tls: fields.tls,
    http: fields.http,
    url: fields.url,
    server: fields.server,
    destination: fields.destination,
    error: fields.error,
    related: relate(fields, computer),
    winlog: describeWinlog(event, name, provider.catalog.data.provider.guid, eventData),
    wincanal: {
      schema_version: SCHEMA_VERSION,
      severity,
      title: interpretation.title,
      summary,
      role: fields.role,
      site: interpretation.site,
      lag_seconds: Math.round((circumstances.nowMs - event.timeMs) / 1000),
      input: circumstances.input,
      level_value: event.level,
      keywords: event.keywords,
      task: event.task,
      opcode: event.opcode,
      tls: fields.wincanal.tls,
      sstp: fields.wincanal.sstp,
      error: fields.wincanal.error,
      // Last, so that serializeDocument can append its prepared JSON.
      remediation: interpretation.remediation?.fields,
    },
  };
}

function describeAgent(collector: WindowsEvent['collector']): EnrichedDocument['agent'] {
  if (collector === undefined) return undefined;
  const { type, version, id } = collector;
  return type === undefined && version === undefined && id === undefined ? undefined : { type, version, id };
}

/** Names with a dot in front do not exist in DNS; hostile ones must not stop the event. */
function describeHost(computer: string): HostFields | undefined {
  const dot = computer.indexOf('.');
  if (dot === 0) {
    const bare = computer.replace(/^\.+/, '');
    return bare === '' ? undefined : describeHost(bare);
  }
  return {
    name: computer,
    hostname: dot < 0 ? computer : wholeText(computer.slice(0, dot)),
    domain: dot < 0 || dot === computer.length - 1 ? undefined : wholeText(computer.slice(dot + 1)),
    os: { type: 'windows', family: 'windows', platform: 'windows' },
  };
}

function describeWinlog(
  event: WindowsEvent,
  name: string,
  guid: string,
  data: Record<string, string> | undefined,
): WinlogFields {
  const { processId, threadId, userSid } = event;
  return {
    provider_name: name,
    provider_guid: event.providerGuid ?? guid,
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

/** All values of the event, whatever they are called: unnamed ones as `param1`, `param2`, ... like Winlogbeat. */
function publishData(event: WindowsEvent, tags: Tag[]): Record<string, string> | undefined {
  const data: Record<string, string> = {};
  const room = { left: MOST_VALUES };
  let whole = true;
  for (const name in event.data) whole = publishValue(data, name, event.data[name] as string, room) && whole;
  for (let i = 0; i < event.unnamed.length; i++) {
    whole = publishValue(data, freeName(data, `param${i + 1}`), event.unnamed[i] as string, room) && whole;
  }
  if (event.binary !== undefined) whole = publishValue(data, freeName(data, 'Binary'), event.binary, room) && whole;
  if (!whole) tags.push('event_data_cut');
  return room.left === MOST_VALUES ? undefined : data;
}

/** Our names for values without one must not take the place of a value that is really called so. */
function freeName(data: Record<string, string>, name: string): string {
  let free = name;
  for (let n = 2; Object.hasOwn(data, free); n++) free = `${name}_${n}`;
  return free;
}

/** Returns false for a value that has no room. */
function publishValue(data: Record<string, string>, name: string, value: string, room: { left: number }): boolean {
  if (value === '') return true;
  if (room.left === 0 || name.length > LONGEST_NAME) return false;
  data[name] = value;
  room.left--;
  return true;
}

function relate(fields: ProviderFields, computer: string | undefined): EnrichedDocument['related'] {
  const { related } = fields;
  if (computer === undefined) return related;
  const hosts = related?.hosts;
  return {
    hosts: hosts === undefined ? [computer] : hosts.includes(computer) ? hosts : [computer, ...hosts],
    hash: related?.hash,
    ip: related?.ip,
  };
}

function directionOf(role: ProviderFields['role']): string | undefined {
  if (role === 'tls_client' || role === 'vpn_client') return 'egress';
  return role === 'tls_server' || role === 'vpn_server' ? 'ingress' : undefined;
}

/** A record id as a number where JSON readers keep its digits. */
function safeNumber(recordId: string | undefined): number | undefined {
  if (recordId === undefined || recordId.length > 16) return undefined;
  const number = Number(recordId);
  return Number.isSafeInteger(number) ? number : undefined;
}
