import {
  CERTIFICATE_VERDICTS,
  VERDICT_LIMITS,
  type CertificateVerdict,
} from '../../normalizers/enrich/certificate-verdicts.ts';
import { describeUses, finish, lines, mark } from './describe-entry.ts';
import { table } from './markdown.ts';
import { finishPage, UP } from './page.ts';

/** The page of the verdicts on certificates. */
export function describeVerdicts(): string {
  const verdicts = Object.entries(CERTIFICATE_VERDICTS) as [CertificateVerdict, string][];
  return finishPage(
    'normalizers/enrich/certificate-verdicts.ts',
    '# Verdicts on certificates',
    UP,
    `${verdicts.length} verdicts. A certificate that an event carries is parsed into \`tls.client.x509\` or \`tls.server.x509\` (where it is not known whose side shows it, into neither) and judged by itself and by the time of the event; nothing is asked of any server. What was found is in \`wincanal.tls.certificate.verdicts\`. One that cannot be parsed is said in [\`tags\`](../tags.md) and judges nothing.`,
    table(
      ['Verdict', 'Meaning', 'Where it holds'],
      verdicts.map(([verdict, meaning]) => [
        mark(verdict),
        lines(finish(meaning), ...describeUses([`certificate.${verdict}`], 'yes')),
        finish(VERDICT_LIMITS[verdict]),
      ]),
    ),
  );
}
