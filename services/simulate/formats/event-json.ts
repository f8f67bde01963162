import { formatTime, type ComposedEvent } from '../event.ts';
import { printUtc } from './local-time.ts';
import type { Renderer } from './renderer.ts';
import { isBinary, stripBraces, typeValue } from './values.ts';

const NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** How evtx_dump marks attributes: as an object within the element, or beside it. */
type Place = (element: string, attributes: Attributes, text?: string | number) => object;

const within: Place = (element, attributes, text) => ({
  [element]: text === undefined ? { '#attributes': attributes } : { '#attributes': attributes, '#text': text },
});
const beside: Place = (element, attributes, text) => ({
  [`${element}_attributes`]: attributes,
  ...(text !== undefined && { [element]: text }),
});

export const EVTX_DUMP: Renderer = {
  origin: 'evtx_dump `-o jsonl`',
  render: (event) =>
    JSON.stringify({ Event: { '#attributes': { xmlns: NAMESPACE }, ...describeEvtxDump(event, within) } }),
};

export const EVTX_DUMP_SEPARATE: Renderer = {
  origin: 'evtx_dump `-o jsonl --separate-json-attributes`',
  render: (event) => JSON.stringify({ Event_attributes: { xmlns: NAMESPACE }, Event: describeEvtxDump(event, beside) }),
};

/** Numbers stay numbers, the time has microseconds, GUIDs have no braces; nothing is rendered. */
function describeEvtxDump(event: ComposedEvent, place: Place): object {
  const guid = event.providerGuid === undefined ? undefined : stripBraces(event.providerGuid);
  const activity = event.activityId === undefined ? undefined : stripBraces(event.activityId);
  const qualifiers = event.qualifiers;
  return {
    System: {
      ...place('Provider', { Name: event.providerName, Guid: guid }),
      ...(qualifiers === undefined
        ? { EventID: event.eventId }
        : place('EventID', { Qualifiers: qualifiers }, event.eventId)),
      Version: event.version,
      Level: event.level,
      Task: event.task,
      Opcode: event.opcode,
      Keywords: event.keywords,
      ...place('TimeCreated', { SystemTime: printUtc(event, 6) }),
      EventRecordID: event.recordId,
      ...(activity === undefined ? { Correlation: null } : place('Correlation', { ActivityID: activity })),
      ...place('Execution', { ProcessID: event.processId, ThreadID: event.threadId }),
      Channel: event.channel,
      Computer: event.computer,
      ...(event.userSid === undefined ? { Security: null } : place('Security', { UserID: event.userSid })),
    },
    ...(event.container === 'UserData'
      ? { UserData: describeUserData(event, place) }
      : { EventData: event.data.length === 0 ? null : describeEvtxData(event) }),
  };
}

function describeUserData(event: ComposedEvent, place: Place): object {
  const attributes = { xmlns: 'LSA_NS' };
  const values = Object.fromEntries(event.data.map(([name, value]) => [name ?? '', typeEvtx(name, value)]));
  return place === beside
    ? { EventXML_attributes: attributes, EventXML: values }
    : { EventXML: { '#attributes': attributes, ...values } };
}

/** Unnamed values are one text or a list of them; a name that comes again is numbered. */
function describeEvtxData(event: ComposedEvent): object {
  const values: Record<string, unknown> = {};
  const unnamed: unknown[] = [];
  for (const [name, value] of event.data) {
    if (name === undefined) unnamed.push(typeEvtx(name, value));
    else {
      let free = name;
      for (let number = 1; Object.hasOwn(values, free); number++) free = `${name}_${number}`;
      values[free] = typeEvtx(name, value);
    }
  }
  if (unnamed.length > 0) values['Data'] = { '#text': unnamed.length === 1 ? unnamed[0] : unnamed };
  if (event.binary !== undefined) values['Binary'] = event.binary;
  return values;
}

function typeEvtx(name: string | undefined, value: string): unknown {
  if (isBinary(name)) return value;
  return /^\{[0-9A-F-]{36}\}$/u.test(value) ? stripBraces(value) : typeValue(value);
}

export const XML2JS: Renderer = {
  origin: 'the event XML through xml2js (`explicitArray: false`)',
  render: (event) =>
    JSON.stringify({
      Event: {
        $: { xmlns: NAMESPACE },
        ...describeTexts(event, (attributes, text) => ({ ...(text !== undefined && { _: text }), $: attributes })),
        ...describeXml2jsData(event),
      },
    }),
};

function describeXml2jsData(event: ComposedEvent): object {
  if (event.container === 'UserData') return { UserData: { EventXML: { $: { xmlns: 'LSA_NS' }, ...byName(event) } } };
  const elements = event.data.map(([name, value]) => {
    if (name === undefined) return value;
    return value === '' ? { $: { Name: name } } : { _: value, $: { Name: name } };
  });
  const binary = event.binary === undefined ? {} : { Binary: event.binary };
  if (elements.length === 0) return event.binary === undefined ? {} : { EventData: binary };
  return { EventData: { Data: elements.length === 1 ? elements[0] : elements, ...binary } };
}

export const AXOSYSLOG: Renderer = {
  origin: 'AxoSyslog `parse_windows_eventlog_xml()`',
  render: (event) =>
    JSON.stringify({
      Event: {
        '@xmlns': NAMESPACE,
        ...describeTexts(event, (attributes, text) => ({
          ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`@${name}`, value])),
          ...(text !== undefined && { '#text': text }),
        })),
        ...describeAxosyslogData(event),
      },
    }),
};

/** The older parser: attributes have an underscore, and there is a prefix, by default one with dots. */
const SYSLOG_NG_PREFIX = '.winlog.';

function describeSyslogNg(event: ComposedEvent): object {
  const element = (attributes: Attributes, text?: string): object => ({
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`_${name}`, value])),
    ...(text !== undefined && { _Value: text }),
  });
  return { Event: { ...describeTexts(event, element), ...describeAxosyslogData(event, '_') } };
}

export const SYSLOG_NG: Renderer = {
  origin: 'syslog-ng or AxoSyslog, `windows-eventlog-xml-parser()`, objects below a prefix',
  render: (event) => JSON.stringify({ _winlog: describeSyslogNg(event), HOST: 'relay02', PRIORITY: 'info' }),
};

export const SYSLOG_NG_DOTTED: Renderer = {
  origin: 'syslog-ng or AxoSyslog, `windows-eventlog-xml-parser()`, dotted names',
  render: (event) =>
    JSON.stringify({ ...flatten(describeSyslogNg(event), SYSLOG_NG_PREFIX), HOST: 'relay02', PRIORITY: 'info' }),
};

/** An element's text has its own name; empty elements have no name-value pair; a list becomes one text. */
function flatten(object: object, prefix: string): Record<string, unknown> {
  const pairs: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object as Readonly<Record<string, unknown>>)) {
    if (name === '_Value') pairs[prefix.slice(0, -1)] = value;
    else if (Array.isArray(value)) pairs[prefix + name] = value.join(',');
    else if (typeof value === 'object' && value !== null) Object.assign(pairs, flatten(value, `${prefix}${name}.`));
    else if (value !== '') pairs[prefix + name] = value;
  }
  return pairs;
}

export const FAST_XML_PARSER: Renderer = {
  origin: 'the event XML through fast-xml-parser (attributes `@_`, values as text)',
  render: (event) => {
    const element = (attributes: Attributes, text?: string): object => ({
      ...(text !== undefined && { '#text': text }),
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`@_${name}`, value])),
    });
    const data = event.data.map(([name, value]) => (name === undefined ? value : element({ Name: name }, value)));
    const values = {
      ...(data.length > 0 && { Data: data.length === 1 ? data[0] : data }),
      ...(event.binary !== undefined && { Binary: event.binary }),
    };
    return JSON.stringify({
      Event: {
        '@_xmlns': NAMESPACE,
        ...describeTexts(event, element),
        ...(event.container === 'UserData'
          ? { UserData: { EventXML: { '@_xmlns': 'LSA_NS', ...byName(event) } } }
          : { EventData: values }),
      },
    });
  },
};

/** The JSON of Snare: attributes are like elements, and the values stand in `Data`. */
export const EVENT_JSON_SNARE: Renderer = {
  origin: 'Snare, JSON',
  render: (event) => {
    const values = event.data.map(([name, value], at) => [name ?? `param${at + 1}`, value] as const);
    return JSON.stringify({
      Event: {
        ...describeTexts(event, (attributes, text) => ({ ...attributes, ...(text !== undefined && { Value: text }) })),
        Data: { ...Object.fromEntries(values), ...(event.binary !== undefined && { Binary: event.binary }) },
      },
    });
  },
};

function describeAxosyslogData(event: ComposedEvent, mark = '@'): object {
  if (event.container === 'UserData')
    return { UserData: { EventXML: { [`${mark}xmlns`]: 'LSA_NS', ...byName(event) } } };
  const unnamed = event.data.flatMap(([name, value]) => (name === undefined ? [value] : []));
  const values = unnamed.length === 0 ? byName(event) : unnamed;
  const binary = event.binary === undefined ? {} : { Binary: event.binary };
  return event.data.length === 0 && event.binary === undefined ? {} : { EventData: { Data: values, ...binary } };
}

function byName(event: ComposedEvent): Record<string, string> {
  return Object.fromEntries(event.data.flatMap(([name, value]) => (name === undefined ? [] : [[name, value]])));
}

/** `System` of programs that know nothing of types: every value is text, an empty element an empty text. */
function describeTexts(event: ComposedEvent, element: (attributes: Attributes, text?: string) => object): object {
  const attributes = (given: Attributes): object | string => {
    const present = Object.entries(given).filter(([, value]) => value !== undefined);
    if (present.length === 0) return '';
    return element(Object.fromEntries(present.map(([name, value]) => [name, String(value)])));
  };
  return {
    System: {
      Provider: attributes({ Name: event.providerName, Guid: event.providerGuid }),
      EventID:
        event.qualifiers === undefined
          ? String(event.eventId)
          : element({ Qualifiers: String(event.qualifiers) }, String(event.eventId)),
      Version: String(event.version),
      Level: String(event.level),
      Task: String(event.task),
      Opcode: String(event.opcode),
      Keywords: event.keywords,
      TimeCreated: attributes({ SystemTime: formatTime(event) }),
      EventRecordID: String(event.recordId),
      Correlation: attributes({ ActivityID: event.activityId }),
      Execution: attributes({ ProcessID: event.processId, ThreadID: event.threadId }),
      Channel: event.channel,
      Computer: event.computer,
      Security: attributes({ UserID: event.userSid }),
    },
  };
}
