import type { OutgoingMessage } from '../../../services/runtime/kafka/index.ts';
import { composeFleet } from '../../../services/simulate/index.ts';
import type { Canal } from '../../support/canal.ts';

/** What is to wait on the raw topic. */
export interface BacklogOptions {
  /** Events in all. */
  readonly events: number;
  /** Bytes of a value that each event has beside its own: few records weigh as much as many then. */
  readonly padding: number;
}

/** What waits there. */
export interface Backlog {
  readonly records: number;
  readonly events: number;
  /** Bytes of the records' values. */
  readonly bytes: number;
}

const FIRST_RECORD_ID = 1_000_000_000;
const PLACEHOLDER = String(FIRST_RECORD_ID);
const BATCH_RECORDS = 1000;
const BATCH_BYTES = 4 * 1024 * 1024;
/** Every so many records one holds several events. */
const LIST_EVERY = 100;
const LIST_EVENTS = 20;

/**
 * Puts events on the raw topic, all of them ours and none twice: a fleet's event XML, rendered once, with the record id of
 * each repetition written over that of the original. One record in a hundred is a list of twenty events.
 */
export async function fillBacklog(canal: Canal, { events, padding }: BacklogOptions): Promise<Backlog> {
  const topic = canal.config.topics.raw;
  const templates = composeTemplates(padding);
  let recordId = FIRST_RECORD_ID;
  const render = (at: number): Buffer => {
    const { value, idAt } = templates[at % templates.length] as Template;
    const copy = Buffer.from(value);
    copy.write(String(recordId++), idAt, 'latin1');
    return copy;
  };
  const backlog = { records: 0, events: 0, bytes: 0 };
  let messages: OutgoingMessage[] = [];
  let batchBytes = 0;
  let sent = Promise.resolve();
  while (backlog.events < events) {
    const at = backlog.records++;
    const isList = at % LIST_EVERY === 0 && events - backlog.events >= LIST_EVENTS;
    const count = isList ? LIST_EVENTS : 1;
    const parts = Array.from({ length: count }, () => render(at));
    const value = isList ? Buffer.from(`<Events>${parts.join('')}</Events>`) : (parts[0] as Buffer);
    backlog.events += count;
    backlog.bytes += value.length;
    messages.push({ topic, key: (templates[at % templates.length] as Template).key, value, headers: {} });
    batchBytes += value.length;
    if (messages.length < BATCH_RECORDS && batchBytes < BATCH_BYTES && backlog.events < events) continue;
    // One request is on its way while the next is composed.
    await sent;
    sent = canal.sender.send(messages);
    messages = [];
    batchBytes = 0;
  }
  await sent;
  return backlog;
}

interface Template {
  readonly key: string;
  readonly value: Buffer;
  /** Where the digits of the record id stand. */
  readonly idAt: number;
}

function composeTemplates(padding: number): Template[] {
  const filler = padding === 0 ? '' : `<Data Name='Filler'>${'filler '.repeat(padding / 7)}</Data>`;
  const now = Date.now();
  const options = { seed: 8, hosts: 40, otherShare: 0, broken: 0, formats: ['xml_rendered'] } as const;
  const fleet = composeFleet({ ...options, events: 2000, fromMs: now - 3_600_000, toMs: now });
  return [...fleet].map(({ key, value }) => {
    const text = value
      .toString()
      .replace(/<EventRecordID>\d+</, `<EventRecordID>${PLACEHOLDER}<`)
      .replace(/<\/EventData>|<EventData\/>/, (end) => (end.startsWith('</') ? `${filler}${end}` : end));
    const bytes = Buffer.from(text);
    return { key, value: bytes, idAt: bytes.indexOf(`<EventRecordID>${PLACEHOLDER}<`) + '<EventRecordID>'.length };
  });
}
