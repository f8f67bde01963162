import { replaceControlCharacters as clean } from './control-characters.ts';
import type { JsonObject } from './json.ts';
import type { StructuredData } from './structured-data.ts';

/** Fields of a header of RFC 5424, and what follows it. */
export interface Header5424 {
  readonly time: string | undefined;
  readonly host: string | undefined;
  readonly application: string | undefined;
  readonly process: string | undefined;
  readonly content: string;
}

/** The id under which NXLog puts all fields that have no place in the header. */
const ELEMENT = 'NXLOG@14506';

/**
 * The fields of an event that NXLog has sent by `to_syslog_ietf()`: source, host, time and process are those of the header,
 * the message is the content, all others are parameters of one element. They are named as `to_json()` names them; the time
 * has its offset here. Undefined where the element is not that of an event of Windows. Source: `syslog.c` of NXLog
 * Community Edition.
 */
export function describeNxlog(
  parameters: StructuredData['parameters'],
  { time, host, application, process, content }: Header5424,
): JsonObject | undefined {
  const fields = parameters.get(ELEMENT);
  if (fields?.has('EventID') !== true) return undefined;
  return {
    EventTime: unlessNil(time),
    Hostname: unlessNil(host),
    SourceName: unlessNil(application),
    ProcessID: unlessNil(process),
    Message: clean(content).trimEnd(),
    ...Object.fromEntries(Array.from(fields, ([name, value]) => [clean(name), clean(value)] as const)),
  };
}

/** What a word of the header says: a hyphen is nothing. */
function unlessNil(value: string | undefined): string | undefined {
  return value === undefined || value === '-' ? undefined : clean(value);
}
