import type { ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { AZURE_MONITOR, AZURE_MONITOR_RECORDS } from './azure-monitor.ts';
import {
  ELASTIC_AGENT,
  FILEBEAT,
  FILEBEAT_DECODE_XML,
  FILEBEAT_MESSAGE_XML,
  WINLOGBEAT,
  WINLOGBEAT_6,
  WINLOGBEAT_6_XML,
  WINLOGBEAT_XML,
} from './beats.ts';
import { CLIXML, CLIXML_XML } from './clixml.ts';
import {
  AXOSYSLOG,
  EVTX_DUMP,
  EVTX_DUMP_SEPARATE,
  FAST_XML_PARSER,
  SYSLOG_NG,
  SYSLOG_NG_DOTTED,
  XML2JS,
} from './event-json.ts';
import {
  FLUENT_BIT,
  FLUENT_BIT_MAP,
  FLUENT_BIT_RAW_TEXT,
  FLUENT_BIT_TEXT,
  FLUENT_BIT_WINLOG,
  FLUENT_BIT_XML,
  FLUENTD,
  FLUENTD_CLASSIC,
} from './fluent-bit.ts';
import {
  OTEL_ARRAY,
  OTEL_MAP,
  OTLP_JSON,
  OTLP_JSON_ATTRIBUTES,
  OTLP_JSON_XML,
  OTLP_PROTOBUF,
  OTLP_PROTOBUF_XML,
} from './otel.ts';
import { NXLOG_ENTERPRISE, NXLOG_LOCAL, NXLOG_SYSLOG, NXLOG_XML } from './nxlog.ts';
import { OPENWEC, OPENWEC_RAW } from './openwec.ts';
import { POWERSHELL_5, POWERSHELL_7 } from './powershell.ts';
import type { Renderer, Sender } from './renderer.ts';
import { TELEGRAF, TELEGRAF_BATCH, TELEGRAF_LINES } from './telegraf.ts';
import {
  EVENT_VIEWER,
  EVENT_VIEWER_XML,
  SNARE,
  SNARE_JSON,
  SPLUNK_TEXT,
  SYSLOG_OCTET_COUNT,
  SYSLOG_RFC3164,
  SYSLOG_RFC5424,
} from './texts.ts';
import { VECTOR } from './vector.ts';
import { WAZUH, WAZUH_AGENT, WAZUH_ARCHIVES, WAZUH_FULL_LOG } from './wazuh.ts';
import { WRAPPERS } from './wrappers.ts';

/** The one list of formats in which the fleet can send, by the names that `wincanal simulate --formats` takes. */
export const RENDERERS = {
  xml: {
    origin: 'Windows Event Forwarding and whatever forwards event XML, half of it with rendered text',
    render: (event, { quote, rendered }) => renderEventXml(event, { quote, rendered }),
  },
  xml_rendered: {
    origin: 'event XML with rendered text (`RenderedText`)',
    render: (event, { quote }) => renderEventXml(event, { quote, rendered: true }),
  },
  xml_batch: {
    origin: 'several events within `<Events>`',
    render: (event, { quote }) => renderEventXml(event, { quote }),
    frame: (texts) => Buffer.from(`<Events>${texts.join('')}</Events>`),
    holdsSeveral: true,
  },
  event_json_evtx_dump: EVTX_DUMP,
  event_json_evtx_dump_separate: EVTX_DUMP_SEPARATE,
  event_json_xml2js: XML2JS,
  event_json_fast_xml_parser: FAST_XML_PARSER,
  event_json_axosyslog: AXOSYSLOG,
  event_json_syslog_ng: SYSLOG_NG,
  event_json_syslog_ng_dotted: SYSLOG_NG_DOTTED,
  winlogbeat: WINLOGBEAT,
  winlogbeat_xml: WINLOGBEAT_XML,
  winlogbeat_6: WINLOGBEAT_6,
  winlogbeat_6_xml: WINLOGBEAT_6_XML,
  filebeat: FILEBEAT,
  filebeat_decode_xml: FILEBEAT_DECODE_XML,
  filebeat_message_xml: FILEBEAT_MESSAGE_XML,
  elastic_agent: ELASTIC_AGENT,
  nxlog_local: NXLOG_LOCAL,
  nxlog_enterprise: NXLOG_ENTERPRISE,
  nxlog_xml: NXLOG_XML,
  nxlog_syslog: NXLOG_SYSLOG,
  fluent_bit: FLUENT_BIT,
  fluent_bit_map: FLUENT_BIT_MAP,
  fluent_bit_xml: FLUENT_BIT_XML,
  fluent_bit_text: FLUENT_BIT_TEXT,
  fluent_bit_raw_text: FLUENT_BIT_RAW_TEXT,
  fluentd: FLUENTD,
  fluentd_classic: FLUENTD_CLASSIC,
  fluent_bit_winlog: FLUENT_BIT_WINLOG,
  otel_map: OTEL_MAP,
  otel_array: OTEL_ARRAY,
  otlp_json: OTLP_JSON,
  otlp_json_attributes: OTLP_JSON_ATTRIBUTES,
  otlp_json_xml: OTLP_JSON_XML,
  otlp_protobuf: OTLP_PROTOBUF,
  otlp_protobuf_xml: OTLP_PROTOBUF_XML,
  vector: VECTOR,
  openwec: OPENWEC,
  openwec_raw: OPENWEC_RAW,
  wazuh: WAZUH,
  wazuh_agent: WAZUH_AGENT,
  wazuh_archives: WAZUH_ARCHIVES,
  wazuh_full_log: WAZUH_FULL_LOG,
  powershell_5: POWERSHELL_5,
  powershell_7: POWERSHELL_7,
  clixml: CLIXML,
  clixml_xml: CLIXML_XML,
  azure_monitor: AZURE_MONITOR,
  azure_monitor_records: AZURE_MONITOR_RECORDS,
  telegraf: TELEGRAF,
  telegraf_batch: TELEGRAF_BATCH,
  telegraf_lines: TELEGRAF_LINES,
  snare: SNARE,
  snare_json: SNARE_JSON,
  splunk_text: SPLUNK_TEXT,
  event_viewer: EVENT_VIEWER,
  event_viewer_xml: EVENT_VIEWER_XML,
  syslog_rfc3164: SYSLOG_RFC3164,
  syslog_rfc5424: SYSLOG_RFC5424,
  syslog_octet_count: SYSLOG_OCTET_COUNT,
  ...WRAPPERS,
} as const satisfies Record<string, Renderer>;

export type FleetFormat = keyof typeof RENDERERS;

/** All names, in the order of the list. */
export const FLEET_FORMATS = Object.keys(RENDERERS) as FleetFormat[];

/** What the fleet sends where nobody asks for something else. */
export const SAMPLE_FORMATS: readonly FleetFormat[] = ['xml', 'winlogbeat'];

/** The renderer of a name. */
export function findRenderer(name: FleetFormat): Renderer {
  return RENDERERS[name];
}

/** Who writes a format, and with which setting; whether its times have no zone. */
export function describeOrigin(name: FleetFormat): string {
  const { origin, zoneless } = findRenderer(name);
  return zoneless === true ? `${origin}: local time without a zone` : origin;
}

/** Renders a record; only a format that holds several takes more than one event. */
export function renderRecord(name: FleetFormat, events: readonly ComposedEvent[], sender: Sender): Buffer {
  const { render, frame } = findRenderer(name);
  const texts = events.map((event) => render(event, sender));
  return frame === undefined ? Buffer.from(texts.join('')) : frame(texts);
}
