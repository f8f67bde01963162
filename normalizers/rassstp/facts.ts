import type { FactNames } from '../enrich/facts.ts';
import { STATUS_FACTS } from '../enrich/status-code.ts';
import { EVENT_FACTS } from '../event-facts.ts';

/** What can be known of an event of RasSstp. */
export const RASSSTP_FACTS: FactNames = {
  ...EVENT_FACTS,
  ...STATUS_FACTS,
  'error.text': 'error text of Windows',
  correlation_id: 'correlation id of the attempt',
  'http.status': 'HTTP status',
  'http.version': 'HTTP version',
  'hash.sha1': 'SHA-1 hash of the certificate',
  'hash.sha256': 'SHA-256 hash of the certificate',
  'sstp.hash': 'certificate hash of SSTP',
  'listener.hash': 'certificate hash of HTTP.sys',
  url: 'URL',
  'certificate.name': 'name of the certificate',
};
