/** The zone that the operator states for times that come without one (`WINCANAL_ASSUMED_TIMEZONE`). */
export interface AssumedZone {
  /** IANA name such as `Europe/Berlin`, or `UTC`. */
  readonly name: string;
  /**
   * The instant of a local time; where clocks go back the earlier of the two, where they go forward the one after the
   * change, as calendars do.
   * @param localMs the local time as if it were UTC, in milliseconds since 1970
   */
  readonly toUtcMs: (localMs: number) => number;
}

const HOUR = 3_600_000;

/**
 * The rules of a zone, each hour of which is looked up once.
 * @throws RangeError when the name is not that of a zone
 */
export function assumeZone(name: string): AssumedZone {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
  } catch (error) {
    // Now, not at the first event.
    throw new RangeError(`"${name}" is not the name of a time zone`, { cause: error });
  }
  const offsets = new Map<number, number>();
  const offsetAt = (localMs: number): number => {
    const instant = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime();
    return localMs - instant.toZonedDateTime(name).epochMilliseconds;
  };
  return {
    name,
    toUtcMs: (localMs) => {
      // Changes happen at full quarters of an hour everywhere.
      const quarter = Math.floor(localMs / (HOUR / 4));
      let offset = offsets.get(quarter);
      if (offset === undefined) {
        // Hostile times must not fill the memory.
        if (offsets.size >= 4096) offsets.clear();
        offset = offsetAt(quarter * (HOUR / 4));
        offsets.set(quarter, offset);
      }
      return localMs - offset;
    },
  };
}
