import type { Tag } from '../tags.ts';
import type { WindowsEvent } from '../windows-event.ts';

/** Bounds that keep hostile data from exploding a document; what is cut is said in `tags`. */
const MOST_VALUES = 200;
const LONGEST_NAME = 256;

/**
 * All values of the event for `winlog.event_data`, whatever they are called: unnamed ones as `param1`, `param2`, ... like
 * Winlogbeat. Undefined where there is none.
 */
export function publishData(event: WindowsEvent, tags: Tag[]): Record<string, string> | undefined {
  const data: Record<string, string> = {};
  const room = { left: MOST_VALUES };
  let whole = true;
  for (const name in event.data) whole = publishValue(data, name, event.data[name] as string, room) && whole;
  for (let i = 0; i < event.unnamed.length; i++) {
    whole = publishValue(data, freeName(data, `param${i + 1}`), event.unnamed[i] as string, room) && whole;
  }
  if (event.binary !== undefined) whole = publishValue(data, freeName(data, 'Binary'), event.binary, room) && whole;
  if (!whole) tags.push('event_data_cut');
  return room.left === MOST_VALUES ? undefined : data;
}

/** Our names for values without one must not take the place of a value that is really called so. */
function freeName(data: Record<string, string>, name: string): string {
  let free = name;
  for (let n = 2; Object.hasOwn(data, free); n++) free = `${name}_${n}`;
  return free;
}

/** Returns false for a value that has no room. */
function publishValue(data: Record<string, string>, name: string, value: string, room: { left: number }): boolean {
  if (value === '') return true;
  if (room.left === 0 || name.length > LONGEST_NAME) return false;
  data[name] = value;
  room.left--;
  return true;
}
