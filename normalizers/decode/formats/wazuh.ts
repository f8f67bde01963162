import type { Collector } from '../../windows-event.ts';
import { PROVIDERS } from '../../registry.ts';
import { buildEvent, NO_TEXTS } from '../build-event.ts';
import { isDead, type Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { presentKeyword } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';
import { adoptXml, decodeEventXml } from './event-xml.ts';

const WAZUH_COLLECTOR: Collector = { type: 'wazuh', version: undefined, id: undefined, host: undefined };

/** An alert or archived event of Wazuh 4: all values are text, names begin with a small letter. */
export const WAZUH: JsonFormat = {
  name: 'wazuh',
  sign: '`data.win.system` is an object',
  matches: (json) => isObject(readWin(json)['system']),
  decode: decodeWazuh,
};

/** What a Wazuh agent sends its manager: the XML beside the rendered message. */
export const WAZUH_AGENT: JsonFormat = {
  name: 'wazuh',
  sign: 'event XML in `Event` beside `Message`',
  matches: (json) =>
    typeof json['Event'] === 'string' && json['Event'].trimStart().startsWith('<') && json['Message'] !== undefined,
  decode: (json, _text, context) =>
    decodeEventXml((json['Event'] as string).trimStart(), context).map((decoded) =>
      isDead(decoded)
        ? decoded
        : adoptXml(decoded, 'wazuh', { collector: WAZUH_COLLECTOR, message: json['Message'] }, context),
    ),
};

function readWin(json: JsonObject): JsonObject {
  return asObject(asObject(json['data'])['win'] ?? json['win']);
}

const NAMES = {
  provider: 'data.win.system.providerName',
  eventId: 'data.win.system.eventID',
  time: 'data.win.system.systemTime',
};

/** The data names as Windows writes them, by what Wazuh makes of them: it lowers the first letter. */
const DATA_NAMES: ReadonlyMap<string, string> = new Map(
  PROVIDERS.flatMap(({ catalog }) => Object.keys(catalog.data.fields)).map((name) => [lowerFirst(name), name]),
);

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

const SPECIAL: ReadonlySet<string> = new Set(['data', 'binary']);

function decodeWazuh(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const win = readWin(json);
  const system = win['system'] as JsonObject;
  const agent = asObject(json['agent']);
  const values = new ValuesReader();
  for (const section of [win['eventdata'], win['eventXML'], win['userdata']]) {
    if (!isObject(section)) continue;
    for (const [name, value] of Object.entries(section)) {
      if (!SPECIAL.has(name)) values.addNamed(DATA_NAMES.get(name) ?? name, value);
    }
    values.binary ??= asString(section['binary']);
    // Several values without names are joined by ", ", which they can hold themselves: only one can be told.
    const data = asString(section['data']);
    if (data !== undefined) values.addUnnamed(data);
  }
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'wazuh',
      provider: asString(system['providerName']),
      guid: asString(system['providerGuid']),
      eventId: asText(system['eventID']),
      version: asText(system['version']),
      level: asText(system['level']),
      task: asText(system['task']),
      opcode: asText(system['opcode']),
      keywords: asText(system['keywords']),
      time: asString(system['systemTime']),
      recordId: asText(system['eventRecordID']),
      channel: asString(system['channel']),
      computer: asString(system['computer']),
      processId: asText(system['processID']),
      threadId: asText(system['threadID']),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message: unquote(asString(system['message'])),
      created: asString(json['timestamp']),
      collector: { ...WAZUH_COLLECTOR, id: presentKeyword(asString(agent['id'])) },
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

/** The message comes with quotes around it that belong to nobody. */
function unquote(message: string | undefined): string | undefined {
  return message !== undefined && message.length > 1 && message.startsWith('"') && message.endsWith('"')
    ? message.slice(1, -1)
    : message;
}
