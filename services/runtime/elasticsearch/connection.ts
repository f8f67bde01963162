import { Client, errors } from '@elastic/elasticsearch';
import {
  ElasticsearchRefused,
  ElasticsearchUnavailable,
  readReasons,
  TRANSIENT_STATUSES,
  type ErrorCause,
} from './errors.ts';

/** How to reach Elasticsearch; `config.elasticsearch` of the configuration is one. */
export interface ElasticsearchOptions {
  readonly url: string;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  readonly apiKey?: string | undefined;
  /** Content of a PEM file: the authority that signed the server's certificate. */
  readonly ca?: string | undefined;
  /** How long one request may take, in milliseconds. Default 60,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** When aborted, requests in flight are given up (ElasticsearchUnavailable), and so is each that is sent later. */
  readonly signal?: AbortSignal | undefined;
}

/** One request; the path without the server. */
export interface ElasticsearchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a buffer as it is, as NDJSON. */
  readonly body?: object;
}

/** A client that tries each request once and knows two kinds of failure. */
export interface Connection {
  /**
   * Sends a request and returns the parsed answer.
   * @throws ElasticsearchUnavailable or ElasticsearchRefused, never an error of the client library
   */
  send(request: ElasticsearchRequest): Promise<unknown>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Opens a connection. Nothing is sent yet. */
export function connect(options: ElasticsearchOptions): Connection {
  const client = new Client({
    node: options.url,
    ...(options.basic === undefined ? {} : { auth: { ...options.basic } }),
    ...(options.apiKey === undefined ? {} : { auth: { apiKey: options.apiKey } }),
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
    requestTimeout: options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    // Retries are the caller's: it pauses partitions and counts attempts meanwhile.
    maxRetries: 0,
    // A header with the client's and Node's version in each request is of no use here.
    enableMetaHeader: false,
    // To keep secrets out of its errors the client library copies each with the request, and of a body of bytes it makes an
    // object with a property a byte: 4 MiB that are refused are a gigabyte of memory. None of its errors leaves this module.
    redaction: { type: 'off' },
  });

  return {
    async send({ method, path, query, body }) {
      const querystring = query === undefined ? {} : { querystring: { ...query } };
      const content = Buffer.isBuffer(body) ? { bulkBody: body } : body === undefined ? {} : { body };
      // One a request: the client library fires `abort` on the signal that it is given when a request takes too long.
      const limits = options.signal === undefined ? {} : { signal: AbortSignal.any([options.signal]) };
      try {
        return await client.transport.request({ method, path, ...querystring, ...content }, limits);
      } catch (error) {
        throw translate(error, `${method} ${path}`, options.url);
      }
    },
    close: () => client.close(),
  };
}

/** The client's own errors carry the whole request, documents included, and are not passed on: they end in logs. */
function translate(error: unknown, request: string, url: string): Error {
  if (error instanceof errors.ResponseError) {
    const status = error.statusCode ?? 0;
    const { type, reason } = readError(error.body);
    // Elasticsearch says what is wrong with a request. Whatever is in front of it and does not judges no document.
    const isUnexplained = status === 400 && type === NO_DETAILS;
    if (!TRANSIENT_STATUSES.has(status) && !isUnexplained)
      return new ElasticsearchRefused(request, status, type, reason);
    const message = `Elasticsearch at ${url} cannot take ${request} now (${status} ${type}): ${reason}`;
    return new ElasticsearchUnavailable(message, status);
  }
  if (error instanceof errors.ProductNotSupportedError) {
    const reason = `what answers at ${url} is not Elasticsearch (or something between removes the header X-elastic-product)`;
    return new ElasticsearchRefused(request, 0, 'not_elasticsearch', reason);
  }
  if (error instanceof errors.TimeoutError) {
    return new ElasticsearchUnavailable(`Elasticsearch at ${url} did not answer ${request} in time`);
  }
  if (error instanceof errors.RequestAbortedError) {
    return new ElasticsearchUnavailable(`${request} to Elasticsearch at ${url} was given up: the process is stopping`);
  }
  if (error instanceof errors.ElasticsearchClientError) {
    // Connection errors, and answers that were cut off or are no JSON.
    const message = `Elasticsearch at ${url} cannot be reached for ${request}: ${tellCause(error.message)}`;
    return new ElasticsearchUnavailable(message, undefined, error.cause);
  }
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * What of a connection's error a person can use, in one line: neither ports of this machine, which differ each time, nor the place
 * in the source of OpenSSL.
 */
function tellCause(message: string): string {
  return message
    .replace(/ - Local: \S+, Remote: \S+/u, '')
    .replace(/[0-9A-F]{8,}:error:[0-9A-F]+:SSL routines:\w*:([^:]*):\S*/u, 'TLS: $1')
    .replace(/\s*\n[\s:]*/gu, ' ')
    .trim();
}

/** The type of an error whose body is none of Elasticsearch's. */
const NO_DETAILS = 'no_details';

/** Finds type and reason in an error body. */
function readError(body: unknown): { type: string; reason: string } {
  const error = (body as { error?: unknown } | undefined)?.error;
  if (typeof error !== 'object' || error === null) {
    return typeof error === 'string'
      ? { type: 'no_type', reason: error }
      : { type: NO_DETAILS, reason: 'no reason given' };
  }
  const cause: ErrorCause = error;
  return { type: cause.type ?? 'no_type', reason: readReasons(cause) };
}
