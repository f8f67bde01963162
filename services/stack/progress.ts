/** The two servers of the stack. */
export type StackComponent = 'kafka' | 'elasticsearch';

/** What the stack is doing, one event a step, so that a terminal can draw a bar and a log can print lines. */
export type StackProgress =
  /** The cache holds no verified copy yet, so Maven is asked for one. */
  | { readonly step: 'resolving'; readonly component: StackComponent; readonly artefact: string }
  /** `done` and `total` are bytes, taken from the lock file; the step repeats while `done` grows. */
  | { readonly step: 'downloading'; readonly component: StackComponent; readonly done: number; readonly total: number }
  | { readonly step: 'verifying'; readonly component: StackComponent; readonly files: number }
  | { readonly step: 'unpacking'; readonly component: StackComponent }
  | { readonly step: 'starting'; readonly component: StackComponent; readonly java: string }
  | {
      readonly step: 'ready';
      readonly component: StackComponent;
      readonly address: string;
      readonly pid: number;
      readonly milliseconds: number;
    }
  | { readonly step: 'stopping'; readonly component: StackComponent };

const TITLES: Readonly<Record<StackComponent, string>> = { kafka: 'Kafka', elasticsearch: 'Elasticsearch' };

/** The name of a server as people write it. */
export function titleOf(component: StackComponent): string {
  return TITLES[component];
}

/** One plain line for a step, without colour and without a line end. */
export function describeProgress(progress: StackProgress): string {
  const title = titleOf(progress.component);
  switch (progress.step) {
    case 'resolving':
      return `${title}: asking Maven for ${progress.artefact}`;
    case 'downloading':
      return `${title}: downloaded ${megabytes(progress.done)} of ${megabytes(progress.total)} MB`;
    case 'verifying':
      return `${title}: verifying ${progress.files} ${progress.files === 1 ? 'file' : 'files'}`;
    case 'unpacking':
      return `${title}: unpacking`;
    case 'starting':
      return `${title}: starting on Java ${progress.java}`;
    case 'ready':
      return `${title}: ready at ${progress.address} after ${(progress.milliseconds / 1000).toFixed(1)} s (process ${progress.pid})`;
    case 'stopping':
      return `${title}: stopping`;
  }
}

/** How many whole tenths of a download have arrived; progress that stays in the same one is hardly news. */
export function downloadedTenth({ done, total }: Extract<StackProgress, { step: 'downloading' }>): number {
  return Math.floor((done / total) * 10);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
