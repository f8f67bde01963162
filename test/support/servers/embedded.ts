import { describeProgress, startStack, type StackProgress } from '../../../services/stack/index.ts';
import type { TestServers } from './servers.ts';

/** Starts the embedded stack: no Docker, real servers from Maven artefacts. Says on standard error what takes its time. */
export async function startEmbedded(): Promise<TestServers> {
  const stack = await startStack({ onProgress: reportSteps() });
  return {
    brokers: stack.kafka.brokers,
    elasticsearchUrl: stack.elasticsearch.url,
    stop: () => stack.stop(),
  };
}

/** A line a step: a download that is merely further on than before is not news in a log. */
function reportSteps(): (progress: StackProgress) => void {
  let last = '';
  return (progress) => {
    const line = describeProgress(progress);
    const step = line.replace(/[0-9.]+/g, '#');
    if (step !== last) process.stderr.write(`servers: ${line}\n`);
    last = step;
  };
}
