import type { FleetFormat } from '../../../../services/simulate/index.ts';
import {
  GUIDS_WITHOUT_BRACES,
  BEATS,
  WITHOUT_USER_DATA,
  WITHOUT_ACTIVITY,
  WITHOUT_BYTES,
  WITHOUT_VALUES_ALONE,
  WITHOUT_VALUES,
  NO_NUMBERS,
  NO_RECORD_ID,
  LOCAL_TIME,
  type EventDifferences,
} from './lost-fields.ts';

/** How the documents of one format differ from those of the event XML with rendered text. */
export interface FormatDifferences {
  /** What `wincanal.input` says: wrappers, outermost first, and the format. */
  readonly as: readonly string[];
  /** In the documents of all events: `-` lost, `~` otherwise, `+` only here. */
  readonly every: readonly string[];
  /** In that of one event beyond it. */
  readonly events?: EventDifferences;
}

const AZURE = {
  as: ['azure_monitor'],
  every: [
    ...NO_RECORD_ID,
    '+ agent',
    '- wincanal.keywords',
    '- wincanal.level_value',
    '- wincanal.opcode',
    '- winlog.process',
    '- winlog.user',
    '- winlog.version',
  ],
  events: {
    'Schannel 36887': ['- winlog.activity_id'],
    'Schannel 36880': ['+ tags.template_by_count', '- winlog.activity_id'],
    'Schannel 36882': ['- winlog.activity_id'],
  },
} satisfies FormatDifferences;

export const DIFFERENCES: Readonly<Record<FleetFormat, FormatDifferences>> = {
  xml: { as: ['event_xml'], every: ['~ message'] },
  xml_rendered: { as: ['event_xml'], every: [] },
  xml_batch: { as: ['event_xml'], every: ['~ message'] },
  event_json_evtx_dump: {
    as: ['event_json'],
    every: ['~ @timestamp', '~ message'],
    events: { ...GUIDS_WITHOUT_BRACES },
  },
  event_json_evtx_dump_separate: {
    as: ['event_json'],
    every: ['~ @timestamp', '~ message'],
    events: { ...GUIDS_WITHOUT_BRACES },
  },
  event_json_xml2js: { as: ['event_json'], every: ['~ message'] },
  event_json_fast_xml_parser: { as: ['event_json'], every: ['~ message'] },
  event_json_axosyslog: { as: ['event_json'], every: ['~ message'] },
  event_json_syslog_ng: { as: ['event_json'], every: ['~ message'] },
  event_json_syslog_ng_dotted: { as: ['event_json'], every: ['~ message'] },
  winlogbeat: { as: ['winlogbeat'], every: BEATS },
  winlogbeat_xml: { as: ['winlogbeat'], every: ['+ agent', '+ event.created'] },
  winlogbeat_6: {
    as: ['winlogbeat_6'],
    every: [...NO_NUMBERS, '~ @timestamp', '+ agent'],
  },
  winlogbeat_6_xml: { as: ['winlogbeat_6'], every: ['+ agent'] },
  filebeat: { as: ['filebeat'], every: BEATS },
  filebeat_decode_xml: {
    as: ['filebeat'],
    every: [...NO_NUMBERS, '+ agent', '~ message'],
  },
  filebeat_message_xml: { as: ['filebeat'], every: ['+ agent', '+ event.created', '~ message'] },
  elastic_agent: { as: ['elastic_agent'], every: BEATS },
  nxlog_local: {
    as: ['nxlog'],
    every: [...LOCAL_TIME, '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  nxlog_enterprise: {
    as: ['nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  nxlog_xml: { as: ['nxlog'], every: ['+ agent', '+ event.created'] },
  // The header has the offset that the time lacks elsewhere.
  nxlog_syslog: {
    as: ['syslog_rfc5424', 'nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  fluent_bit: {
    as: ['fluent_bit'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '+ tags.template_by_count', '- winlog.user'],
  },
  fluent_bit_map: { as: ['fluent_bit'], every: ['~ @timestamp', '+ agent', '+ event.created', '- winlog.user'] },
  fluent_bit_xml: { as: ['fluent_bit'], every: ['+ agent', '+ event.created'] },
  fluent_bit_text: {
    as: ['fluent_bit'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '+ tags.template_by_count', '- winlog.user'],
  },
  fluent_bit_raw_text: {
    as: ['fluent_bit'],
    every: ['~ @timestamp', '+ agent', '~ wincanal.summary', '- winlog.event_data', '- winlog.user'],
    events: { ...WITHOUT_VALUES_ALONE },
  },
  fluentd: { as: ['fluentd'], every: ['~ @timestamp', '+ agent', '+ tags.template_by_count', '- winlog.user'] },
  fluent_bit_winlog: {
    as: ['fluent_bit_winlog'],
    every: [
      '~ @timestamp',
      '- log',
      '- wincanal.keywords',
      '- wincanal.level_value',
      '- wincanal.opcode',
      '- winlog.process',
      '- winlog.version',
    ],
    events: {
      'Schannel 36887': ['+ tags.template_by_count', '- winlog.activity_id'],
      'Schannel 36880': ['+ tags.template_by_count', '- winlog.activity_id'],
      'Schannel 36882': [
        '- process',
        '~ wincanal.summary',
        '- winlog.activity_id',
        '+ winlog.event_data.Binary',
        '- winlog.event_data.CallerProcessId',
        '- winlog.event_data.CallerProcessImageName',
        '- winlog.event_data.__binLength',
        '- winlog.event_data.certificateContext',
        '+ winlog.event_data.param1',
        '+ winlog.event_data.param2',
        '+ winlog.event_data.param3',
      ],
      'RasSstp 6': ['+ tags.template_by_count'],
      'RasSstp 1': ['+ tags.template_by_count'],
    },
  },
  otel_map: {
    as: ['otel'],
    every: ['+ agent', '- wincanal.keywords', '- wincanal.level_value', '- wincanal.opcode', '- wincanal.task'],
  },
  otel_array: {
    as: ['otel'],
    every: ['+ agent', '- wincanal.keywords', '- wincanal.level_value', '- wincanal.opcode', '- wincanal.task'],
  },
  otlp_json: {
    as: ['otel'],
    every: [
      '+ agent',
      '+ event.created',
      '- wincanal.keywords',
      '- wincanal.level_value',
      '- wincanal.opcode',
      '- wincanal.task',
    ],
  },
  otlp_json_attributes: { as: ['otel'], every: ['+ agent', '+ event.created'] },
  otlp_json_xml: { as: ['otel'], every: ['+ agent', '+ event.created', '~ message'] },
  otlp_protobuf: {
    as: ['otel'],
    every: [
      '+ agent',
      '+ event.created',
      '- wincanal.keywords',
      '- wincanal.level_value',
      '- wincanal.opcode',
      '- wincanal.task',
    ],
  },
  otlp_protobuf_xml: { as: ['otel'], every: ['+ agent', '+ event.created', '~ message'] },
  vector: {
    as: ['vector'],
    every: ['~ @timestamp', '+ agent', '- wincanal.opcode', '- wincanal.task'],
    events: { ...WITHOUT_USER_DATA },
  },
  openwec: { as: ['openwec'], every: ['+ agent', '+ event.created'] },
  openwec_raw: { as: ['openwec'], every: ['+ agent', '+ event.created', '~ message'] },
  wazuh: { as: ['wazuh'], every: ['+ agent', '+ event.created', '- winlog.user'], events: { ...WITHOUT_ACTIVITY } },
  wazuh_agent: { as: ['wazuh'], every: ['+ agent'] },
  wazuh_archives: { as: ['wazuh', 'wazuh'], every: ['+ agent', '- winlog.user'], events: { ...WITHOUT_ACTIVITY } },
  wazuh_full_log: { as: ['wazuh', 'wazuh'], every: ['+ agent', '- winlog.user'], events: { ...WITHOUT_ACTIVITY } },
  powershell_5: {
    as: ['powershell'],
    every: ['~ @timestamp', '+ agent', '+ tags.template_by_count'],
    events: { ...WITHOUT_BYTES },
  },
  powershell_7: { as: ['powershell'], every: ['+ agent', '+ tags.template_by_count'], events: { ...WITHOUT_BYTES } },
  clixml: {
    as: ['clixml'],
    every: ['+ agent', '+ tags.template_by_count'],
    events: {
      'Schannel 36880': ['~ winlog.event_data.CipherSuite', '~ winlog.event_data.ContextHandle'],
      'RasSstp 6': ['~ winlog.event_data.CoId'],
      'RasSstp 1': ['~ winlog.event_data.CoId'],
    },
  },
  clixml_xml: { as: ['clixml', 'event_xml'], every: ['~ message'] },
  azure_monitor: AZURE,
  azure_monitor_records: AZURE,
  telegraf: { as: ['telegraf'], every: ['+ agent'] },
  telegraf_batch: { as: ['telegraf'], every: ['+ agent'] },
  telegraf_lines: { as: ['telegraf'], every: ['+ agent'] },
  snare: {
    as: ['syslog_rfc3164', 'snare'],
    every: [
      ...NO_NUMBERS,
      ...NO_RECORD_ID,
      ...LOCAL_TIME,
      '+ agent',
      '~ wincanal.summary',
      '- winlog.event_data',
      '- winlog.process',
      '- winlog.user',
    ],
    events: { ...WITHOUT_VALUES },
  },
  snare_json: { as: ['syslog_rfc3164', 'snare', 'event_json'], every: ['~ message'] },
  splunk_text: {
    as: ['splunk_text'],
    every: [...NO_NUMBERS, ...LOCAL_TIME, '+ agent', '~ wincanal.summary', '- winlog.event_data', '- winlog.process'],
    events: { ...WITHOUT_VALUES },
  },
  event_viewer: {
    as: ['event_viewer'],
    every: [
      ...NO_NUMBERS,
      ...NO_RECORD_ID,
      ...LOCAL_TIME,
      '~ wincanal.summary',
      '- winlog.event_data',
      '- winlog.process',
      '- winlog.user',
    ],
    events: { ...WITHOUT_VALUES },
  },
  event_viewer_xml: { as: ['event_viewer'], every: [] },
  syslog_rfc3164: {
    as: ['syslog_rfc3164', 'nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  syslog_rfc5424: { as: ['syslog_rfc5424', 'event_xml'], every: ['~ message'] },
  syslog_octet_count: { as: ['syslog_rfc5424', 'event_xml'], every: ['~ message'] },
  logstash_message: { as: ['logstash', 'event_xml'], every: ['+ event.created', '~ message'] },
  logstash_message_json: {
    as: ['logstash', 'nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  logstash_original: { as: ['logstash', 'winlogbeat'], every: BEATS },
  logstash_nested: {
    as: ['logstash', 'vector'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- wincanal.opcode', '- wincanal.task'],
    events: { ...WITHOUT_USER_DATA },
  },
  splunk_hec: { as: ['splunk_hec', 'event_xml'], every: ['~ message'] },
  splunk_hec_batch: {
    as: ['splunk_hec', 'fluent_bit'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '+ tags.template_by_count', '- winlog.user'],
  },
  cribl: { as: ['cribl', 'event_xml'], every: ['~ message'] },
  gelf: { as: ['gelf', 'fluent_bit'], every: ['+ agent', '+ event.created'] },
  gelf_fluent_bit: {
    as: ['gelf', 'fluent_bit'],
    every: [
      '~ @timestamp',
      '+ agent',
      '+ event.created',
      '+ tags.template_by_count',
      '+ tags.values_split',
      '- winlog.user',
    ],
  },
  gelf_fluent_bit_map: {
    as: ['gelf', 'fluent_bit'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- winlog.user'],
  },
  gelf_fluentd: {
    as: ['gelf', 'fluentd'],
    every: ['~ @timestamp', '+ agent', '+ tags.template_by_count', '- winlog.user'],
  },
  gelf_nxlog: {
    as: ['gelf', 'nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  json_string: { as: ['json_string', 'event_xml'], every: ['~ message'] },
  json_array: {
    as: ['vector'],
    every: ['~ @timestamp', '+ agent', '- wincanal.opcode', '- wincanal.task'],
    events: { ...WITHOUT_USER_DATA },
  },
  json_array_of_xml: { as: ['event_xml'], every: ['~ message'] },
  ndjson: { as: ['winlogbeat'], every: BEATS },
  events_list: { as: ['event_xml'], every: ['~ message'] },
  gzip: { as: ['event_xml'], every: ['~ message'] },
  zlib: { as: ['event_xml'], every: ['~ message'] },
  zstd: { as: ['winlogbeat'], every: BEATS },
  utf8_bom: { as: ['event_xml'], every: ['~ message'] },
  utf16le: { as: ['event_xml'], every: ['~ message'] },
  utf16be: { as: ['event_xml'], every: ['~ message'] },
};
