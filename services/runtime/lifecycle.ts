import { ConfigurationError, loadConfig, type Config, type Environment } from './config.ts';
import { surviveHangup } from './hangup.ts';
import { messageOf } from './message-of.ts';
import { CannotStart, StoppedBeforeStart } from './start/wait-to-start.ts';
import { createLogger, createTelemetry, type Logger, type Telemetry } from './telemetry.ts';

/** What a process is given at its start. */
export interface ProcessContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Registers what SIGHUP does from now on; without it, or while stopping, SIGHUP does nothing. */
  readonly onReload: (reload: () => void) => void;
  /** Aborted when the process is told to stop: for a start that waits. */
  readonly stopping: AbortSignal;
}

/** A started process. */
export interface Running {
  /** Takes no new work, settles what is in flight, lets go of everything. */
  stop(): Promise<void>;
  /** Resolves (never rejects) with the reason when the process cannot go on. */
  readonly failed: Promise<Error>;
}

/** The parts of the world that a test replaces. */
export interface World {
  readonly env: Environment;
  onSignal(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
  print(text: string): void;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

const REAL_WORLD: World = {
  env: process.env,
  onSignal(listener) {
    surviveHangup();
    for (const signal of SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
  print: (text) => process.stderr.write(text),
};

/**
 * Runs a process from its configuration to its exit code: 0 stopped by SIGTERM or SIGINT, 1 failed, 2 wrong
 * configuration. A stop has the configured time; when that is over, or at a second signal, the process ends at once
 * with 1. SIGHUP never ends it.
 */
export async function runProcess(
  name: string,
  start: (context: ProcessContext) => Promise<Running>,
  world: World = REAL_WORLD,
): Promise<number> {
  let config: Config;
  try {
    config = loadConfig(world.env);
  } catch (error) {
    if (error instanceof ConfigurationError) return refuseConfiguration(name, error, world);
    throw error;
  }
  const logger = createLogger(config.logLevel, `wincanal-${name}`);
  const telemetry = createTelemetry(logger);
  const signals = watchSignals(world, config.stopTimeoutSeconds, logger);
  try {
    const running = await start({ config, logger, telemetry, onReload: signals.onReload, stopping: signals.stopping });
    const failure = await Promise.race([running.failed, signals.promise]);
    if (failure !== undefined) logger.fatal({ error: failure.message }, `${name} cannot go on`);
    // After a failure the stop has the same time as after a signal.
    signals.startGrace();
    await running.stop();
    if (failure !== undefined) return 1;
    logger.info('stopped');
    return 0;
  } catch (error) {
    if (error instanceof ConfigurationError) return refuseConfiguration(name, error, world);
    if (error instanceof StoppedBeforeStart) {
      logger.info('stopped before the start');
      return 0;
    }
    if (error instanceof CannotStart) logger.fatal({ problems: error.problems }, `${name} cannot start`);
    else logger.fatal({ error: messageOf(error) }, `${name} failed`);
    return 1;
  } finally {
    signals.close();
    telemetry.close();
  }
}

function refuseConfiguration(name: string, error: ConfigurationError, world: World): number {
  world.print(`${name}: ${error.message}\n`);
  return 2;
}

interface SignalWatch {
  /** Resolves at the first signal to stop. */
  readonly promise: Promise<undefined>;
  readonly onReload: (reload: () => void) => void;
  readonly stopping: AbortSignal;
  startGrace(): void;
  close(): void;
}

function watchSignals(world: World, graceSeconds: number, logger: Logger): SignalWatch {
  const asked = Promise.withResolvers<undefined>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let signals = 0;
  let reload = (): void => {
    logger.info('SIGHUP: this process has no file to read again');
  };
  const startGrace = (): void => {
    timer ??= setTimeout(() => {
      logger.error({ graceSeconds }, 'work in flight did not end in time (WINCANAL_STOP_TIMEOUT_SECONDS): ending now');
      world.exit(1);
    }, graceSeconds * 1000);
  };
  const hangUp = (): void => {
    if (timer !== undefined) {
      logger.info('SIGHUP while stopping: nothing is read again');
      return;
    }
    try {
      reload();
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'SIGHUP: reading again failed');
    }
  };
  const unsubscribe = world.onSignal((signal) => {
    if (signal === 'SIGHUP') {
      hangUp();
      return;
    }
    signals++;
    if (signals > 1) {
      logger.error({ signal }, 'second signal: ending now');
      world.exit(1);
      return;
    }
    logger.info({ signal, graceSeconds }, 'stopping');
    startGrace();
    asked.resolve(undefined);
    stopping.abort();
  });
  return {
    promise: asked.promise,
    stopping: stopping.signal,
    onReload(handler) {
      reload = handler;
    },
    startGrace,
    close() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
