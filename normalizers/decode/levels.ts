import type { LevelName } from '../windows-event.ts';

const LEVEL_NAMES: readonly LevelName[] = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];

/** Word for a Windows level (0 log always, 1 critical ... 5 verbose); undefined for other numbers. */
export function nameLevel(level: number | undefined): LevelName | undefined {
  return level === undefined ? undefined : LEVEL_NAMES[level];
}

const LEVEL_WORDS: ReadonlySet<string> = new Set(LEVEL_NAMES);

/** The word itself where it is one of the five English ones; a localised word says nothing reliable. */
export function acceptLevelWord(word: string | undefined): LevelName | undefined {
  if (word === undefined) return undefined;
  const lower = word.toLowerCase();
  return LEVEL_WORDS.has(lower) ? (lower as LevelName) : undefined;
}
