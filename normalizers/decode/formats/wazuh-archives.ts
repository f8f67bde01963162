import type { DecodeContext, JsonFormat, TextFormat } from '../format.ts';

/** Time, agent and address, then where the agent read the event; up to the arrow nothing has a length of its own. */
const PREFIX = /^\d{4} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} [^\r\n]{1,400}?->[^\s{]{1,200} /;

/**
 * A line of Wazuh's `archives.log`: the manager's local time, the agent and its address, and the event. The event itself
 * is recognised anew: JSON with `win`, or whatever else the agent was given.
 */
export const WAZUH_ARCHIVES: TextFormat = {
  name: 'wazuh',
  sign: 'a time as in "2026 Mar 04 06:06:09", an agent and "->" in front of the event',
  matches: (text) => PREFIX.test(text),
  decode: decodeLines,
};

/** The next line of the archive: an event never holds such a line, because the manager takes line breaks out. */
const NEXT = /\r?\n(?=\d{4} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} )/;

function decodeLines(text: string, context: DecodeContext) {
  return text
    .split(NEXT, context.limits.events + 1)
    .flatMap((line) => context.decodeNested(line.replace(PREFIX, ''), context));
}

/** An event that Wazuh has kept as it came and not decoded: `full_log` beside the rule or the manager. */
export const WAZUH_FULL_LOG: JsonFormat = {
  name: 'wazuh',
  sign: 'a text `full_log`, where there is no `data.win`',
  matches: (json) => typeof json['full_log'] === 'string',
  decode: (json, _text, context) => context.decodeNested(json['full_log'], context),
};
