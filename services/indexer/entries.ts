import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import type { BulkEntry } from './bulk.ts';
import { buildDeadLetterDocument } from './deadletter-document.ts';

/** What a topic's messages are and where they go. */
export interface Route {
  readonly kind: 'documents' | 'deadletters';
  readonly dataStream: string;
}

/** A bulk entry that remembers the message it was made of. */
export interface MessageEntry extends BulkEntry {
  readonly message: ReceivedMessage;
}

/** A message that cannot become an entry, and why. */
export interface Unusable {
  readonly message: ReceivedMessage;
  readonly detail: string;
}

const LINE_BREAK = 10;

/** Longest `_id` that Elasticsearch takes, in bytes. */
const ID_LIMIT = 512;

/** Makes the bulk entries of a batch, in order; documents are not parsed. */
export function makeEntries(
  messages: readonly ReceivedMessage[],
  route: Route,
  namespace: string,
): { readonly entries: MessageEntry[]; readonly unusable: Unusable[] } {
  const entries: MessageEntry[] = [];
  const unusable: Unusable[] = [];
  for (const message of messages) {
    if (route.kind === 'deadletters') {
      entries.push({ ...buildDeadLetterDocument(message, namespace), dataStream: route.dataStream, message });
      continue;
    }
    const made = makeEntry(message, route.dataStream);
    if ('detail' in made) unusable.push(made);
    else entries.push(made);
  }
  return { entries, unusable };
}

function makeEntry(message: ReceivedMessage, dataStream: string): MessageEntry | Unusable {
  const { headers, value } = message;
  const id = headers['event-id'];
  if (id === undefined || id === '') return { message, detail: 'the message has no header event-id' };
  if (Buffer.byteLength(id) > ID_LIMIT) {
    return { message, detail: `the header event-id is longer than ${ID_LIMIT} bytes` };
  }
  if (value === null) return { message, detail: 'the message has no value' };
  // In a bulk body a line break ends the document, and what follows would be read as the next action.
  if (value.includes(LINE_BREAK)) return { message, detail: 'the document contains a line break' };
  return { dataStream, id, document: value, message };
}
