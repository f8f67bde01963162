import type { FleetFormat } from '../../../../services/simulate/index.ts';

/** How the documents of one format differ from those of the event XML with rendered text. */
export interface FormatDifferences {
  /** What `wincanal.input` says: wrappers, outermost first, and the format. */
  readonly as: readonly string[];
  /** In the documents of all events: `-` lost, `~` otherwise, `+` only here. */
  readonly every: readonly string[];
  /** In that of one event beyond it. */
  readonly [event: string]: readonly string[];
}

const GUIDS_WITHOUT_BRACES = { 'RasSstp 6': ['~ winlog.event_data.CoId'], 'RasSstp 1': ['~ winlog.event_data.CoId'] };

const BEATS = [
  '~ @timestamp',
  '+ agent',
  '+ event.created',
  '- wincanal.keywords',
  '- wincanal.level_value',
  '- wincanal.opcode',
  '- wincanal.task',
  '- winlog.version',
];

const WITHOUT_USER_DATA = {
  'Schannel 36880': [
    '~ event.reason',
    '- network.direction',
    '- tls.cipher',
    '- tls.server',
    '- tls.version',
    '- tls.version_protocol',
    '~ wincanal.role',
    '~ wincanal.summary',
    '- wincanal.tls',
    '- winlog.event_data',
  ],
};

const WITHOUT_ACTIVITY = {
  'Schannel 36887': ['- winlog.activity_id'],
  'Schannel 36880': ['- winlog.activity_id'],
  'Schannel 36882': ['- winlog.activity_id'],
};

const WITHOUT_BYTES = {
  'Schannel 36880': ['~ winlog.event_data.CipherSuite', '~ winlog.event_data.ContextHandle'],
  'Schannel 36882': [
    '~ event.severity',
    '- related.hash',
    '~ related.hosts',
    '- tls',
    '~ wincanal.severity.label',
    '~ wincanal.severity.reasons',
    '~ wincanal.summary',
    '~ wincanal.title',
    '- wincanal.tls',
    '- winlog.event_data.certificateContext',
  ],
  'RasSstp 6': ['~ winlog.event_data.CoId'],
  'RasSstp 1': ['~ winlog.event_data.CoId'],
};

export const DIFFERENCES: Readonly<Record<FleetFormat, FormatDifferences>> = {
  xml: { as: ['event_xml'], every: ['~ message'] },
  xml_rendered: { as: ['event_xml'], every: [] },
  xml_batch: { as: ['event_xml'], every: ['~ message'] },
  event_json_evtx_dump: { as: ['event_json'], every: ['~ @timestamp', '~ message'], ...GUIDS_WITHOUT_BRACES },
  event_json_evtx_dump_separate: { as: ['event_json'], every: ['~ @timestamp', '~ message'], ...GUIDS_WITHOUT_BRACES },
  event_json_xml2js: { as: ['event_json'], every: ['~ message'] },
  event_json_axosyslog: { as: ['event_json'], every: ['~ message'] },
  winlogbeat: { as: ['winlogbeat'], every: BEATS },
  winlogbeat_xml: { as: ['winlogbeat'], every: ['+ agent', '+ event.created'] },
  winlogbeat_6: {
    as: ['winlogbeat_6'],
    every: [
      '~ @timestamp',
      '+ agent',
      '- wincanal.keywords',
      '- wincanal.level_value',
      '- wincanal.opcode',
      '- wincanal.task',
      '- winlog.version',
    ],
  },
  filebeat: { as: ['filebeat'], every: BEATS },
  filebeat_decode_xml: {
    as: ['filebeat'],
    every: [
      '+ agent',
      '~ message',
      '- wincanal.keywords',
      '- wincanal.level_value',
      '- wincanal.opcode',
      '- wincanal.task',
      '- winlog.version',
    ],
  },
  elastic_agent: { as: ['elastic_agent'], every: BEATS },
  nxlog_local: {
    as: ['nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '+ tags.timezone_assumed', '- wincanal.level_value'],
  },
  nxlog_enterprise: {
    as: ['nxlog'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- log', '- wincanal.level_value'],
  },
  fluent_bit: {
    as: ['fluent_bit'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '+ tags.template_by_count', '- winlog.user'],
  },
  fluent_bit_map: { as: ['fluent_bit'], every: ['~ @timestamp', '+ agent', '+ event.created', '- winlog.user'] },
  fluent_bit_xml: { as: ['fluent_bit'], every: ['+ agent', '+ event.created'] },
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
  otel_map: {
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
  vector: {
    as: ['vector'],
    every: ['~ @timestamp', '+ agent', '- wincanal.opcode', '- wincanal.task'],
    ...WITHOUT_USER_DATA,
  },
  openwec: { as: ['openwec'], every: ['+ agent', '+ event.created'] },
  openwec_raw: { as: ['openwec'], every: ['+ agent', '+ event.created', '~ message'] },
  wazuh: { as: ['wazuh'], every: ['+ agent', '+ event.created', '- winlog.user'], ...WITHOUT_ACTIVITY },
  wazuh_agent: { as: ['wazuh'], every: ['+ agent'] },
  powershell_5: {
    as: ['powershell'],
    every: ['~ @timestamp', '+ agent', '+ tags.template_by_count'],
    ...WITHOUT_BYTES,
  },
  powershell_7: { as: ['powershell'], every: ['+ agent', '+ tags.template_by_count'], ...WITHOUT_BYTES },
  azure_monitor: {
    as: ['azure_monitor'],
    every: [
      '+ agent',
      '~ event.id',
      '- event.sequence',
      '- wincanal.keywords',
      '- wincanal.level_value',
      '- wincanal.opcode',
      '- winlog.process',
      '- winlog.record_id',
      '- winlog.user',
      '- winlog.version',
    ],
    'Schannel 36887': ['- winlog.activity_id'],
    'Schannel 36880': ['+ tags.template_by_count', '- winlog.activity_id'],
    'Schannel 36882': ['- winlog.activity_id'],
  },
  logstash_message: { as: ['logstash', 'event_xml'], every: ['+ event.created', '~ message'] },
  logstash_original: { as: ['logstash', 'winlogbeat'], every: BEATS },
  logstash_nested: {
    as: ['logstash', 'vector'],
    every: ['~ @timestamp', '+ agent', '+ event.created', '- wincanal.opcode', '- wincanal.task'],
    ...WITHOUT_USER_DATA,
  },
  splunk_hec: { as: ['splunk_hec', 'event_xml'], every: ['~ message'] },
  cribl: { as: ['cribl', 'event_xml'], every: ['~ message'] },
  gelf: { as: ['gelf', 'fluent_bit'], every: ['+ agent', '~ message'] },
  json_string: { as: ['json_string', 'event_xml'], every: ['~ message'] },
  json_array: {
    as: ['vector'],
    every: ['~ @timestamp', '+ agent', '- wincanal.opcode', '- wincanal.task'],
    ...WITHOUT_USER_DATA,
  },
  ndjson: { as: ['winlogbeat'], every: BEATS },
  events_list: { as: ['event_xml'], every: ['~ message'] },
  gzip: { as: ['event_xml'], every: ['~ message'] },
  zstd: { as: ['winlogbeat'], every: BEATS },
  utf16le: { as: ['event_xml'], every: ['~ message'] },
  utf16be: { as: ['event_xml'], every: ['~ message'] },
};
