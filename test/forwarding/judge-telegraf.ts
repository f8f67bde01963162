import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { type Judge } from './judge.ts';
import { run } from './run-tool.ts';

const INPUT = 'win_eventlog';
const BLOCK = /^\[\[inputs\.win_eventlog\]\]\n[\s\S]*?(?=^\[\[|(?![\s\S]))/m;

/** Takes the options of the input for Windows out, which on other systems knows none. */
export function removeInputOptions(text: string): string {
  return text.replace(BLOCK, '[[inputs.win_eventlog]]\n\n');
}

/**
 * Compares the options of the input with those in the sample that Telegraf prints, where most are commented out.
 * @returns a sentence for each that the sample does not have, or has with another type
 */
export function findUnknownOptions(text: string, sample: string): string[] {
  const known = readOptions(sample.replace(/^ *# (\w+ = .*)$/gm, '$1'));
  if (Object.keys(known).length === 0) return [`no sample of ${INPUT}: ${sample}`];
  return Object.entries(readOptions(text)).flatMap(([name, value]) => {
    if (!Object.hasOwn(known, name)) return [`${INPUT} has no option ${name}`];
    const [given, wanted] = [typeOf(value), typeOf(known[name])];
    return given === wanted ? [] : [`${INPUT}: ${name} is ${given}, not ${wanted}`];
  });
}

function readOptions(text: string): Readonly<Record<string, unknown>> {
  const { inputs } = parseToml(text) as { inputs?: { [INPUT]?: readonly Record<string, unknown>[] } };
  return inputs?.[INPUT]?.[0] ?? {};
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/** Judges all but the input by `telegraf config check`, and its options by the sample of the same binary. */
export const judgeTelegraf: Judge = ({ path, env }, args, file, text) => {
  const cwd = join(file, '..');
  writeFileSync(file, removeInputOptions(text));
  const said = run(path, [...args, file], { cwd, env });
  if (!said.ok) return said;
  const filters = ['--section-filter', 'inputs', '--input-filter', INPUT];
  const sample = run(path, ['config', 'create', ...filters], { cwd, env });
  const unknown = findUnknownOptions(text, sample.text);
  return { ok: unknown.length === 0, text: [said.text, ...unknown].join('\n') };
};
