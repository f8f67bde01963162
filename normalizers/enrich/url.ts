import { LONGEST_KEYWORD } from '../ecs/keyword.ts';
import type { UrlFields } from '../ecs/document.ts';
import { wholeTextIfAny } from '../whole-text.ts';

/** Scheme, user and password, host, port, path. The last @ ends user and password, as for every browser. */
const URL_PARTS =
  /^(https?):\/\/(?:[^/?#\s\\]*@)?([^/:?#@%\\\s[\]]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:(\/[^?#]*)(?:[?#].*)?)?$/is;

/**
 * Takes an HTTP address apart for ECS `url.*`; text that is none has `original` only. The host of a reservation such as
 * `https://+:443/sra_{...}/` is `+` or `*`, which is no name and gives no `domain`. User, password and query stay in
 * `original`.
 */
export function describeUrl(text: string): UrlFields {
  const parts = text.length > LONGEST_KEYWORD ? null : URL_PARTS.exec(text);
  const port = Number(parts?.[3] ?? 0);
  return {
    original: text,
    scheme: parts?.[1]?.toLowerCase(),
    domain: parts?.[2] === undefined ? undefined : cleanHost(parts[2]),
    port: port > 0 && port <= 0xffff ? port : undefined,
    path: wholeTextIfAny(parts?.[4]),
  };
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * A host in lower case, without the full stop of a fully qualified name; undefined for what has neither letter nor digit, and
 * for what is too long: some letters become two in lower case.
 */
export function cleanHost(text: string): string | undefined {
  const lower = text.toLowerCase();
  const host = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  return host.length <= LONGEST_KEYWORD && LETTER_OR_DIGIT.test(host) ? host : undefined;
}
