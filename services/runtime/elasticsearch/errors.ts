/**
 * Statuses of a server, or of a proxy before it, that is busy, starting or away: no document is at fault, however long
 * it takes.
 */
export const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** An error as Elasticsearch describes it in an answer. */
export interface ErrorCause {
  readonly type?: string;
  readonly reason?: string | null;
  readonly caused_by?: ErrorCause;
}

/** Causes deeper than this say nothing new. */
const DEEPEST_CAUSE = 8;

/** An error's reasons in one line, from the outside in, each once; the innermost is the one that names the culprit. */
export function readReasons(error: ErrorCause): string {
  const reasons = new Set<string>();
  let cause: ErrorCause | undefined = error;
  for (let depth = 0; cause !== undefined && depth < DEEPEST_CAUSE; depth++) {
    if (typeof cause.reason === 'string' && cause.reason !== '') reasons.add(cause.reason);
    cause = cause.caused_by;
  }
  return [...reasons].join(': ') || 'no reason given';
}

/** Elasticsearch cannot take the request now; the same request may succeed later. */
export class ElasticsearchUnavailable extends Error {
  /** HTTP status, where there was an answer: one of TRANSIENT_STATUSES, or 400 without an explanation. */
  readonly status: number | undefined;
  override readonly name = 'ElasticsearchUnavailable';

  constructor(message: string, status?: number, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
  }
}

/** Elasticsearch refused the request; repeating it changes nothing until somebody changes the server or the request. */
export class ElasticsearchRefused extends Error {
  /** HTTP status, for example 400, 401, 403, 404 or 413; 0 where the answer was not one of Elasticsearch. */
  readonly status: number;
  /** Elasticsearch's word for it, for example `security_exception`. */
  readonly type: string;
  /** What Elasticsearch says is wrong, its causes included. */
  readonly reason: string;
  override readonly name = 'ElasticsearchRefused';

  constructor(request: string, status: number, type: string, reason: string) {
    super(`Elasticsearch refused ${request} (${status} ${type}): ${reason}${adviceFor(status)}`);
    this.status = status;
    this.type = type;
    this.reason = reason;
  }
}

function adviceFor(status: number): string {
  switch (status) {
    case 401:
      return '. Check WINCANAL_ELASTICSEARCH_USERNAME and _PASSWORD, or WINCANAL_ELASTICSEARCH_API_KEY.';
    case 403:
      return '. Give the user or API key the privilege that is named, or use another one.';
    case 413:
      return '. Lower WINCANAL_BULK_BYTES or raise http.max_content_length of Elasticsearch.';
    default:
      return '';
  }
}
