/**
 * How sure a fact of the code tables is. `documented`: a specification or Microsoft says so; `widely_reported`: general
 * practice and many reports; `inferred`: concluded from a name and its surroundings.
 */
export type Confidence = 'documented' | 'widely_reported' | 'inferred';

/** How sure something is, in words: beside a value, as a clause of its own, and what the word means. */
export const CONFIDENCE_WORDS: Readonly<
  Record<Confidence, { readonly name: string; readonly clause: string; readonly meaning: string }>
> = {
  documented: {
    name: 'documented',
    clause: 'documented',
    meaning: 'is published by Microsoft or a standard',
  },
  widely_reported: {
    name: 'widely reported',
    clause: 'widely reported, but not documented',
    meaning: 'is agreed on by many who met it',
  },
  inferred: {
    name: 'inferred',
    clause: 'inferred, not documented',
    meaning: 'is concluded from names or behaviour and may be wrong',
  },
};

/** What a code of an event stands for, for a person: texts are clauses without a full stop. */
export interface DecodedValue {
  /** The code's name: of an alert, of a state, of a status code, of a cipher suite, of a protocol version. */
  readonly symbol: string;
  readonly meaning: string;
  /** Usual cause, which the tables have for alerts. */
  readonly cause?: string | undefined;
  /** What to check, which they have for error states. */
  readonly check?: string | undefined;
  /** Usual fix, which they have for status codes. */
  readonly fix?: string | undefined;
  /** How sure the meaning is. */
  readonly confidence: Confidence;
  /** How sure cause, check or fix are; absent where there is none. */
  readonly advice_confidence?: Confidence | undefined;
}
