import { readFile } from 'node:fs/promises';

/** Peak of the resident memory of a process so far, in MiB. Linux only. */
export async function readPeakMemory(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
