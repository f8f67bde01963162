/** What relays put around the text of a record: by name, what comes of it, and what `wincanal.input.wrappers` says. */
export interface TextWrapping {
  readonly name: string;
  readonly wrap: (text: string) => string;
  readonly wrappers: readonly string[];
  /** Formats of the fleet that nothing tells from the header in front of them. */
  readonly hides?: readonly string[];
}

const HOST = 'relay01';

/** Each place in which the decoders look for a text. */
export const TEXT_WRAPPINGS: readonly TextWrapping[] = [
  inObject('message', (message) => ({ '@timestamp': '2026-03-04T05:06:09Z', message }), 'logstash'),
  inObject('log', (log) => ({ log, stream: 'stdout' }), 'logstash'),
  inObject('event.original', (original) => ({ event: { original }, host: { name: HOST } }), 'logstash'),
  inObject('event', (event) => ({ time: 1772600769, event }), 'splunk_hec'),
  inObject('event beside sourcetype', (event) => ({ event, sourcetype: 'windows' }), 'splunk_hec'),
  inObject('_raw', (_raw) => ({ _raw, _time: 1772600769 }), 'cribl'),
  inObject('short_message', (text) => ({ version: '1.1', host: HOST, short_message: text }), 'gelf'),
  inObject(
    'full_message',
    (text) => ({ version: '1.1', host: HOST, short_message: 'an event', full_message: text }),
    'gelf',
  ),
  { name: 'JSON string', wrap: (text) => JSON.stringify(text), wrappers: ['json_string'] },
  { name: 'list', wrap: (text) => JSON.stringify([text]), wrappers: [] },
  { name: 'list of events', wrap: (text) => JSON.stringify({ events: [text] }), wrappers: [] },
  behind('RFC 5424', '<13>1 2026-03-04T05:06:09Z relay01 app 12 - - ', 'syslog_rfc5424'),
  behind('RFC 5424 with structured data', '<13>1 - relay01 app - m [a@1 b="]{<\\""] ', 'syslog_rfc5424'),
  behind('RFC 3164', '<13>Mar  4 06:06:09 relay01 ', 'syslog_rfc3164'),
  behind('RFC 3164 with tag', '<13>Mar  4 06:06:09 relay01 app[12]: ', 'syslog_rfc3164'),
  {
    ...behind('RFC 3164 with tags', '<13>Mar  4 06:06:09 relay01 a {b} [c] "d": ', 'syslog_rfc3164'),
    hides: ['json_string'],
  },
  behind('RFC 3164 without priority', 'Mar  4 06:06:09 relay01 app: ', 'syslog_rfc3164'),
  behind('priority', '<13>', 'syslog_rfc3164'),
];

function inObject(name: string, carry: (text: string) => object, wrapper: string): TextWrapping {
  return { name, wrap: (text) => JSON.stringify(carry(text)), wrappers: [wrapper] };
}

function behind(name: string, header: string, wrapper: string): TextWrapping {
  return { name, wrap: (text) => header + text, wrappers: [wrapper] };
}
