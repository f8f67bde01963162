import { parseArgs } from 'node:util';
import { createRandom } from '../../../services/simulate/index.ts';
import { compareReaders } from './compare.ts';
import { generateDocuments } from './generate-documents.ts';

const HELP = `Compares the three readers of event XML (pattern, scanner, parser) on generated documents: what the scanner accepts, the
parser accepts, both tell the same elements, attributes and texts at the same places, and the same events are decoded by
all three, by scanner and parser, and by the parser alone.

  npm run fuzz:xml -- [--documents 1000000] [--seed N] [--json]

The golden inputs that are XML come first; then, for two documents composed from a grammar near to event XML, an event near to how
Windows prints it, and one made by mutation of these or of a golden input.
Where any two of them differ, the document is printed as a JSON string, and the exit code is 1.
`;

/** Of a hundred documents, the scanner and the pattern have to accept so many: they do not agree by giving up. */
const LEAST = { scanner: 25, pattern: 10 } as const;
const GIVEN = /^[1-9]\d{0,9}$/;

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else process.exitCode = run(readCount('documents'), readCount('seed'));

function readCount(name: 'documents' | 'seed'): number {
  const given = options[name];
  if (!GIVEN.test(given)) {
    process.stderr.write(`--${name} is ${JSON.stringify(given)}, expected a whole number from 1 on\n`);
    process.exit(2);
  }
  return Number(given);
}

function run(most: number, seed: number): number {
  const started = performance.now();
  let documents = 0;
  let accepted = 0;
  let plain = 0;
  let shown = started;
  for (const text of generateDocuments(createRandom(seed))) {
    const compared = compareReaders(text);
    documents++;
    if (compared.accepted) accepted++;
    if (compared.plain) plain++;
    if (compared.difference !== undefined) {
      process.stdout.write(
        `Document ${documents} of seed ${seed} is read in two ways: ${compared.difference}\n${JSON.stringify(text)}\n`,
      );
      return 1;
    }
    if (documents >= most) break;
    if (process.stderr.isTTY && performance.now() - shown > 1000) {
      shown = performance.now();
      process.stderr.write(`\r${documents} documents, ${accepted} accepted by the scanner `);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  const percent = (count: number): number => Math.round((1000 * count) / documents) / 10;
  const shares = { scanner: percent(accepted), pattern: percent(plain) };
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ seed, documents, accepted, plain, shares, seconds })}\n`
      : `Scanner, pattern and parser agree on ${documents} documents (seed ${seed}, ${seconds} s); the scanner accepted ${accepted} of them (${shares.scanner} %), the pattern ${plain} (${shares.pattern} %)\n`,
  );
  if ((shares.scanner >= LEAST.scanner && shares.pattern >= LEAST.pattern) || documents < 10_000) return 0;
  process.stdout.write(`That is less than ${LEAST.scanner} or ${LEAST.pattern} %, and shows little of one of them\n`);
  return 1;
}
