import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A date, or a date and time with its zone. */
const ABSOLUTE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Parser of an option that takes a time: `2026-03-04`, `2026-03-04T05:06:07Z`, or how long ago, `90m`, `24h`, `7d`.
 * @returns milliseconds since 1970
 * @throws InvalidArgumentError
 */
export function time(text: string, now: () => number = Date.now): number {
  const ago = /^(\d{1,6})([mhd])$/.exec(text);
  const unit = UNITS[ago?.[2] ?? ''];
  if (unit !== undefined) return now() - Number(ago?.[1]) * unit;
  const parsed = ABSOLUTE.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(parsed)) return parsed;
  throw new InvalidArgumentError(
    'It must be a date (2026-03-04, in UTC), a time with its zone (2026-03-04T05:06:07Z), or how long ago: 90m, 24h, 7d.',
  );
}
