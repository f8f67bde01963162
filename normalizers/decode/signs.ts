import type { JsonObject } from './json.ts';

/** How a JSON object is told, in words for `docs/formats.md` and as the very same condition. */
export interface JsonSign {
  readonly sign: string;
  readonly matches: (json: JsonObject) => boolean;
  /** As `JsonFormat` says. */
  readonly keys: readonly string[];
}

/** All of these keys are there, null among their values or not. */
export function byKeys(...keys: readonly [string, ...string[]]): JsonSign {
  const [first, ...others] = keys.map((key) => `\`${key}\``);
  return {
    sign: others.length === 0 ? `\`${keys[0]}\`` : `${first} beside ${others.join(' and ')}`,
    matches: (json) => {
      for (const key of keys) if (json[key] === undefined) return false;
      return true;
    },
    keys: [keys[0]],
  };
}

/** A key has this very value. */
export function byValue(key: string, value: string): JsonSign {
  return { sign: `\`${key}\` is \`${value}\``, matches: (json) => json[key] === value, keys: [key] };
}

/** One of several signs. */
export function either(...signs: readonly JsonSign[]): JsonSign {
  return {
    sign: signs.map(({ sign }) => sign).join(', or '),
    matches: (json) => {
      for (const sign of signs) if (sign.matches(json)) return true;
      return false;
    },
    keys: signs.flatMap(({ keys }) => keys),
  };
}
