import { setTimeout as delay } from 'node:timers/promises';
import { sendDocuments } from '../promises/support/send-documents.ts';
import { sendSteadily } from '../promises/support/send-steadily.ts';
import type { Canal } from '../support/canal.ts';

/** Where documents go that no normalizer made: those of the other provider stay comparable with the raw records. */
export const HANDMADE = 'rassstp';

/** Between two batches of 100 records of a collector, and between two batches of 20 documents, in milliseconds. */
const [RECORDS_PAUSE, DOCUMENTS_PAUSE] = [300, 2000];

/** What is sent while things break. */
export interface Load {
  stop(): Promise<void>;
}

/**
 * Two collectors that send the same events, each at its own pace, and documents of which the real mapping refuses every
 * tenth: these become dead letters of stage `index`.
 */
export function startLoad(canal: Canal): Load {
  const collectors = [sendSteadily(canal, RECORDS_PAUSE), sendSteadily(canal, RECORDS_PAUSE)];
  const stopping = new AbortController();
  const documents = (async () => {
    for (let batch = 0; !stopping.signal.aborted; batch++) {
      // Without a broker nothing is sent, or nobody knows; the verdict reads what is on the topic.
      await sendDocuments(canal, `by-hand-${batch}`, 20, { provider: HANDMADE }).catch(() => undefined);
      await delay(DOCUMENTS_PAUSE);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await Promise.all([...collectors.map((collector) => collector.stop()), documents]);
    },
  };
}
