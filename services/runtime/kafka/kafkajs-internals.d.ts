/** The one internal module of kafkajs that is touched: see request-queue.ts. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  const RequestQueue: { readonly prototype: object };
  export default RequestQueue;
}
