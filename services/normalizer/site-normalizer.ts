import type { Normalizer } from '../../normalizers/index.ts';
import { compareSites, countSite } from '../runtime/compare-sites.ts';
import type { Config } from '../runtime/config.ts';
import { createConfiguredNormalizer } from '../runtime/configured-normalizer.ts';
import { messageOf } from '../runtime/message-of.ts';
import { loadSiteFile, type SiteFile } from '../runtime/site-file.ts';
import type { Logger, Telemetry } from '../runtime/telemetry.ts';

/** A normalizer whose site file can be read again. */
export interface SiteNormalizer {
  /** The normalizer with the last good version of the file. Who asks once a batch has one version for the batch. */
  readonly current: () => Normalizer;
  /** Reads the file again; a file with problems changes nothing, and the log names them. Never throws. */
  readonly reload: () => void;
}

/**
 * Makes a normalizer as the environment configures it, with its site file.
 * @throws ConfigurationError where the file has problems: at the start there is no older version to keep
 */
export function createSiteNormalizer(config: Config, logger: Logger, telemetry: Telemetry): SiteNormalizer {
  let file = loadSiteFile(config.siteFile);
  let normalizer = createConfiguredNormalizer(config, file?.site);
  if (file !== undefined) {
    logger.info({ file: file.path, ...countSite(file.data) }, 'site file read');
    warn(file);
  }

  function warn({ warnings }: SiteFile): void {
    for (const warning of warnings) logger.warn({ warning }, 'site file: this may be a mistake');
  }

  function reload(): void {
    if (file === undefined) {
      logger.info('no site file is configured (WINCANAL_SITE_FILE): nothing to read again');
      return;
    }
    try {
      const next = loadSiteFile(file.path);
      const changes = compareSites(file.data, next.data);
      normalizer = createConfiguredNormalizer(config, next.site);
      file = next;
      telemetry.count('wincanal_site_reloads_total', 1, { result: 'ok' });
      const words = changes === undefined ? 'site file read again: nothing changed in it' : 'site file read again';
      logger.info({ file: file.path, ...countSite(file.data), ...changes }, words);
      warn(file);
    } catch (error) {
      telemetry.count('wincanal_site_reloads_total', 1, { result: 'failed' });
      logger.error({ error: messageOf(error) }, 'the site file has problems: its last good version stays in use');
    }
  }

  return { current: () => normalizer, reload };
}
