/**
 * The internal modules of kafkajs that are touched: see request-queue.ts, wrap-fetch.ts,
 * log-start.ts, clock-steps.ts, record-batches.ts, record-headers.ts, describe-producers.ts, describe-rights.ts.
 */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  const RequestQueue: { readonly prototype: object };
  export default RequestQueue;
}

declare module 'kafkajs/src/broker/index.js' {
  const Broker: { readonly prototype: object };
  export default Broker;
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  const ConsumerGroup: { readonly prototype: object };
  export default ConsumerGroup;
}

declare module 'kafkajs/src/consumer/offsetManager/index.js' {
  const OffsetManager: { readonly prototype: object };
  export default OffsetManager;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    readonly buffer: Buffer;
    constructor(data: Buffer);
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint | { toString(): string };
    readBoolean(): boolean;
    readString(): string | null;
    readBytes(): Buffer | null;
    readArray<T>(read: (decoder: Decoder) => T): T[];
    readArrayAsync<T>(read: (decoder: Decoder) => Promise<T>): Promise<T[]>;
    readUVarIntString(): string;
    readUVarIntArray<T>(read: (decoder: Decoder) => T): T[];
    readTaggedFields(): unknown;
  }
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  export default function decodeRecordBatch(decoder: {
    readonly buffer: Buffer;
  }): Promise<{ readonly records: readonly object[] }>;
}

declare module 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js' {
  export default function decodeMessages(decoder: { readonly buffer: Buffer }): Promise<readonly object[]>;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/response.js' {
  const response: { decode?: (raw: Buffer) => Promise<object> };
  export default response;
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    writeInt32(value: number): this;
    writeBoolean(value: boolean): this;
    writeArray(values: readonly string[], type: 'string'): this;
    writeUVarIntString(value: string): this;
    writeUVarIntArray(values: readonly Encoder[]): this;
    /** Without a value: an empty list of tagged fields. */
    writeUVarIntBytes(value?: Buffer): this;
  }
}

declare module 'kafkajs/src/protocol/error.js' {
  export function failure(code: number): boolean;
  export function createErrorFromCode(code: number): Error;
}
