import {
  createExplainer,
  createNormalizer,
  type Explainer,
  type Normalizer,
  type NormalizerOptions,
  type SiteKnowledge,
} from '../../normalizers/index.ts';
import type { Config } from './config.ts';

/**
 * Makes a normalizer as the environment configures it.
 * @param site what the site file says (loadSiteFile); undefined where none is configured
 * @param limits instead of those configured: for records that do not come from Kafka
 */
export function createConfiguredNormalizer(
  config: Pick<Config, 'namespace' | 'keepOriginal' | 'excludedIds' | 'limits' | 'assumedTimezone'>,
  site: SiteKnowledge | undefined,
  limits: NonNullable<NormalizerOptions['limits']> = {},
): Normalizer {
  const { namespace, keepOriginal, excludedIds, assumedTimezone } = config;
  const options: NormalizerOptions = {
    namespace,
    keepOriginal,
    excludedIds,
    site,
    limits: { ...config.limits, ...limits },
    assumedTimezone,
  };
  return createNormalizer(options);
}

/**
 * Makes an explainer that reads records as the normalizer that the environment configures.
 * @param site what the site file says (loadSiteFile); undefined where none is configured
 */
export function createConfiguredExplainer(
  { limits, assumedTimezone }: Pick<Config, 'limits' | 'assumedTimezone'>,
  site: SiteKnowledge | undefined,
): Explainer {
  return createExplainer({ site, limits, assumedTimezone });
}
