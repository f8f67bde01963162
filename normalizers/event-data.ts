import type { EventData } from './windows-event.ts';

/**
 * Objects without inherited names, like those of `Object.create(null)`, which the engine keeps as hash tables: going over one
 * takes 140 ns instead of 45, and making one of six values 160 instead of 50. What comes from a constructor has a shape.
 */
class Values {
  [name: string]: string;
}

Object.setPrototypeOf(Values.prototype, null);
Reflect.deleteProperty(Values.prototype, 'constructor');

/** Event data without values yet: any name can be set, and only names that were set are there. */
export function emptyData(): EventData {
  return new Values();
}
