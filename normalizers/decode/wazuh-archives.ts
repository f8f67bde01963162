import type { TextWrapper } from './format.ts';

/** Time, agent and address, then where the agent read the event; up to the arrow nothing has a length of its own. */
const PREFIX = /\d{4} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} [^\r\n]{1,400}?->[^\s{]{1,200} /;
const START = new RegExp(`^${PREFIX.source}`);

/** The next line of the archive: an event never holds such a line, because the manager takes line breaks out. */
const NEXT = /\r?\n(?=\d{4} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} )/;

/**
 * A line of Wazuh's `archives.log`: the manager's local time, the agent and its address, and the event. The event itself
 * is recognised anew: JSON with `win`, or whatever else the agent was given.
 */
export const WAZUH_ARCHIVES: TextWrapper = {
  name: 'wazuh',
  sign: 'a time as in "2026 Mar 04 06:06:09", an agent and "->" in front of the event',
  matches: (text) => START.test(text),
  begins: PREFIX,
  unwrap: (text, { limits }) =>
    text.split(NEXT, limits.events + 1).map((line) => ({ content: line.replace(START, ''), outer: {} })),
};
