import type { Carrier } from '../../../../normalizers/find-carriers.ts';
import type { Explainer, SiteKnowledge } from '../../../../normalizers/index.ts';
import type { SeverityLabel } from '../../../../normalizers/ecs/document.ts';
import type { CodeHit } from '../../../../normalizers/look-up-code.ts';
import { overrideSeverity, type Severity } from '../../../../normalizers/enrich/severity.ts';
import { loadConfig, type Environment } from '../../../runtime/config.ts';
import { createConfiguredExplainer } from '../../../runtime/configured-normalizer.ts';
import { loadSiteFile } from '../../../runtime/site-file.ts';

/** What holds at this site: its file, which events the normalizer skips, and how it reads records. */
export interface LocalKnowledge {
  readonly site: SiteKnowledge | undefined;
  /** `provider:id`. */
  readonly excludedIds: ReadonlySet<string>;
  /** Reads records as the normalizer here does. */
  readonly explain: Explainer;
  /** The longest record that it reads, in bytes. */
  readonly recordBytes: number;
}

/** A carrier of a code as it counts at this site. */
export interface LocalCarrier extends Carrier {
  /** True where the normalizer skips such events here. */
  readonly excluded?: boolean;
  /** What its severity would be without the site file, where that changes it. */
  readonly severityWithoutSite?: SeverityLabel;
}

/** A code that was found, with its events as they count at this site. */
export type LocalHit = Omit<CodeHit, 'events'> & { readonly events: readonly LocalCarrier[] };

/**
 * Reads the configuration as every other command does, so that what is wrong with it is said in the same way.
 * @returns the knowledge, and what may be a mistake in the site file
 * @throws ConfigurationError
 */
export function readLocalKnowledge(env: Environment): { local: LocalKnowledge; warnings: readonly string[] } {
  const config = loadConfig(env);
  const file = loadSiteFile(config.siteFile);
  const local = {
    site: file?.site,
    excludedIds: config.excludedIds,
    explain: createConfiguredExplainer(config, file?.site),
    recordBytes: config.limits.recordBytes,
  };
  return { local, warnings: file?.warnings ?? [] };
}

/** Who has the normalizer skip an event: none, one or both of the places where that can be said. */
export function listExcluders({ site, excludedIds }: LocalKnowledge, provider: string, id: number): string[] {
  return [
    ...(site?.findEvent(provider, id)?.exclude === true ? ['the site file'] : []),
    ...(excludedIds.has(`${provider}:${id}`) ? ['WINCANAL_EXCLUDE'] : []),
  ];
}

/** The severity of an event here: the site file has the last word. */
export function judgeHere({ site }: LocalKnowledge, provider: string, id: number, severity: Severity): Severity {
  return overrideSeverity(severity, site?.findEvent(provider, id)?.severity);
}

/** What is different here about an event, behind its title: ` (excluded here)`; empty where nothing is. */
export function describeHere(isExcluded: boolean, severityWithoutSite: SeverityLabel | undefined): string {
  const notes = [
    ...(isExcluded ? ['excluded here'] : []),
    ...(severityWithoutSite === undefined ? [] : [`${severityWithoutSite} without the site file`]),
  ];
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}

/** The same for scripts. */
export function hereToJson(isExcluded: boolean, severityWithoutSite: SeverityLabel | undefined): object {
  return {
    ...(severityWithoutSite !== undefined && { severity_without_site: severityWithoutSite }),
    ...(isExcluded && { excluded: true }),
  };
}

/** A code with its events as they count at this site; no host is known, so roles of hosts change nothing. */
export function applyLocalKnowledge(hit: CodeHit, local: LocalKnowledge): LocalHit {
  return {
    ...hit,
    events: hit.events.map((event) => {
      const { provider, id, severity, reasons } = event;
      const here = judgeHere(local, provider, id, { label: severity, reasons });
      const isExcluded = listExcluders(local, provider, id).length > 0;
      return {
        ...event,
        severity: here.label,
        reasons: here.reasons,
        ...(here.label !== severity && { severityWithoutSite: severity }),
        ...(isExcluded && { excluded: true }),
      };
    }),
  };
}
