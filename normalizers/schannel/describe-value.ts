import { parseInteger } from '../decode/values.ts';
import type { DecodedValue } from '../enrich/decoded-value.ts';
import { describeStatusCode, findStatusCode, parseStatusCode } from '../enrich/status-code.ts';
import type { WindowsEvent } from '../windows-event.ts';
import { findCipherSuite } from './cipher-suites.ts';
import { readClassicSuite } from './classic-suite.ts';
import { findAlert, findErrorState } from './codes.ts';
import { findProtocol } from './protocols.ts';
import { parseCipherSuite } from './read-suite.ts';

/** The alert of this event came from the other side; that of 36888 is our own. */
export const ALERT_RECEIVED = 36887;

/** What a value of a Schannel event stands for; undefined where it is no code, or one that no table has. */
export function describeValue(decoder: string, text: string, event: WindowsEvent): DecodedValue | undefined {
  const value = text.trim();
  switch (decoder) {
    case 'tls_alert':
      return describeAlert(parseInteger(value), event.eventId === ALERT_RECEIVED ? 'received' : 'sent');
    case 'error_state':
      return describeErrorState(parseInteger(value));
    case 'status_code': {
      const code = parseStatusCode(value);
      return code === undefined ? undefined : describeStatusCode(findStatusCode(code));
    }
    case 'protocol':
      return describeProtocol(value);
    case 'cipher_suite':
      return describeCipherSuite(parseCipherSuite(value));
    case 'classic_cipher': {
      const suite = readClassicSuite(event.data);
      return suite && { symbol: suite.words, meaning: verdict(suite), confidence: 'documented' };
    }
    default:
      return undefined;
  }
}

/** Describes a TLS alert in one direction. */
export function describeAlert(code: number | undefined, direction: 'received' | 'sent'): DecodedValue | undefined {
  const alert = code === undefined ? undefined : findAlert(code);
  if (alert === undefined) return undefined;
  const { meaning, cause } = alert[direction];
  return {
    symbol: alert.name,
    meaning,
    cause,
    confidence: alert.confidence,
    advice_confidence: cause === undefined ? undefined : alert.cause_confidence,
  };
}

/** Describes an internal state of Schannel. */
export function describeErrorState(code: number | undefined): DecodedValue | undefined {
  const state = code === undefined ? undefined : findErrorState(code);
  if (state === undefined) return undefined;
  const { name: symbol, meaning, check, confidence } = state;
  return { symbol, meaning, check, confidence, advice_confidence: check === undefined ? undefined : confidence };
}

/** Describes a protocol version by any of its spellings. */
export function describeProtocol(words: string): DecodedValue | undefined {
  const found = findProtocol(words);
  if (found === undefined) return undefined;
  const { protocol, version } = found;
  return { symbol: `${protocol.toUpperCase()} ${version}`, meaning: verdict(found), confidence: 'documented' };
}

/** Describes a cipher suite by its canonical number. */
export function describeCipherSuite(id: string | undefined): DecodedValue | undefined {
  const suite = id === undefined ? undefined : findCipherSuite(id);
  return suite && { symbol: suite.name, meaning: verdict(suite), confidence: 'documented' };
}

function verdict({ grade, weaknesses }: { grade: string; weaknesses?: readonly string[] }): string {
  return weaknesses === undefined ? `graded ${grade}` : `graded ${grade}: ${weaknesses.join(', ')}`;
}
