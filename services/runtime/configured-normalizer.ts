import {
  createExplainer,
  createNormalizer,
  providers,
  type Explainer,
  type Normalizer,
  type NormalizerOptions,
  type SiteKnowledge,
} from '../../normalizers/index.ts';
import { ConfigurationError, type Config } from './config.ts';

/**
 * Makes a normalizer as the environment configures it.
 * @param site what the site file says (loadSiteFile); undefined where none is configured
 * @param limits instead of those configured: for records that do not come from Kafka
 * @throws ConfigurationError where WINCANAL_EXCLUDE names a provider that is not in the registry, or
 * WINCANAL_ASSUMED_TIMEZONE no zone
 */
export function createConfiguredNormalizer(
  config: Pick<Config, 'namespace' | 'keepOriginal' | 'excludedIds' | 'limits' | 'assumedTimezone'>,
  site: SiteKnowledge | undefined,
  limits: NonNullable<NormalizerOptions['limits']> = {},
): Normalizer {
  const { namespace, keepOriginal, excludedIds, assumedTimezone } = config;
  checkExclusions(excludedIds);
  const options: NormalizerOptions = {
    namespace,
    keepOriginal,
    excludedIds,
    site,
    limits: { ...config.limits, ...limits },
    assumedTimezone,
  };
  return refuseUnknownZone(assumedTimezone, () => createNormalizer(options));
}

/**
 * Makes an explainer that reads records as the normalizer that the environment configures.
 * @param site what the site file says (loadSiteFile); undefined where none is configured
 * @throws ConfigurationError as for a normalizer
 */
export function createConfiguredExplainer(
  { excludedIds, limits, assumedTimezone }: Pick<Config, 'excludedIds' | 'limits' | 'assumedTimezone'>,
  site: SiteKnowledge | undefined,
): Explainer {
  checkExclusions(excludedIds);
  return refuseUnknownZone(assumedTimezone, () => createExplainer({ site, limits, assumedTimezone }));
}

function refuseUnknownZone<Made>(zone: string | undefined, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigurationError([
      `WINCANAL_ASSUMED_TIMEZONE is "${zone}": expected the IANA name of a zone, for example Europe/Berlin or UTC`,
    ]);
  }
}

/**
 * Checks what the table of settings cannot know: which providers there are. A mistyped one would silently exclude nothing.
 * @throws ConfigurationError
 */
function checkExclusions(excludedIds: ReadonlySet<string>): void {
  const keys = providers.map(({ key }) => key);
  const problems = [...excludedIds]
    .filter((pair) => !keys.includes(pair.split(':')[0] ?? ''))
    .map((pair) => `WINCANAL_EXCLUDE contains "${pair}": known providers are ${keys.join(', ')}`);
  if (problems.length > 0) throw new ConfigurationError(problems);
}
