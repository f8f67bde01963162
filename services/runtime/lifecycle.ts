import { ConfigurationError, loadConfig, type Config, type Environment } from './config.ts';
import { messageOf } from './message-of.ts';
import { createLogger, createTelemetry, type Logger, type Telemetry } from './telemetry.ts';

/** What a process is given at its start. */
export interface ProcessContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
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

const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

const REAL_WORLD: World = {
  env: process.env,
  onSignal(listener) {
    for (const signal of STOP_SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of STOP_SIGNALS) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
  print: (text) => process.stderr.write(text),
};

/**
 * Runs a process from its configuration to its exit code: 0 stopped by SIGTERM or SIGINT, 1 failed, 2 wrong
 * configuration. A stop has the configured time; when that is over, or at a second signal, the process ends at once
 * with 1.
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
  const stopAsked = watchSignals(world, config.stopTimeoutSeconds, logger);
  try {
    const running = await start({ config, logger, telemetry });
    const failure = await Promise.race([running.failed, stopAsked.promise]);
    if (failure !== undefined) logger.fatal({ error: failure.message }, `${name} cannot go on`);
    // After a failure the stop has the same time as after a signal.
    stopAsked.startGrace();
    await running.stop();
    if (failure !== undefined) return 1;
    logger.info('stopped');
    return 0;
  } catch (error) {
    if (error instanceof ConfigurationError) return refuseConfiguration(name, error, world);
    logger.fatal({ error: messageOf(error) }, `${name} failed`);
    return 1;
  } finally {
    stopAsked.close();
    telemetry.close();
  }
}

function refuseConfiguration(name: string, error: ConfigurationError, world: World): number {
  world.print(`${name}: ${error.message}\n`);
  return 2;
}

interface StopRequest {
  /** Resolves at the first signal. */
  readonly promise: Promise<undefined>;
  startGrace(): void;
  close(): void;
}

function watchSignals(world: World, graceSeconds: number, logger: Logger): StopRequest {
  const asked = Promise.withResolvers<undefined>();
  let timer: NodeJS.Timeout | undefined;
  let signals = 0;
  const startGrace = (): void => {
    timer ??= setTimeout(() => {
      logger.error({ graceSeconds }, 'work in flight did not end in time (WINCANAL_STOP_TIMEOUT_SECONDS): ending now');
      world.exit(1);
    }, graceSeconds * 1000);
  };
  const unsubscribe = world.onSignal((signal) => {
    signals++;
    if (signals > 1) {
      logger.error({ signal }, 'second signal: ending now');
      world.exit(1);
      return;
    }
    logger.info({ signal, graceSeconds }, 'stopping');
    startGrace();
    asked.resolve(undefined);
  });
  return {
    promise: asked.promise,
    startGrace,
    close() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
