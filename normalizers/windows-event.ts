import type { Tag } from './tags.ts';

/** Names of the input formats that are understood; the value of `wincanal.input.format`. */
export type InputFormat =
  | 'azure_monitor'
  | 'clixml'
  | 'elastic_agent'
  | 'event_json'
  | 'event_viewer'
  | 'event_xml'
  | 'filebeat'
  | 'fluent_bit'
  | 'fluent_bit_winlog'
  | 'fluentd'
  | 'nxlog'
  | 'openwec'
  | 'otel'
  | 'powershell'
  | 'snare'
  | 'splunk_text'
  | 'telegraf'
  | 'vector'
  | 'wazuh'
  | 'winlogbeat'
  | 'winlogbeat_6';

/**
 * Shapes around events: what is inside is recognised by itself. `wincanal.input.wrappers` names them, outermost first.
 * `logstash` stands for all that carry events as it does, such as Fluent Bit's `log`.
 */
export type WrapperName =
  | 'clixml'
  | 'cribl'
  | 'gelf'
  | 'json_string'
  | 'logstash'
  | 'otlp'
  | 'snare'
  | 'splunk_hec'
  | 'syslog_rfc3164'
  | 'syslog_rfc5424'
  | 'wazuh';

/** The five words of `log.level`. */
export type LevelName = 'critical' | 'error' | 'warning' | 'information' | 'verbose';

/** Event data by name: no prototype, so that a hostile name is only ever a name. */
export type EventData = Record<string, string>;

/** Who collected and forwarded the event, as far as the record says. */
export interface Collector {
  /** Kind of the shipping agent, for example `winlogbeat`. */
  readonly type: string | undefined;
  readonly version: string | undefined;
  readonly id: string | undefined;
  /** The machine that read or forwarded the event where it is another one than the event's own computer. */
  readonly host: string | undefined;
}

/**
 * One Windows event, as neutral between input formats as the formats allow. Every decoder makes exactly this, every
 * provider reads nothing else. A field that a format cannot supply is `undefined`, never invented; each field is always
 * present so that all events share one hidden class.
 *
 * Field meanings follow the Windows event schema (MS-EVEN6, section 2.2.13).
 */
export interface WindowsEvent {
  readonly format: InputFormat;
  /** As written in the event, for example `Schannel`. */
  readonly providerName: string;
  /** Lower case with braces. */
  readonly providerGuid: string | undefined;
  readonly eventId: number;
  readonly version: number | undefined;
  /** Upper half of the classic 32-bit event identifier. */
  readonly qualifiers: number | undefined;
  /** 0 log always, 1 critical, 2 error, 3 warning, 4 information, 5 verbose. Never taken from a word. */
  readonly level: number | undefined;
  /**
   * The level as one of `critical`, `error`, `warning`, `information`, `verbose`: from the number, or the very word where
   * a format sends only words and this one is English. A localised word is no level.
   */
  readonly levelName: LevelName | undefined;
  readonly task: number | undefined;
  readonly opcode: number | undefined;
  /** 64-bit mask as `0x` and lower-case hexadecimal digits. */
  readonly keywords: string | undefined;
  /** When it happened: RFC 3339 in UTC with as many digits as the format gave (100 ns in the XML). */
  readonly timeCreated: string;
  /** The same instant in milliseconds since 1970, cut, not rounded. */
  readonly timeMs: number;
  /** Unsigned 64-bit number as decimal text; unique per channel and computer until the log is cleared. */
  readonly recordId: string | undefined;
  /**
   * What the sender counts where there is no record id: it tells apart events of one second. The same event has it again
   * when it is sent again.
   */
  readonly sequence: string | undefined;
  /** The channel in which the event was logged, not the collector's `ForwardedEvents`. */
  readonly channel: string | undefined;
  /** As written in the event. */
  readonly computer: string | undefined;
  readonly userSid: string | undefined;
  /** `Execution/@ProcessID`: the process that logged (LSASS for Schannel). */
  readonly processId: number | undefined;
  readonly threadId: number | undefined;
  /** Lower case with braces. */
  readonly activityId: string | undefined;
  readonly relatedActivityId: string | undefined;
  /** Named values in the order of the event. */
  readonly data: EventData;
  /** Values without a name, in order. */
  readonly unnamed: readonly string[];
  /** Content of the classic data section: hexadecimal digits as they came. */
  readonly binary: string | undefined;
  /** Text rendered by a collector, in whatever language it used. Never a source of values where data exist. */
  readonly message: string | undefined;
  /** Language of the message, for example `de-DE`. */
  readonly culture: string | undefined;
  /** When the agent read the event, RFC 3339 in UTC. */
  readonly created: string | undefined;
  readonly collector: Collector | undefined;
  /** What was around the event in the record, outermost first, for example `splunk_hec`. */
  readonly wrappers: readonly WrapperName[];
  /** Notes of the decoder on what it assumed or repaired. */
  readonly tags: readonly Tag[];
  /** The text of this one event: kept as `event.original` when the operator wants it. */
  readonly original: string;
}
