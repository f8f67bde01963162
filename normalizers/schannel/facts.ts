import type { FactNames } from '../enrich/facts.ts';
import { CERTIFICATE_FACTS } from '../enrich/publish-certificate.ts';
import { STATUS_FACTS } from '../enrich/status-code.ts';
import { EVENT_FACTS } from '../event-facts.ts';

/** What can be known of an event of Schannel. */
export const SCHANNEL_FACTS: FactNames = {
  ...EVENT_FACTS,
  ...STATUS_FACTS,
  ...CERTIFICATE_FACTS,
  'process.name': 'name of the program',
  'process.pid': 'process id of the program',
  'alert.code': 'alert',
  'alert.name': 'name of the alert',
  'alert.meaning': 'meaning of the alert',
  'alert.cause': 'usual cause of the alert',
  'alert.severity': 'severity of the alert',
  'error_state.code': 'error state',
  'error_state.name': 'name of the error state',
  'error_state.meaning': 'meaning of the error state',
  'error_state.inferred_meaning': 'probable meaning of the error state',
  protocol: 'protocol version',
  'protocol.slug': 'protocol version',
  'protocol.grade': 'grade of the protocol version',
  'cipher.name': 'cipher suite',
  'cipher.grade': 'grade of the cipher suite',
  'cipher.weaknesses': 'weaknesses of the cipher suite',
  'exchange.strength': 'strength of the key exchange in bits',
  'exchange.kind': 'kind of the key exchange',
  target: 'name of the server that was asked for',
  'target.host': 'host that was asked for',
  remote_subject: "subject of the other side's certificate",
  'module.name': 'name of the module',
  'csp.name': 'cryptographic provider',
  'key.name': 'key container',
  'key.type': 'type of the key',
  'ticket.path': 'path of the ticket key',
  'ocsp.reason': 'reason of the failure',
  'ocsp.url': 'OCSP responder',
};
