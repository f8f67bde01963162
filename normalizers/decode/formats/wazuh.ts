import { wholeText } from '../../whole-text.ts';
import { PROVIDERS } from '../../registry.ts';
import { nameCollector } from '../collector.ts';
import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import type { JsonFormat } from '../format.ts';
import { asNumeral, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { presentKeyword } from '../values.ts';
import { decodeCarriedXml } from './event-xml.ts';

const COLLECTOR = nameCollector('wazuh');

/** An alert or archived event of Wazuh 4: all values are text, names begin with a small letter. */
export const WAZUH = defineJsonFormat({
  name: 'wazuh',
  sign: '`data.win.system` is an object',
  matches: (json) => isObject(readWin(json)['system']),
  keys: ['data', 'win'],
  names: {
    provider: 'data.win.system.providerName',
    eventId: 'data.win.system.eventID',
    time: 'data.win.system.systemTime',
  },
  readTexts: readWazuh,
});

/** What a Wazuh agent sends its manager: the XML beside the rendered message, or alone where there is none. */
export const WAZUH_AGENT: JsonFormat = {
  name: 'wazuh',
  sign: 'event XML in `Event`, alone or beside `Message`',
  matches: (json) =>
    typeof json['Event'] === 'string' &&
    json['Event'].trimStart().startsWith('<') &&
    (json['Message'] !== undefined || Object.keys(json).length === 1),
  keys: ['Event'],
  decode: (json, _text, context) => {
    const message = asString(json['Message']);
    return decodeCarriedXml(json['Event'], () => ({ format: 'wazuh', collector: COLLECTOR, message }), context);
  },
};

function readWin(json: JsonObject): JsonObject {
  return asObject(asObject(json['data'])['win'] ?? json['win']);
}

/** The data names as Windows writes them, by what Wazuh makes of them: it lowers the first letter. */
const DATA_NAMES: ReadonlyMap<string, string> = new Map(
  PROVIDERS.flatMap(({ catalog }) => Object.keys(catalog.data.fields)).map((name) => [lowerFirst(name), name]),
);

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

const SPECIAL: ReadonlySet<string> = new Set(['data', 'binary']);

function readWazuh(json: JsonObject, texts: EventTexts): void {
  const win = readWin(json);
  const system = win['system'] as JsonObject;
  const { values } = texts;
  for (const section of [win['eventdata'], win['eventXML'], win['userdata']]) {
    if (!isObject(section)) continue;
    // RasSstp has a value of this name, and the length of it beside.
    const isBinaryNamed = section['__binLength'] !== undefined;
    for (const name in section) {
      if (!SPECIAL.has(name) || (name === 'binary' && isBinaryNamed)) {
        values.addNamed(DATA_NAMES.get(name) ?? name, section[name]);
      }
    }
    if (!isBinaryNamed) values.binary ??= asString(section['binary']);
    // Several values without names are joined by ", ", which they can hold themselves: only one can be told.
    const data = asString(section['data']);
    if (data !== undefined) values.addUnnamed(data);
  }
  texts.provider = asString(system['providerName']);
  texts.guid = asString(system['providerGuid']);
  texts.eventId = asNumeral(system['eventID']);
  texts.version = asNumeral(system['version']);
  texts.level = asNumeral(system['level']);
  texts.task = asNumeral(system['task']);
  texts.opcode = asNumeral(system['opcode']);
  texts.keywords = asText(system['keywords']);
  texts.time = system['systemTime'];
  texts.recordId = asNumeral(system['eventRecordID']);
  texts.channel = asString(system['channel']);
  texts.computer = asString(system['computer']);
  texts.processId = asNumeral(system['processID']);
  texts.threadId = asNumeral(system['threadID']);
  texts.message = unquote(asString(system['message']));
  texts.created = asString(json['timestamp']);
  texts.collector = { ...COLLECTOR, id: presentKeyword(asString(asObject(json['agent'])['id'])) };
}

/** The message comes with quotes around it that belong to nobody. */
function unquote(message: string | undefined): string | undefined {
  return message !== undefined && message.length > 1 && message.startsWith('"') && message.endsWith('"')
    ? wholeText(message.slice(1, -1))
    : message;
}
