import { describeAlerts } from './describe-alerts.ts';
import { describeErrorStates, describeRasErrors, describeStatusCodes } from './describe-codes.ts';
import { describeIndex } from './describe-index.ts';
import { describeProvider } from './describe-provider.ts';
import { describeCipherSuites, describeProtocols } from './describe-suites.ts';
import { describePlainTable } from './describe-table.ts';
import { describeVerdicts } from './describe-verdicts.ts';
import { CATALOGUES, CERTIFICATES_PAGE, pageOf, TABLES } from './knowledge.ts';

/** Tables of which there is more to say than their entries, by kind. */
const TABLE_PAGES: Readonly<Record<string, () => string>> = {
  alert: describeAlerts,
  state: describeErrorStates,
  status: describeStatusCodes,
  ras: describeRasErrors,
  protocol: describeProtocols,
  cipher: describeCipherSuites,
};

/**
 * The reference of events and codes: what makes each page, by file name below `docs/events/`. Everything on them comes from
 * the catalogues, the code tables and the golden cases.
 */
export const EVENT_PAGES: Readonly<Record<string, () => string>> = {
  'README.md': describeIndex,
  ...Object.fromEntries(CATALOGUES.map((catalogue) => [pageOf(catalogue), () => describeProvider(catalogue)])),
  ...Object.fromEntries(
    TABLES.map((table) => [table.page, TABLE_PAGES[table.kind] ?? (() => describePlainTable(table))]),
  ),
  [CERTIFICATES_PAGE]: describeVerdicts,
};
