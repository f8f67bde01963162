import { LONGEST_KEYWORD } from '../decode/values.ts';
import type { UrlFields } from '../ecs/document.ts';

const URL_PARTS = /^(https?):\/\/([^/:?#@\s[\]]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:(\/[^?#]*)(?:[?#].*)?)?$/is;

/**
 * Takes an HTTP address apart for ECS `url.*`; text that is none has `original` only. The host of a reservation such as
 * `https://+:443/sra_{...}/` is `+` or `*`, which is no name and gives no `domain`. A query stays in `original`.
 */
export function describeUrl(text: string): UrlFields {
  const parts = text.length > LONGEST_KEYWORD ? null : URL_PARTS.exec(text);
  const host = parts?.[2];
  const port = Number(parts?.[3] ?? 0);
  return {
    original: text,
    scheme: parts?.[1]?.toLowerCase(),
    domain: host === undefined || host === '+' || host === '*' ? undefined : host.toLowerCase(),
    port: port > 0 && port <= 0xffff ? port : undefined,
    path: parts?.[4],
  };
}
