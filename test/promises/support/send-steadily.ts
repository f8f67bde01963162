import { setTimeout as delay } from 'node:timers/promises';
import type { OutgoingMessage } from '../../../services/runtime/kafka/index.ts';
import { composeAlert, type Canal } from '../../support/canal.ts';

/** Records on their way to the raw topic, whatever happens to the broker. */
export interface SteadySender {
  /** Stops behind the batch that is being sent, which may get lost only when the broker is away. */
  stop(): Promise<void>;
}

const HOSTS = 23;
const BATCH = 100;

/**
 * Sends batches of records keyed by host, as collectors do, each as long as it takes; a batch whose answer got lost is sent
 * again, so that the raw topic may hold it twice. Of ten records six are ours, three of another provider, one is broken.
 * @param pauseMs between two batches
 */
export function sendSteadily(canal: Canal, pauseMs: number): SteadySender {
  const stopping = new AbortController();
  const { raw } = canal.config.topics;
  async function run(): Promise<void> {
    for (let first = 1; !stopping.signal.aborted; first += BATCH) {
      const messages = Array.from({ length: BATCH }, (_, i) => {
        const host = (first + i) % HOSTS;
        return { topic: raw, key: `web${host}`, value: Buffer.from(composeRecord(first + i, host)), headers: {} };
      });
      await sendAtLast(messages);
      await delay(pauseMs);
    }
  }
  async function sendAtLast(messages: readonly OutgoingMessage[]): Promise<void> {
    for (;;) {
      try {
        await canal.sender.send(messages);
        return;
      } catch {
        if (stopping.signal.aborted) return;
      }
    }
  }
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function composeRecord(recordId: number, host: number): string {
  const kind = recordId % 10;
  if (kind < 6) return composeAlert(recordId, host);
  return kind < 9 ? composeAlert(recordId, host, 'Contoso-Agent') : `{"cut off": ${recordId}`;
}
