import { describeAlerts } from './describe-alerts.ts';
import { describeErrorStates, describeRasErrors, describeStatusCodes } from './describe-codes.ts';
import { describeIndex } from './describe-index.ts';
import { describeProvider } from './describe-provider.ts';
import { describeCipherSuites, describeProtocols } from './describe-suites.ts';
import { describeVerdicts } from './describe-verdicts.ts';
import { CATALOGUES, CERTIFICATES_PAGE, pageOf, TABLES } from './knowledge.ts';

/**
 * The reference of events and codes: what makes each page, by file name below `docs/events/`. Everything on them comes from
 * the catalogues, the code tables and the golden cases.
 */
export const EVENT_PAGES: Readonly<Record<string, () => string>> = {
  'README.md': describeIndex,
  ...Object.fromEntries(CATALOGUES.map((catalogue) => [pageOf(catalogue), () => describeProvider(catalogue)])),
  [TABLES.alerts.page]: describeAlerts,
  [TABLES.errorStates.page]: describeErrorStates,
  [TABLES.statusCodes.page]: describeStatusCodes,
  [TABLES.rasErrors.page]: describeRasErrors,
  [TABLES.protocols.page]: describeProtocols,
  [TABLES.cipherSuites.page]: describeCipherSuites,
  [CERTIFICATES_PAGE]: describeVerdicts,
};
