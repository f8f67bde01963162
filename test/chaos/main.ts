import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../services/simulate/index.ts';
import { startStack, type Stack } from '../../services/stack/index.ts';
import { gatherCrew } from '../promises/support/crew.ts';
import { sendSteadily } from '../promises/support/send-steadily.ts';
import { digCanal } from '../support/canal.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { FAULTS, type Scene } from './faults.ts';
import { isGood, judge } from './verdict.ts';

const HELP = `Breaks things under load and counts what became of every record: normalizers, indexers and the broker are killed, frozen, stopped
and started, and Elasticsearch is made to refuse, hang, cut off and block, on a Kafka and an Elasticsearch of its own.

  npm run chaos -- [--minutes 5] [--seed N] [--json]

The seed decides which faults come, in which order, to whom and for how long. Which request of a worker a fault meets, it
cannot decide. The last line is the verdict; exit code 1 means that a promise of docs/delivery.md was broken.
`;

/** Between two faults, in milliseconds: time to work, and to be met at work. */
const PAUSE_MS = [500, 5000] as const;
/** Between two batches of 100 records. */
const LOAD_MS = 150;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const GIVEN = /^[1-9]\d{0,8}$/;

if (options.help) process.stdout.write(HELP);
else if (!GIVEN.test(options.minutes) || !GIVEN.test(options.seed)) {
  process.stderr.write(`--minutes and --seed take whole numbers from 1, not ${options.minutes} and ${options.seed}\n`);
  process.exitCode = 2;
} else process.exitCode = await run(Number(options.minutes), Number(options.seed));

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function run(minutes: number, seed: number): Promise<number> {
  const random = createRandom(seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'wincanal-chaos-'));
  say(`seed ${seed}: starting Kafka and Elasticsearch`);
  const search = await startStack({ components: ['elasticsearch'] });
  let kafka: Stack<'kafka'> = await startStack({ components: ['kafka'], dataDir });
  const [broker = ''] = kafka.kafka.brokers;
  const canal = await digCanal({
    WINCANAL_KAFKA_BROKERS: broker,
    WINCANAL_ELASTICSEARCH_URL: search.elasticsearch.url,
    WINCANAL_TOPIC_PARTITIONS: '6',
  });
  const proxy = await startFaultyProxy(search.elasticsearch.url);
  const choose = (count: number): number => random.integer(0, Math.max(0, count - 1));
  const crewOptions = { choose, expectGentleEnds: false };
  const normalizers = gatherCrew(canal, 'normalizer', 2, crewOptions);
  const env = { WINCANAL_ELASTICSEARCH_URL: proxy.url, WINCANAL_ELASTICSEARCH_TIMEOUT_SECONDS: '3' };
  const indexers = gatherCrew(canal, 'indexer', 2, { ...crewOptions, env });
  const scene: Scene = {
    canal,
    normalizers,
    indexers,
    proxy,
    random,
    async killBroker() {
      process.kill(kafka.kafka.pid, 'SIGKILL');
      await kafka.exited;
      await kafka.stop();
      kafka = await startStack({ components: ['kafka'], dataDir, kafkaPort: Number(broker.split(':')[1]) });
    },
  };
  const sender = sendSteadily(canal, LOAD_MS);
  try {
    const begin = performance.now();
    const faults: string[] = [];
    while (performance.now() - begin < minutes * 60_000) {
      await delay(random.integer(...PAUSE_MS));
      const fault = random.weighted(FAULTS);
      faults.push(fault.name);
      say(`${describeTime(performance.now() - begin)}  ${fault.name}`);
      await fault.run(scene);
    }
    say(`${describeTime(performance.now() - begin)}  no more faults: waiting until all is done`);
    await sender.stop();
    const verdict = await judge(canal, () => Promise.all([normalizers.stop(), indexers.stop()]));
    const summary = { seed, minutes, faults: faults.length, kinds: new Set(faults).size, ...verdict };
    const good = isGood(verdict);
    const { rawRecords, documents, letters } = verdict;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...summary, good })}\n`
        : `${good ? 'All promises were kept' : `Promises were broken: ${JSON.stringify(verdict)}`}: ${faults.length} faults of ${summary.kinds} kinds in ${minutes} minutes (seed ${seed}), ${rawRecords} raw records, ${documents} documents, ${letters} dead letters\n`,
    );
    return good ? 0 : 1;
  } finally {
    await Promise.all([sender.stop(), normalizers.stop(), indexers.stop()]);
    await canal.close();
    await proxy.close();
    await Promise.all([kafka.stop(), search.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  }
}

function describeTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
