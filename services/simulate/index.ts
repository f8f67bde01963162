/** The sample fleet: what other parts may use of it. Pure composition; sending is the caller's. */
export { BROKEN_KINDS, renderBroken, type BrokenKind } from './broken.ts';
export { formatTime, type ComposedEvent, type Culture, type EventValue } from './event.ts';
export { composeEvent, composeFleet, countBroken, SAMPLE_FLEET, type FleetOptions, type FleetRecord } from './fleet.ts';
export {
  describeOrigin,
  findRenderer,
  FLEET_FORMATS,
  renderRecord,
  SAMPLE_FORMATS,
  type FleetFormat,
} from './formats/index.ts';
export { encodeOtlp, toAnyValue, toPairs, type Otlp } from './formats/encode-otlp.ts';
export { FLEET_ZONE } from './formats/local-time.ts';
export { ANY_SENDER, type Renderer, type Sender } from './formats/renderer.ts';
export { composeHosts, type Host } from './hosts.ts';
export { createRandom, type Random } from './random.ts';
export { RASSSTP } from './rassstp.ts';
export { renderEventXml, type XmlStyle } from './render-event-xml.ts';
export { renderWinlogbeat, type WinlogbeatStyle } from './render-winlogbeat.ts';
export { SCHANNEL } from './schannel.ts';
