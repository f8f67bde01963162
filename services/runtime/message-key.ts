import { isUtf8 } from 'node:buffer';

/** A key as people look for it: text, or base64 where it is none. */
export type ShownKey = { readonly key: string } | { readonly key_base64: string };

/** Bytes of a key that are shown: a host has a name of at most 255, but a key may be a record of its own. */
const LONGEST = 1024;

/** What is shown of a message's key, which for all of our senders is the computer; undefined where it has none. */
export function showKey(key: Buffer | null): ShownKey | undefined {
  if (key === null) return undefined;
  const shown = key.subarray(0, LONGEST);
  // A key that is cut within a letter is still text: the letter is left out.
  return isUtf8(key) ? { key: shown.toString().replace(/\ufffd$/u, '') } : { key_base64: shown.toString('base64') };
}
