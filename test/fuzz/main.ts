// First: counting has to begin before the code that is counted is loaded.
import { Coverage } from './coverage.ts';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../services/simulate/index.ts';
import { inflate } from '../../normalizers/decode/inflate.ts';
import { DEFAULT_LIMITS } from '../../normalizers/decode/limits.ts';
import { readGoldenCases } from '../golden/golden-cases.ts';
import { HOSTILE_BATCHES } from '../support/hostile-otlp.ts';
import { holdBatchPromise, holdExplainPromises, holdPromises } from '../support/promises.ts';
import { cpuTime } from './cpu-time.ts';
import { findGrowthFault, leastTime } from './linear.ts';
import { mutate } from './mutate.ts';
import { listWholeStretches, pickStretches } from './stretch.ts';

const HELP = `Searches for bytes that break a promise of the normalizer: that it never throws, gives one outcome an event with the right
index, only valid documents, the outcomes of two records for the two of them, and takes time in proportion to its input.

  npm run fuzz -- [--seconds 60] [--seed N] [--json]
  npm run fuzz -- FILE...        tries the inputs that an earlier search has found

The golden inputs and some hostile batches of OTLP are mutated; what reaches blocks of code that no input has reached before (V8
block coverage) is mutated further. Between them, inputs are made long, deep or wide in one place, twice as much the second time, to
see how the time grows; first of all, those that are nothing else. What breaks a promise is written to .fuzz/ with its reason, and
ends the search with exit code 1.
`;

/** An input may take this much, whatever it is, and this much a byte; measured again before it is believed. */
const MOST_MS = 20;
const MOST_MS_PER_BYTE = 0.002;
/** Long enough for what grows faster than its bytes to show. */
const HOSTILE_BYTES = 64 * 1024;
/** Inputs between two looks at the coverage, which takes some milliseconds. */
const ROUND = 256;
/** Inputs of a round of which one place is stretched, and to how many bytes. */
const STRETCHED = 4;
const LENGTHS = [3_000, 20_000, 60_000, 250_000] as const;
/** As long as a record may be, and twice as long as it may be compressed. */
const LIMIT_LENGTHS = [20_000, 250_000, 3_900_000] as const;

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else process.exitCode = files.length > 0 ? replay(files) : search(Number(options.seconds), Number(options.seed));

function replay(paths: readonly string[]): number {
  const broken = paths.filter((path) => {
    const fault = findFault(readFileSync(path));
    process.stdout.write(`${path}: ${fault ?? 'holds'}\n`);
    return fault !== undefined;
  });
  return broken.length > 0 ? 1 : 0;
}

function search(seconds: number, seed: number): number {
  const random = createRandom(seed);
  const corpus: Buffer[] = [
    ...readGoldenCases().map(({ bytes }) => Buffer.from(bytes)),
    ...HOSTILE_BATCHES.map(({ make }) => make(HOSTILE_BYTES)),
  ];
  const seeds = corpus.length;
  const golden = [...corpus];
  const coverage = new Coverage();
  const begin = performance.now();
  // Once to load and compile what they need, which is not their time.
  for (const bytes of corpus) findFault(bytes);
  for (const bytes of corpus) {
    const fault = findFault(bytes);
    if (fault !== undefined) return report(bytes, fault, seed, 0);
  }
  coverage.take();
  const started = coverage.size;
  const other = (): Buffer => random.pick(corpus);
  for (const stretch of listWholeStretches()) {
    for (const length of LIMIT_LENGTHS) {
      const found = findGrowthFault(stretch, length);
      if (found !== undefined) return report(found.input, found.fault, seed, 0);
    }
  }
  const preparedSeconds = Math.round((performance.now() - begin) / 1000);
  if (!options.json) process.stderr.write(`${seeds} seeds hold, also when they grow (${preparedSeconds} s)\n`);
  const end = performance.now() + seconds * 1000;
  let executions = 0;
  let stretched = 0;
  let shown = 0;
  while (performance.now() < end) {
    const round: Buffer[] = [];
    for (let i = 0; i < ROUND; i++) {
      const input = mutate(other(), random, other);
      const fault = findFault(input);
      executions++;
      if (fault !== undefined) return report(input, fault, seed, executions);
      round.push(input);
    }
    for (const stretch of pickStretches(random.pick(golden), STRETCHED, random)) {
      const found = findGrowthFault(stretch, random.pick(LENGTHS));
      stretched += 2;
      if (found !== undefined) return report(found.input, found.fault, seed, executions);
    }
    const fresh = coverage.take();
    corpus.push(...findReaching(round, fresh, coverage));
    if (process.stderr.isTTY && performance.now() - shown > 1000) {
      shown = performance.now();
      process.stderr.write(`\r${executions} inputs, ${corpus.length - seeds} kept, ${coverage.size} blocks reached `);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  const account = {
    seed,
    seconds,
    preparedSeconds,
    seeds,
    executions,
    stretched,
    kept: corpus.length - seeds,
    blocks: { start: started, end: coverage.size },
  };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(account)}\n`
      : `No promise was broken: ${executions} inputs and ${stretched} stretched ones in ${seconds} s from ${seeds} (seed ${seed}); ${account.kept} kept, blocks reached ${started} -> ${coverage.size}\n`,
  );
  return 0;
}

/** Which inputs of a round reached the new blocks is told by running them again, in halves: counting is what takes time. */
function findReaching(inputs: readonly Buffer[], fresh: Set<string>, coverage: Coverage): Buffer[] {
  if (fresh.size === 0) return [];
  for (const input of inputs) findFault(input);
  const reached = coverage.takeOf(fresh);
  if (reached.length === 0) return [];
  if (inputs.length === 1) {
    for (const block of reached) fresh.delete(block);
    return [...inputs];
  }
  const half = inputs.length >> 1;
  return [
    ...findReaching(inputs.slice(0, half), fresh, coverage),
    ...findReaching(inputs.slice(half), fresh, coverage),
  ];
}

function report(input: Buffer, fault: string, seed: number, executions: number): number {
  const folder = join(import.meta.dirname, '..', '..', '.fuzz');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${createHash('sha256').update(input).digest('hex').slice(0, 12)}.bin`);
  writeFileSync(path, input);
  process.stdout.write(
    `A promise was broken by input ${executions} of seed ${seed}: ${fault}\nThe input is ${path} (${input.length} bytes); try it again with npm run fuzz -- ${path}\n`,
  );
  return 1;
}

/** The promise that the bytes break, in words; undefined when all hold. */
function findFault(bytes: Buffer): string | undefined {
  try {
    const from = cpuTime();
    const outcomes = holdPromises(bytes);
    const took = cpuTime() - from;
    holdExplainPromises(bytes);
    holdBatchPromise(bytes, outcomes, chooseWay(bytes));
    const size = contentLength(bytes);
    const most = MOST_MS + size * MOST_MS_PER_BYTE;
    if (took <= most) return undefined;
    const again = leastTime(bytes);
    return again <= most ? undefined : `${size} bytes take ${Math.round(again)} ms`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** How many bytes there are to read: those of the content where it is compressed. */
function contentLength(bytes: Buffer): number {
  const content = inflate(bytes, DEFAULT_LIMITS);
  return Buffer.isBuffer(content) ? content.length : bytes.length;
}

/** Any number, but the same for the same bytes. */
function chooseWay(bytes: Buffer): number {
  return bytes.length * 31 + (bytes[bytes.length >> 1] ?? 0);
}
