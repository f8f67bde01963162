import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom, type Random } from '../../services/simulate/index.ts';
import { until } from '../support/canal.ts';
import { judgeEnds, type Ends } from './ends.ts';
import { SERVER_FAULTS, WORKER_FAULTS, type ChaosFault } from './faults.ts';
import { startLoad } from './load.ts';
import { startScene, type Scene } from './scene.ts';
import { isGood, judge, type Verdict } from './verdict.ts';

const HELP = `Breaks things under load and counts what became of every record: normalizers and indexers are killed, frozen, stopped and started,
and meanwhile the broker is killed and Elasticsearch made to refuse, hang, cut off, block and roll over; on a Kafka and an
Elasticsearch of its own.

  npm run chaos -- [--minutes 5] [--seed N] [--json]

The seed decides which faults come to workers and to servers, in which order, to whom and for how long. Which request of a
worker a fault meets, it cannot decide. The last line is the verdict; exit code 1 means that a promise of docs/delivery.md was broken.
`;

/** Between two faults, in milliseconds: time to work, and to be met at work. */
const PAUSE_MS = [500, 5000] as const;
const MOST_SEED = 0xffff_ffff;

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
  // A generator for each lane: how long the faults of one take must not change those of the other.
  const seeds = createRandom(seed);
  const [ofWorkers, ofServers] = [createRandom(seeds.integer(0, MOST_SEED)), createRandom(seeds.integer(0, MOST_SEED))];
  say(`seed ${seed}: starting Kafka and Elasticsearch`);
  const scene = await startScene(ofWorkers);
  const load = startLoad(scene.canal);
  try {
    await until(scene.canal.indexed, ({ records }) => records > 0);
    const clock = startClock(minutes);
    const lanes = await Promise.all([
      breakThings(scene, WORKER_FAULTS, ofWorkers, clock),
      breakThings(scene, SERVER_FAULTS, ofServers, clock),
    ]);
    say(`${clock.now()}  no more faults: waiting until all is done`);
    await load.stop();
    const counted = await judge(scene.canal, () => scene.dismissAll()).catch(async (error: unknown) => {
      say(`logs of all workers: ${await keepLogs(scene)}`);
      throw error;
    });
    const { normalizers, indexers } = scene;
    const ends = [...normalizers.ends(), ...indexers.ends()];
    const verdict = { ...counted, ...judgeEnds(ends, [...normalizers.logs(), ...indexers.logs()]) };
    report({ seed, minutes, faults: lanes.flat() }, verdict);
    if (isGood(verdict)) return 0;
    say(`logs of all workers: ${await keepLogs(scene)}`);
    return 1;
  } finally {
    await load.stop();
    await scene.close();
  }
}

/** Writes what every worker of the run has logged. @returns the folder */
async function keepLogs({ normalizers, indexers }: Scene): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wincanal-chaos-logs-'));
  for (const [name, crew] of Object.entries({ normalizers, indexers })) {
    await Promise.all(crew.logs().map((log, i) => writeFile(join(folder, `${name}-${i}.log`), log)));
  }
  return folder;
}

interface Clock {
  readonly over: boolean;
  /** Minutes and seconds since the start. */
  now(): string;
}

function startClock(minutes: number): Clock {
  const begin = performance.now();
  return {
    get over() {
      return performance.now() - begin >= minutes * 60_000;
    },
    now() {
      const seconds = Math.round((performance.now() - begin) / 1000);
      return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
    },
  };
}

/** One fault after the other until the time is over. @returns their names */
async function breakThings(
  scene: Scene,
  faults: readonly ChaosFault[],
  random: Random,
  clock: Clock,
): Promise<readonly string[]> {
  const names: string[] = [];
  while (!clock.over) {
    await delay(random.integer(...PAUSE_MS));
    const fault = random.weighted(faults);
    names.push(fault.name);
    say(`${clock.now()}  ${fault.name}`);
    await fault.run(scene, random);
  }
  return names;
}

function report(
  { seed, minutes, faults }: { readonly seed: number; readonly minutes: number; readonly faults: readonly string[] },
  verdict: Verdict & Ends,
): void {
  const kinds = new Set(faults).size;
  const good = isGood(verdict);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ seed, minutes, faults: faults.length, kinds, good, ...verdict })}\n`);
    return;
  }
  const words = good ? 'All promises were kept' : `Promises were broken: ${JSON.stringify(verdict)}`;
  const { rawRecords, documents, letters, alerts, hostEntries, handmade, refused, indexed, exits } = verdict;
  process.stdout.write(
    `${words}: ${faults.length} faults of ${kinds} kinds in ${minutes} minutes (seed ${seed}). ${rawRecords} raw records, ` +
      `${documents} documents, ${alerts} of them copied as alerts, ${letters} dead letters, ${hostEntries} entries of hosts; ${handmade} documents made by hand, ${refused} refused by the mapping; ` +
      `${indexed} events in the index\n`,
  );
  for (const [reason, times] of Object.entries(exits))
    process.stdout.write(`ended with 1, ${times} times: ${reason}\n`);
}
