import type { SeverityLabel } from '../ecs/document.ts';
import type { Confidence } from '../enrich/decoded-value.ts';
import alerts from './alerts.json' with { type: 'json' };
import errorStates from './error-states.json' with { type: 'json' };

/** A TLS alert: what it says, by who sent it. */
export interface TlsAlert {
  readonly name: string;
  readonly level: 'warning' | 'fatal';
  readonly received: AlertSide;
  readonly sent: AlertSide;
  /** Document that defines it: `RFC 8446`. */
  readonly defined_in: string;
  readonly status: string;
  /** Its name in the headers of Windows. */
  readonly symbol?: string;
  /** Canonical status code that the program on the receiving side gets. */
  readonly sspi?: string;
  /** Of name, number and symbol. */
  readonly confidence: Confidence;
  /** Of the causes of both directions. */
  readonly cause_confidence: Confidence;
  /** Keys of `ALERT_SOURCES`. */
  readonly source: readonly string[];
}

/** Meaning, usual cause and severity of an alert in one direction. */
export interface AlertSide {
  readonly meaning: string;
  readonly cause?: string;
  readonly severity: SeverityLabel;
}

/** An internal state of Schannel. */
export interface ErrorState {
  readonly name: string;
  readonly meaning: string;
  readonly role?: 'tls_client' | 'tls_server';
  /** Alerts that usually come with it, the likeliest first. */
  readonly alerts?: readonly number[];
  /** What to look at: a sentence without a full stop. */
  readonly check?: string;
  /** Of all that is said of the state. */
  readonly confidence: Confidence;
  /** Keys of `STATE_SOURCES`. */
  readonly source: readonly string[];
}

/** The code tables of the provider as data; their schema is `codes.schema.json`, held by a test. */
const ALERTS: ReadonlyMap<string, TlsAlert> = new Map(Object.entries(alerts.alerts as Record<string, TlsAlert>));
const STATES: ReadonlyMap<string, ErrorState> = new Map(
  Object.entries(errorStates.error_states as Record<string, ErrorState>),
);

/** Addresses of the sources of both tables, by the keys that their entries name. */
export const ALERT_SOURCES: Readonly<Record<string, string>> = alerts.sources;
export const STATE_SOURCES: Readonly<Record<string, string>> = errorStates.sources;

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
