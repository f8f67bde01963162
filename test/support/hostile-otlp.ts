/** Batches of OTLP/protobuf that no collector writes, of any length: each asks more of a careless reader than its bytes. */
export interface HostileBatch {
  readonly name: string;
  /** @param bytes how long it is, about */
  readonly make: (bytes: number) => Buffer;
}

/** A field that holds so many bytes. */
function head(tag: number, length: number): Buffer {
  const bytes = [tag];
  let rest = length;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

/** Messages in messages under the given tags in turn, from the innermost outwards, as deep as the bytes go. */
function nest(tags: readonly number[], bytes: number): Buffer {
  const heads: Buffer[] = [];
  for (let length = 0, i = 0; length < bytes; i++) {
    const next = head(tags[i % tags.length] ?? 0, length);
    heads.push(next);
    length += next.length;
  }
  return Buffer.concat(heads.reverse());
}

/** A field with this content. */
const wrap = (tag: number, inner: Buffer): Buffer => Buffer.concat([head(tag, inner.length), inner]);
/** The only log record of a batch, with these fields. */
const record = (content: Buffer): Buffer => wrap(0x0a, wrap(0x12, wrap(0x12, content)));

export const HOSTILE_BATCHES: readonly HostileBatch[] = [
  { name: 'nothing but beginnings', make: (bytes) => Buffer.alloc(bytes, 0x0a) },
  { name: 'empty resources', make: (bytes) => Buffer.alloc(bytes, Buffer.of(0x0a, 0x02, 0x0a, 0x00)) },
  { name: 'empty records', make: (bytes) => record(Buffer.alloc(bytes, Buffer.of(0x12, 0x00))) },
  { name: 'messages in messages', make: (bytes) => nest([0x0a], bytes) },
  { name: 'lists in lists', make: (bytes) => record(wrap(0x2a, nest([0x0a, 0x2a], bytes))) },
  { name: 'empty attributes', make: (bytes) => record(Buffer.alloc(bytes, Buffer.of(0x32, 0x00))) },
  {
    name: 'bodies one after the other',
    make: (bytes) => record(Buffer.alloc(bytes, Buffer.of(0x2a, 0x02, 0x0a, 0x00))),
  },
  { name: 'unknown fields', make: (bytes) => record(Buffer.alloc(bytes, Buffer.of(0x78, 0x01))) },
  {
    name: 'a number without an end',
    make: (bytes) => record(Buffer.concat([Buffer.of(0x78), Buffer.alloc(bytes, 0x80)])),
  },
  { name: 'the names of providers', make: (bytes) => record(Buffer.alloc(bytes, '\x2a\x0aprovider\x12')) },
];
