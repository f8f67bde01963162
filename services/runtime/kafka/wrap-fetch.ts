import Broker from 'kafkajs/src/broker/index.js';

/** The broker that a fetch goes to, as the client has it. */
export interface FetchingBroker {
  readonly nodeId: number;
}

/**
 * Puts something between the client's fetches and its consumers; what is put there later is around what was before.
 * @param loss what cannot be promised without it, for the error
 * @param wrap gets the request and the fetch as it was, and gives the answer
 * @throws Error for a version of the client that has no such method to put it in
 */
export function wrapFetch<Request, Response>(
  loss: string,
  wrap: (request: Request, fetch: (request: Request) => Promise<Response>, broker: FetchingBroker) => Promise<Response>,
): void {
  const prototype = Broker.prototype as { fetch?: (request: Request) => Promise<Response> };
  const original = prototype.fetch;
  if (typeof original !== 'function') throw new Error(`this version of kafkajs has no Broker.fetch: ${loss}`);
  prototype.fetch = function fetch(this: FetchingBroker, request: Request): Promise<Response> {
    return wrap(request, (changed) => original.call(this, changed), this);
  };
}
