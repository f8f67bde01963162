import { countUses } from './cases.ts';
import { describeEvent } from './describe-event.ts';
import { describeRemediation } from './describe-remediation.ts';
import { fileOf, listEvents, type Catalogue } from './knowledge.ts';
import { address, anchor, code, join, link, table, text } from './markdown.ts';
import { finishPage, UP } from './page.ts';

/** The page of a provider: contents, every event, remediations that several events share, sources. */
export function describeProvider(catalogue: Catalogue): string {
  const { name, guid, aliases } = catalogue.provider;
  const events = listEvents(catalogue);
  const others = aliases.length === 0 ? '' : `, also reported as ${aliases.map(code).join(', ')}`;
  return finishPage(
    fileOf(catalogue),
    `# Events of ${text(name)}`,
    UP,
    `Provider ${code(name)} ${code(guid)}${others}. ${events.length} events. ${link('How to read this page', 'README.md#reading')}.`,
    table(
      ['Event', 'Title', 'Severity', 'Action'],
      events.map(({ id, event }) => [
        link(id, `#${id}`),
        text(event.title),
        text(event.severity),
        text(catalogue.remediations[event.remediation ?? '']?.action ?? ''),
      ]),
    ),
    ...events.map(({ id, event }) => describeEvent(catalogue, id, event)),
    describeShared(catalogue),
    describeSources(catalogue),
  );
}

function describeShared(catalogue: Catalogue): string {
  const shared = [...countUses(catalogue)].filter(([, ids]) => ids.length > 1);
  if (shared.length === 0) return '';
  const sections = shared.map(([key, ids]) => {
    const data = catalogue.remediations[key];
    if (data === undefined) return '';
    const back = ids.map((id) => link(id, `#${id}`)).join(', ');
    return join(`### ${text(key)}`, `For ${back}.`, describeRemediation(key, data, catalogue));
  });
  return join(anchor('shared'), '## What several events have in common to do', ...sections);
}

function describeSources({ sources }: Catalogue): string {
  const rows = Object.entries(sources).map(([key, url]) => [`${anchor(`source-${key}`)}${text(key)}`, address(url)]);
  return join(anchor('sources'), '## Sources', table(['Key', 'Address'], rows));
}
