import type { ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { AZURE_MONITOR } from './azure-monitor.ts';
import { ELASTIC_AGENT, FILEBEAT, FILEBEAT_DECODE_XML, WINLOGBEAT, WINLOGBEAT_6, WINLOGBEAT_XML } from './beats.ts';
import { CLIXML } from './clixml.ts';
import { AXOSYSLOG, EVTX_DUMP, EVTX_DUMP_SEPARATE, XML2JS } from './event-json.ts';
import { FLUENT_BIT, FLUENT_BIT_MAP, FLUENT_BIT_WINLOG, FLUENT_BIT_XML, FLUENTD } from './fluent-bit.ts';
import { OTEL_MAP, OTLP_JSON, OTLP_JSON_XML, OTLP_PROTOBUF } from './otel.ts';
import { NXLOG_ENTERPRISE, NXLOG_LOCAL, NXLOG_XML } from './nxlog.ts';
import { OPENWEC, OPENWEC_RAW } from './openwec.ts';
import { POWERSHELL_5, POWERSHELL_7 } from './powershell.ts';
import type { Renderer, Sender } from './renderer.ts';
import { TELEGRAF, TELEGRAF_LINES } from './telegraf.ts';
import { EVENT_VIEWER, EVENT_VIEWER_XML, SNARE, SPLUNK_TEXT, SYSLOG_RFC3164, SYSLOG_RFC5424 } from './texts.ts';
import { VECTOR } from './vector.ts';
import { WAZUH, WAZUH_AGENT } from './wazuh.ts';
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
  event_json_axosyslog: AXOSYSLOG,
  winlogbeat: WINLOGBEAT,
  winlogbeat_xml: WINLOGBEAT_XML,
  winlogbeat_6: WINLOGBEAT_6,
  filebeat: FILEBEAT,
  filebeat_decode_xml: FILEBEAT_DECODE_XML,
  elastic_agent: ELASTIC_AGENT,
  nxlog_local: NXLOG_LOCAL,
  nxlog_enterprise: NXLOG_ENTERPRISE,
  nxlog_xml: NXLOG_XML,
  fluent_bit: FLUENT_BIT,
  fluent_bit_map: FLUENT_BIT_MAP,
  fluent_bit_xml: FLUENT_BIT_XML,
  fluentd: FLUENTD,
  fluent_bit_winlog: FLUENT_BIT_WINLOG,
  otel_map: OTEL_MAP,
  otlp_json: OTLP_JSON,
  otlp_json_xml: OTLP_JSON_XML,
  otlp_protobuf: OTLP_PROTOBUF,
  vector: VECTOR,
  openwec: OPENWEC,
  openwec_raw: OPENWEC_RAW,
  wazuh: WAZUH,
  wazuh_agent: WAZUH_AGENT,
  powershell_5: POWERSHELL_5,
  powershell_7: POWERSHELL_7,
  clixml: CLIXML,
  azure_monitor: AZURE_MONITOR,
  telegraf: TELEGRAF,
  telegraf_lines: TELEGRAF_LINES,
  snare: SNARE,
  splunk_text: SPLUNK_TEXT,
  event_viewer: EVENT_VIEWER,
  event_viewer_xml: EVENT_VIEWER_XML,
  syslog_rfc3164: SYSLOG_RFC3164,
  syslog_rfc5424: SYSLOG_RFC5424,
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

/** Renders a record; only a format that holds several takes more than one event. */
export function renderRecord(name: FleetFormat, events: readonly ComposedEvent[], sender: Sender): Buffer {
  const { render, frame } = findRenderer(name);
  const texts = events.map((event) => render(event, sender));
  return frame === undefined ? Buffer.from(texts.join('')) : frame(texts);
}
