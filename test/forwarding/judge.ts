import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { type Checker } from './checkers.ts';
import { run, type Said, type Tool } from './run-tool.ts';

/** Judges a configuration that is in a file of a folder of its own. `args` are those of the checker. */
export type Judge = (tool: Tool, args: readonly string[], file: string, text: string) => Said;

const judgeByCommand: Judge = ({ path, args: first, env }, args, file) =>
  run(path, [...first, ...args, file], { cwd: join(file, '..'), env });

/** Has a checker judge the text of a configuration. */
export function judge(checker: Checker, tool: Tool, file: string, config: string): Said {
  const folder = mkdtempSync(join(tmpdir(), 'wincanal-forwarding-'));
  try {
    if (checker.folders !== undefined) makeCertificates(folder);
    let text = checker.prepare === undefined ? config : checker.prepare(config);
    for (const place of checker.folders ?? []) {
      text = text.replaceAll(place, place.endsWith('\\') ? folder + sep : folder);
    }
    const copy = join(folder, file);
    writeFileSync(copy, text);
    return (checker.judge ?? judgeByCommand)(tool, checker.args, copy, text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeCertificates(folder: string): void {
  const [key, certificate] = [join(folder, 'relay.key'), join(folder, 'relay.crt')];
  const files = ['-keyout', key, '-out', certificate];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=relay'];
  const made = run('openssl', ['req', ...kind, ...files]);
  if (!made.ok) throw new Error(`openssl could not make a certificate: ${made.text}`);
  for (const name of ['relay-ca.pem', 'kafka-ca.pem']) {
    const copied = run('cp', [certificate, join(folder, name)]);
    if (!copied.ok) throw new Error(copied.text);
  }
}
