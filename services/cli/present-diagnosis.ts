import type { Area, Finding, Verdict } from '../doctor/main.ts';
import { count, hang, INDENT, textWidth } from './layout.ts';
import { printable, type Output } from './terminal.ts';

/** In the order of the report. */
const TITLES: Readonly<Record<Area, string>> = {
  configuration: 'Configuration',
  kafka: 'Kafka',
  topics: 'Topics',
  rights: 'Rights in Kafka',
  groups: 'Consumer groups',
  elasticsearch: 'Elasticsearch',
};

/** Width of the longest verdict. */
const WIDTH = 'warning'.length;

/** The findings as lines for a person: by area, what is wrong with what to do below it, and a sum. */
export function presentDiagnosis(findings: readonly Finding[], out: Output): string[] {
  const { bold, green, red, yellow } = out.colors;
  const paint: Readonly<Record<Verdict, (text: string) => string>> = { ok: green, warning: yellow, wrong: red };
  const width = textWidth(out.columns());
  const shown: Finding[] = [];
  const lines = (Object.entries(TITLES) as [Area, string][]).flatMap(([area, title]) => {
    const found = mergeAlike(findings.filter((finding) => finding.area === area));
    if (found.length === 0) return [];
    shown.push(...found);
    return [
      bold(title),
      ...found.flatMap(({ verdict, subject, detail, advice }) => {
        const lead = `${INDENT}${paint[verdict](verdict)}${' '.repeat(WIDTH - verdict.length + 2)}`;
        const sentence = `${bold(printable(subject))}: ${printable(detail)}`;
        const todo = advice === undefined ? [] : hang(`${' '.repeat(WIDTH + 4)}-> `, printable(advice), width);
        return [...hang(lead, sentence, width), ...todo];
      }),
      '',
    ];
  });
  const sum = (verdict: Verdict): number => shown.filter((finding) => finding.verdict === verdict).length;
  const wrong = sum('wrong');
  const warnings = sum('warning');
  // Documents can be refused while nothing is wrong yet: such a report is not to end with good news.
  const well = warnings === 0 ? green('All well') : yellow('Nothing is wrong, but read the warnings');
  const verdict = wrong === 0 ? well : red(count(wrong, 'thing does', 'things do') + ' not hold');
  return [...lines, `${verdict}: ${sum('ok')} ok, ${count(warnings, 'warning')}, ${wrong} wrong.`];
}

/** What is the same of several things is said once, where the first of them is. */
function mergeAlike(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ verdict, detail, advice }) => JSON.stringify([verdict, detail, advice]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ ...first, subject: [first, ...others].map(({ subject }) => subject).join(', ') }];
  });
}
