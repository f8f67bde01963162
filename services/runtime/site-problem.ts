/** Something wrong at a place of a text; offsets count UTF-16 units. */
export interface Problem {
  readonly offset: number;
  readonly text: string;
}
