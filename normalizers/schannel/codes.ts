import type { SeverityLabel } from '../ecs/document.ts';
import alerts from './alerts.json' with { type: 'json' };
import cipherSuites from './cipher-suites.json' with { type: 'json' };
import errorStates from './error-states.json' with { type: 'json' };
import protocols from './protocols.json' with { type: 'json' };

/** A TLS alert: what it says, by who sent it. */
export interface TlsAlert {
  readonly name: string;
  readonly level: 'warning' | 'fatal';
  readonly received: AlertSide;
  readonly sent: AlertSide;
  /** Document that defines it: `RFC 8446`. */
  readonly defined_in?: string;
  readonly status?: string;
  /** Its name in the headers of Windows. */
  readonly symbol?: string;
  /** Canonical status code that the program on the receiving side gets. */
  readonly sspi?: string;
  readonly confidence?: string;
}

/** Meaning and severity of an alert in one direction. */
export interface AlertSide {
  readonly meaning: string;
  readonly severity: SeverityLabel;
}

/** An internal state of Schannel. */
export interface ErrorState {
  readonly name: string;
  readonly meaning: string;
  readonly role?: 'tls_client' | 'tls_server';
  /** Alerts that usually come with it, the likeliest first. */
  readonly alerts?: readonly number[];
  readonly check?: string;
  readonly confidence: string;
}

/** A cipher suite and the verdict on it. */
export interface CipherSuite {
  readonly name: string;
  readonly grade: string;
  readonly weaknesses?: readonly string[];
}

/** A protocol version as Schannel names it. */
export interface ProtocolVersion {
  readonly version: string;
  readonly protocol: 'ssl' | 'tls' | 'dtls';
  readonly grade: string;
}

/** The code tables of the provider as data; their schema is `codes.schema.json`, held by a test. */
const ALERTS = new Map(Object.entries(alerts.alerts as Record<string, TlsAlert>));
const STATES = new Map(Object.entries(errorStates.error_states as Record<string, ErrorState>));
const SUITES = new Map(Object.entries(cipherSuites.cipher_suites as Record<string, CipherSuite>));
const PROTOCOLS = new Map(Object.entries(protocols.protocols as Record<string, ProtocolVersion>));

/** Looks a TLS alert up by its number. */
export function findAlert(code: number): TlsAlert | undefined {
  return ALERTS.get(String(code));
}

/** All TLS alerts by their decimal number. */
export function listAlerts(): ReadonlyMap<string, TlsAlert> {
  return ALERTS;
}

/** Looks an internal state up by its number. */
export function findErrorState(code: number): ErrorState | undefined {
  return STATES.get(String(code));
}

/** All internal states by their decimal number. */
export function listErrorStates(): ReadonlyMap<string, ErrorState> {
  return STATES;
}

/** Looks a protocol version up by the words of the event (`TLS 1.2`), in any case. */
export function findProtocol(words: string): ProtocolVersion | undefined {
  return PROTOCOLS.get(words.toLowerCase());
}

/** All protocol versions by their words in lower case. */
export function listProtocols(): ReadonlyMap<string, ProtocolVersion> {
  return PROTOCOLS;
}

/**
 * Number of a cipher suite as `0x` and four lower-case digits (six for SSL 2.0 kinds). Some tools sign-extend the ECDHE
 * ones to 32 bits (`0xFFFFC030`): the upper half is cut.
 */
export function canonicalSuite(value: number): string {
  const suite = value >= 0xffff0000 && value <= 0xffffffff ? value & 0xffff : value;
  return `0x${suite.toString(16).padStart(4, '0')}`;
}

/** Looks a cipher suite up by its canonical number. */
export function findCipherSuite(id: string): CipherSuite | undefined {
  return SUITES.get(id);
}

/** All cipher suites by their canonical number. */
export function listCipherSuites(): ReadonlyMap<string, CipherSuite> {
  return SUITES;
}

/** Addresses from which each table is. */
export const TABLE_SOURCES: Readonly<
  Record<'alerts' | 'error_states' | 'cipher_suites' | 'protocols', readonly string[]>
> = {
  alerts: alerts.source,
  error_states: errorStates.source,
  cipher_suites: cipherSuites.source,
  protocols: protocols.source,
};
