import type { EventData } from '../windows-event.ts';
import data from './cipher-suites.json' with { type: 'json' };
import { worstGrade } from './rate-suite.ts';

/** What the words of Windows 2000 prove of a suite that they do not name. */
export interface ClassicSuite {
  /** The words as they came: `RC4-128/MD5/RSA`. */
  readonly words: string;
  /** The worst that a part proves. */
  readonly grade: string;
  readonly weaknesses: readonly string[];
}

/** A part of a suite by its word, and what the word proves. */
interface Word {
  /** `cipher`, `mac` or `exchange`. */
  readonly part: string;
  readonly weaknesses: readonly string[];
  /** Keys of `SUITE_SOURCES`. */
  readonly source: readonly string[];
}

const WORDS: ReadonlyMap<string, Word> = new Map(Object.entries(data.classic_words as Record<string, Word>));

/** No word of Windows 2000 is as long. */
const LONGEST = 32;

/**
 * Reads the suite of a 36880 of Windows 2000, which gives cipher, strength, MAC and key exchange as words. Undefined where
 * the cipher's word is not known: the other two prove nothing without it.
 */
export function readClassicSuite(event: EventData): ClassicSuite | undefined {
  const [cipher, mac, exchange] = [event['Cipher'], event['Mac'], event['Exchange']].map((text) =>
    text === undefined || text.length > LONGEST ? '' : text.trim(),
  ) as [string, string, string];
  const known = [findWord('cipher', cipher), findWord('mac', mac), findWord('exchange', exchange)];
  if (known[0] === undefined) return undefined;
  const weaknesses = known.flatMap((word) => word?.weaknesses ?? []);
  const strength = /^[0-9]{1,4}$/.test(event['CipherStrength'] ?? '') ? `-${event['CipherStrength'] as string}` : '';
  return {
    words: [cipher + strength, mac, exchange].filter((word) => word !== '').join('/'),
    grade: worstGrade(weaknesses) as string,
    weaknesses,
  };
}

/** All words in lower case. */
export function listClassicWords(): ReadonlyMap<string, Word> {
  return WORDS;
}

/** True for the word of a key exchange whose strength is that of a modulus. */
export function isFiniteExchange(word: string): boolean {
  return word.length <= LONGEST && findWord('exchange', word.trim()) !== undefined;
}

function findWord(part: string, text: string): Word | undefined {
  const word = WORDS.get(text.toLowerCase());
  return word?.part === part ? word : undefined;
}
