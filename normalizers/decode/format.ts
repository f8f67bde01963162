import type { InputFormat, WrapperName } from '../windows-event.ts';
import type { Decoded } from './decoded.ts';
import type { EventBudget } from './event-budget.ts';
import type { JsonObject } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import type { Outer } from './outer.ts';
import type { AssumedZone } from './zone.ts';

/** What decoders are told besides the record. */
export interface DecodeContext {
  readonly limits: DecodeLimits;
  /** How many events there may still be in the record. */
  readonly budget: EventBudget;
  /** For times without a zone: what the operator says they are in; undefined refuses them. */
  readonly zone: AssumedZone | undefined;
  /** Whether the text of each event is wanted; otherwise it is not made where it takes work. */
  readonly keepOriginal: boolean;
  /** How many more wrappers and lists may be opened within this one. */
  readonly nesting: number;
  /** Which texts hold an event. */
  readonly known: KnownTexts;
  /** Recognises and decodes what was found within a record, as if it were one: a text, or an already parsed value. */
  readonly decodeNested: (value: unknown, context: DecodeContext) => readonly Decoded[];
}

/** Tells by how they begin which texts hold an event: the one place that wrappers of every kind ask. */
export interface KnownTexts {
  /** True where the content of a message begins with the first character. */
  readonly begins: (text: string) => boolean;
  /** Where, within so many characters, something begins that some format recognises; -1 where nothing does. */
  readonly search: (text: string, most: number) => number;
  /** True for JSON, for a text of a known format, and for such behind headers. */
  readonly holdsEvent: (text: string, context: DecodeContext) => boolean;
}

/** A shape of bytes that are no text. */
export interface BinaryFormat {
  readonly name: InputFormat;
  readonly sign: string;
  /** By content alone. */
  readonly matches: (bytes: Buffer) => boolean;
  /**
   * What decides where no content is recognised: anybody may have set the header, so it never goes before the content.
   * @param contentType the record's header of this name
   */
  readonly isNamedBy: (contentType: string, bytes: Buffer) => boolean;
  readonly decode: (bytes: Buffer, context: DecodeContext) => readonly Decoded[];
  /**
   * Where its events lie, found without reading them; undefined where that cannot be told.
   * @param most with more events than this it is not told
   */
  readonly locate: (
    bytes: Buffer,
    most: number,
  ) => readonly { readonly start: number; readonly end: number }[] | undefined;
}

/** A record that is no text, and how it is read. */
export interface BinaryRecord {
  readonly format: BinaryFormat;
  readonly bytes: Buffer;
}

/** A shape of text: how it is told, and how it is read. */
export interface TextFormat {
  readonly name: InputFormat;
  /** How it is told, in words, for `docs/formats.md`. */
  readonly sign: string;
  /** What it begins with, without an anchor and without flags: behind headers of all kinds it is looked for too. */
  readonly begins: RegExp;
  /** So many characters may stand in front of the beginning. */
  readonly front?: number;
  readonly decode: (text: string, context: DecodeContext) => readonly Decoded[];
  /** Its reader replaces control characters itself, and says so; for the others it is done before. */
  readonly replacesControlCharacters?: true;
}

/** A shape of JSON object that is an event, or holds some in a way of its own. */
export interface JsonFormat {
  readonly name: InputFormat;
  readonly sign: string;
  /** Names that the same reader gives to records of relatives, and how these are told. */
  readonly relatives?: readonly { readonly name: InputFormat; readonly sign: string }[];
  readonly matches: (json: JsonObject) => boolean;
  /** What it matches has one of these keys at its root; undefined where that can be any key. */
  readonly keys: readonly string[] | undefined;
  /** @param text the object as it came; undefined where only the parsed value is there (`describeOriginal`) */
  readonly decode: (json: JsonObject, text: string | undefined, context: DecodeContext) => readonly Decoded[];
}

/** A shape of JSON object that holds events. */
export interface JsonWrapper {
  /** Undefined for mere lists, which are not worth a word in the document. */
  readonly name: WrapperName | undefined;
  readonly sign: string;
  readonly matches: (json: JsonObject, context: DecodeContext) => boolean;
  /** What is inside, each recognised anew: a text, or a parsed value. */
  readonly unwrap: (json: JsonObject, context: DecodeContext) => readonly unknown[];
  /** Objects inside are put together from what is here, so that the original of an event is all of it. */
  readonly rewrites?: true;
  readonly describe?: (json: JsonObject) => Outer;
}

/** What may be around an event, by its name. */
export interface NamedWrapper {
  readonly name: WrapperName;
  readonly sign: string;
}

/** A shape of text around events. */
export interface TextWrapper extends NamedWrapper {
  /** @param text without white space in front */
  readonly matches: (text: string) => boolean;
  /** What it begins with beyond doubt, behind another header too; as that of a format. */
  readonly begins: RegExp;
  /** What is inside, each recognised anew, with what its header says; an empty text is a message without content. */
  readonly unwrap: (text: string, context: DecodeContext) => readonly WrappedText[];
}

/** The content of a message, and what its header says of it. */
export interface WrappedText {
  /** A text; or the fields of an event that the header itself carries. */
  readonly content: string | JsonObject;
  /** The whole message, where the fields of the event are put together from it. */
  readonly original?: string;
  readonly outer: Outer;
  /** Whether control characters were replaced in what is said here. The content, where it is a text, is as it came. */
  readonly replaced?: boolean;
}

/** The text of one event for `event.original`: as it came, or printed again where only its value is known. */
export function describeOriginal(json: JsonObject, text: string | undefined, { keepOriginal }: DecodeContext): string {
  return text ?? (keepOriginal ? JSON.stringify(json) : '');
}
