/** The internal modules of kafkajs that are touched: see request-queue.ts, aborted-transactions.ts, record-headers.ts. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  const RequestQueue: { readonly prototype: object };
  export default RequestQueue;
}

declare module 'kafkajs/src/broker/index.js' {
  const Broker: { readonly prototype: object };
  export default Broker;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  const Decoder: { readonly prototype: object };
  export default Decoder;
}
