import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, link } from '../generate-events/markdown.ts';
import { COLLECTORS, describeCheck, FORWARDING, readConfig, readExtent, type CollectorPage } from './collectors.ts';
import { measureLoss, type Loss } from './measure-loss.ts';

/**
 * The pages of `docs/forwarding/` are written by hand, except for what stands between `<!-- NAME -->` and `<!-- end -->`:
 * `config: FILE` quotes a file of `config/`, `arrives` says what becomes of the records, `collectors` and `checks` are the
 * tables of the index.
 */
const REGION = /<!-- (config|arrives|collectors|checks)(?:: ([\w.-]+))? -->\n[\s\S]*?<!-- end -->/g;

/** Page by path below `docs/`, as in `docs/generate.ts`. */
export const FORWARDING_PAGES: Readonly<Record<string, () => string>> = Object.fromEntries([
  ['forwarding/README.md', () => fillPage('README.md', undefined)],
  ...COLLECTORS.map((collector) => [
    `forwarding/${collector.page}.md`,
    () => fillPage(`${collector.page}.md`, collector),
  ]),
]) as Record<string, () => string>;

function fillPage(file: string, collector: CollectorPage | undefined): string {
  return fillRegions(readFileSync(join(FORWARDING, file), 'utf8'), collector);
}

/**
 * Renews what is generated in a page.
 * @throws Error when a region names a file that the collector does not have, or a file of it is quoted nowhere
 */
export function fillRegions(page: string, collector: CollectorPage | undefined): string {
  const quoted: string[] = [];
  const filled = page.replace(REGION, (_, region: string, file: string | undefined) => {
    if (file !== undefined) quoted.push(file);
    const body = file === undefined ? describeRegion(region, collector) : quoteConfig(file);
    return `<!-- ${region}${file === undefined ? '' : `: ${file}`} -->\n\n${body}\n\n<!-- end -->`;
  });
  const wanted = collector?.configs ?? [];
  if (collector !== undefined && [...quoted].sort().join() !== [...wanted].sort().join()) {
    throw new Error(
      `docs/forwarding/${collector.page}.md quotes [${quoted.join(', ')}], collectors.json lists [${wanted.join(', ')}]`,
    );
  }
  return filled;
}

function describeRegion(region: string, collector: CollectorPage | undefined): string {
  if (region === 'collectors') return describeCollectors();
  if (region === 'checks') return describeChecks();
  return collector === undefined ? '' : describeArrival(collector);
}

/** What a code block of Markdown calls the language of a file. */
const BLOCKS: Readonly<Record<string, string>> = { yml: 'yaml', conf: '', ps1: 'powershell' };

function quoteConfig(file: string): string {
  const ending = file.slice(file.lastIndexOf('.') + 1);
  const config = readConfig(file).trimEnd();
  // Prettier would format the block, which then were no longer the file.
  return `${link(code(`config/${file}`), `config/${file}`)}, ${describeCheck(file)}:\n\n<!-- prettier-ignore -->\n\`\`\`${BLOCKS[ending] ?? ending}\n${config}\n\`\`\``;
}

function describeArrival({ records, zone }: CollectorPage): string {
  const found = records.map((record) => {
    const loss = measureLoss(record, zone);
    const name = link(code(`records/${record}`), `records/${record}`);
    if (loss === undefined) return `- ${name}: **is not read yet**; it becomes a dead letter.`;
    const wrappers =
      loss.wrappers.length === 0 ? '' : `, unwrapped from ${loss.wrappers.map((one) => code(one)).join(', ')}`;
    return `- ${name} is read as ${code(loss.format)}${wrappers}. ${describeLoss(loss)}`;
  });
  const variable = zone === undefined ? '' : `WINCANAL_ASSUMED_TIMEZONE=${zone} `;
  const commands = records.map((record) => `${variable}npx wincanal explain docs/forwarding/records/${record}`);
  return [
    'One event as it arrives on the topic, composed from the format (not recorded), and what its document lacks against the same event as rendered event XML:',
    found.join('\n'),
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

function describeLoss({ sameId, missing, changed, tags }: Loss): string {
  const parts = [
    sameId
      ? 'The same `event.id`.'
      : '**Another `event.id`**: an event that also comes by another path becomes two documents.',
    missing.length === 0 ? 'No field is missing.' : `Missing: ${missing.map((field) => code(field)).join(', ')}.`,
    changed.length === 0
      ? ''
      : `Different: ${changed.map(([field, value]) => `${code(field)} is ${code(value)}`).join(', ')}.`,
    tags.length === 0 ? '' : `Tags: ${tags.map((tag) => code(tag)).join(', ')}.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function describeCollectors(): string {
  const rows = COLLECTORS.map(({ page, name, place, records, zone }) => {
    const losses = records.map((record) => measureLoss(record, zone));
    return [
      link(name, `${page}.md`),
      place,
      losses.map((loss) => (loss === undefined ? 'not read yet' : loss.sameId ? 'yes' : '**no**')).join('; '),
      losses.map((loss) => (loss === undefined ? '' : summarise(loss))).join('; '),
    ].join(' | ');
  });
  return [
    '| Collector | Runs on | Same `event.id` | Lost, with the configuration of its page |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function describeChecks(): string {
  const rows = COLLECTORS.flatMap(({ page, name, configs }) =>
    configs.length === 0
      ? [[link(name, `${page}.md`), 'none', '', 'set in its console']]
      : configs.map((file) => {
          const { byCollector, how, reason } = readExtent(file);
          const verdict = byCollector ? how : `**not verified**: ${reason ?? ''}`;
          return [link(name, `${page}.md`), code(file), verdict, byCollector ? '' : how];
        }),
  );
  return [
    '| Collector | Configuration | By the collector itself | Otherwise |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

function summarise({ missing, changed }: Loss): string {
  const fields = [...missing, ...changed.map(([field]) => field)];
  return fields.length === 0 ? 'nothing' : fields.map((field) => code(field)).join(', ');
}
