import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

/** What the client's member of a group looks like from inside (kafkajs 2.2.4). */
interface Member {
  /** When the last heartbeat was answered, in milliseconds since 1970. */
  lastRequest: number;
}

/**
 * The client sends the next heartbeat when the calendar clock says that the last one is old enough: of a machine whose
 * clock was set back by an hour the group would hear nothing for an hour.
 * @throws Error for a version of the client that has no such method
 */
export function beatThroughClockSteps(): void {
  const prototype = ConsumerGroup.prototype as {
    heartbeat?: (this: Member, options: { readonly interval: number }) => Promise<void>;
  };
  const original = prototype.heartbeat;
  if (typeof original !== 'function') {
    throw new Error('this version of kafkajs has no ConsumerGroup.heartbeat: see clock-steps.ts');
  }
  prototype.heartbeat = function heartbeat(this: Member, options): Promise<void> {
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    return original.call(this, options);
  };
}
