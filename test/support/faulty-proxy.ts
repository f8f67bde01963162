import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to Elasticsearch. */
export interface ProxiedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The documents that a bulk request creates, in order; none of another request. */
  readonly actions: readonly BulkAction[];
  /** Whether it is a bulk request that deletes. */
  readonly deletes: boolean;
  readonly bytes: number;
}

/** One document of a bulk request. */
export interface BulkAction {
  readonly id: string;
  readonly dataStream: string;
}

/** What is answered for a document that is not passed on. */
export interface ItemAnswer {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
  /** Marks the document as kept in the failure store instead of the data stream. */
  readonly failure_store?: 'used' | 'failed';
}

/** What goes wrong with one request. */
export type Fault =
  /** The connection is reset; nothing is passed on. */
  | { readonly kind: 'reset' }
  /** The whole request is refused; nothing is passed on. */
  | { readonly kind: 'refuse'; readonly status: number }
  /** The server does the work; of its answer only the first half arrives, then the connection is reset. */
  | { readonly kind: 'cut' }
  /** Never answered; `passedOn`: the server does the work nevertheless. */
  | { readonly kind: 'hang'; readonly passedOn: boolean }
  /** Answers of its own for the documents that `judge` names, which are not passed on; the others are. */
  | { readonly kind: 'items'; readonly judge: (action: BulkAction) => ItemAnswer | undefined };

/** Decides what goes wrong with a request. */
export type Decide = (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>;

/** A proxy in front of an Elasticsearch that does to requests what it is told. */
export interface FaultyProxy {
  readonly url: string;
  /**
   * Decides for each request from now on, which waits until it is decided; undefined passes it on. Until it is called
   * everything is passed on.
   */
  behave(decide: Decide): void;
  /** Passes everything on again and lets go of requests that hang. */
  heal(): void;
  /** Nothing listens any more, and connections are reset. */
  shut(): Promise<void>;
  /** Listens again, at the same place. */
  open(): Promise<void>;
  /** How many requests something was done to since the last `behave`. */
  faults(): number;
  close(): Promise<void>;
}

const JSON_HEADERS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };

/** Starts a proxy on the loopback interface. @param target the server's address, plain HTTP */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const hanging = new Set<ServerResponse>();
  let decide: Decide = () => undefined;
  let faults = 0;
  let port = 0;
  let server: Server | undefined;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const described = describeRequest(incoming, body);
    const decided = await decide(described);
    // Other requests have no items.
    const fault = decided?.kind === 'items' && described.actions.length === 0 ? undefined : decided;
    if (fault !== undefined) faults++;
    switch (fault?.kind) {
      case undefined:
        send(outgoing, await passOn(target, incoming, body));
        return;
      case 'reset':
        outgoing.destroy();
        return;
      case 'refuse':
        send(outgoing, refuse(fault.status));
        return;
      case 'cut': {
        const answer = await passOn(target, incoming, body);
        outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
        outgoing.write(answer.body.subarray(0, answer.body.length / 2), () => outgoing.destroy());
        return;
      }
      case 'hang':
        hanging.add(outgoing);
        outgoing.once('close', () => hanging.delete(outgoing));
        if (fault.passedOn) await passOn(target, incoming, body);
        return;
      case 'items':
        send(outgoing, await answerItems(target, incoming, body, described.actions, fault.judge));
    }
  }

  async function listen(): Promise<void> {
    const started = createServer((incoming, outgoing) => {
      // A client or server that goes away in the middle is no error of the proxy: the client sees the same.
      handle(incoming, outgoing).catch(() => outgoing.destroy());
    }).listen(port, '127.0.0.1');
    await once(started, 'listening');
    ({ port } = started.address() as AddressInfo);
    server = started;
  }

  async function shut(): Promise<void> {
    const stopped = server;
    server = undefined;
    if (stopped === undefined) return;
    const closed = once(stopped, 'close');
    stopped.close();
    stopped.closeAllConnections();
    await closed;
  }

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    behave(next) {
      decide = next;
      faults = 0;
    },
    heal() {
      decide = () => undefined;
      for (const outgoing of hanging) outgoing.destroy();
    },
    shut,
    open: listen,
    faults: () => faults,
    close: shut,
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A bulk body of ours is an action line and a document line in turn, or has nothing but deletions. */
function describeRequest({ method = 'GET', url = '/' }: IncomingMessage, body: Buffer): ProxiedRequest {
  const [path = '/'] = url.split('?');
  const lines = path === '/_bulk' ? splitLines(body) : [];
  const deletes = lines[0]?.startsWith('{"delete":') === true;
  const actions = lines.flatMap((line, i) => (!deletes && i % 2 === 0 ? [readAction(line)] : []));
  return { method, path, actions, deletes, bytes: body.length };
}

function splitLines(body: Buffer): string[] {
  return body.toString().split('\n').slice(0, -1);
}

function readAction(line: string): BulkAction {
  const { create } = JSON.parse(line) as { create: { _index: string; _id: string } };
  return { id: create._id, dataStream: create._index };
}

function refuse(status: number): Answer {
  const error = { type: 'made_by_the_proxy', reason: `status ${status}` };
  return { status, headers: JSON_HEADERS, body: Buffer.from(JSON.stringify({ error, status })) };
}

async function passOn(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(target);
  const { method, url, headers } = incoming;
  const own = { ...headers, 'content-length': body.length, 'accept-encoding': 'identity' };
  const onward = request({ hostname, port, path: url, method, headers: own });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 500, headers: answer.headers, body: await readAll(answer) };
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

/** Passes the rest of a bulk request on and puts its answers and those of `judge` into the order of the request. */
async function answerItems(
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  actions: readonly BulkAction[],
  judge: (action: BulkAction) => ItemAnswer | undefined,
): Promise<Answer> {
  const lines = splitLines(body);
  const judged = actions.map(judge);
  const rest = lines.filter((_, i) => judged[Math.floor(i / 2)] === undefined);
  let passed: Answer | undefined;
  let items: unknown[] = [];
  if (rest.length > 0) {
    passed = await passOn(target, incoming, Buffer.from(`${rest.join('\n')}\n`));
    if (passed.status !== 200) return passed;
    ({ items } = JSON.parse(passed.body.toString()) as { items: unknown[] });
  }
  const all = judged.map((answer) => (answer === undefined ? items.shift() : { create: answer }));
  return { status: 200, headers: JSON_HEADERS, body: Buffer.from(JSON.stringify({ errors: true, items: all })) };
}
