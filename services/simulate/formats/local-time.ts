import { printTicks, type ComposedEvent } from '../event.ts';

/** The zone of all hosts of the sample fleet, for the collectors that print their local time. */
export const FLEET_ZONE = 'Europe/Berlin';

/** An instant on the clock of the fleet. */
export interface LocalTime {
  /** `2026-03-04` */
  readonly date: string;
  /** `06:06:07` */
  readonly clock: string;
  /** `+01:00` */
  readonly offset: string;
}

/** What the clocks of the fleet show at an instant (milliseconds since 1970). */
export function readClock(ms: number): LocalTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(FLEET_ZONE);
  const [date = '', clock = ''] = zoned.toPlainDateTime().toString({ smallestUnit: 'second' }).split('T');
  return { date, clock, offset: zoned.offset };
}

/** `2026-03-04 06:06:07`: no zone, nothing below the second. */
export function printLocal(ms: number): string {
  const { date, clock } = readClock(ms);
  return `${date} ${clock}`;
}

/** `2026-03-04 06:06:07 +0100` */
export function printLocalOffset(ms: number): string {
  const { date, clock, offset } = readClock(ms);
  return `${date} ${clock} ${offset.replace(':', '')}`;
}

/** Digits of the second: the first `count` of the seven that Windows keeps. */
export function printFraction(event: Pick<ComposedEvent, 'timeMs' | 'ticks'>, count: number): string {
  const below = `${String(event.timeMs % 1000).padStart(3, '0')}${printTicks(event)}`;
  return below.slice(0, count);
}

/** `2026-03-04T06:06:07.1234567+01:00`, with so many digits of the second. */
export function printLocalIso(event: Pick<ComposedEvent, 'timeMs' | 'ticks'>, digits: number): string {
  const { date, clock, offset } = readClock(event.timeMs);
  return `${date}T${clock}.${printFraction(event, digits)}${offset}`;
}

/** `2026-03-04T05:06:07.123456Z`, with up to nine digits of the second. */
export function printUtc(event: Pick<ComposedEvent, 'timeMs' | 'ticks'>, digits: number): string {
  const second = new Date(event.timeMs).toISOString().slice(0, 19);
  return `${second}.${printFraction(event, digits).padEnd(digits, '0')}Z`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The parts of the local date of an instant (milliseconds since 1970), for notations of their own. */
export function readDate(ms: number) {
  const { date, clock, offset } = readClock(ms);
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const hour = Number(clock.slice(0, 2));
  return {
    date,
    clock,
    offset,
    year,
    month,
    day,
    hour,
    monthName: MONTHS[month - 1] ?? '',
    weekday: new Date(`${date}T00:00:00Z`).getUTCDay(),
  };
}
