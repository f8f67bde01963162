import { describeAllowed, SETTING_LIST, type Setting } from './settings.ts';

const HEAD = `# Configuration

wincanal is configured by environment variables only. They are checked once at start: a wrong configuration ends the
process with exit code 2 and one message that lists every problem. A variable that starts with \`WINCANAL_\` and is not
in this list is a problem too, so that a typing error cannot silently leave a default in place. An empty value counts as
not set. A secret may be given in a file instead: \`<NAME>_FILE\` is the path (one line break at the end is dropped).
The local stack also follows variables that are not wincanal's own, such as \`JAVA_HOME\`: see [stack.md](stack.md).

This page is generated: \`npm run docs\` writes it from \`services/runtime/settings.ts\`, and a test fails when it is
stale.
`;

/** The text of docs/configuration.md. */
export function describeSettings(): string {
  const sections = [...new Set(SETTING_LIST.map((setting) => setting.section))];
  const parts = sections.map((section) => {
    const rows = SETTING_LIST.filter((setting) => setting.section === section).map(describeRow);
    return `## ${section}\n\n${alignTable(['Variable', 'Default', 'Allowed', 'Meaning'], rows)}`;
  });
  return `${HEAD}\n${parts.join('\n')}`;
}

function describeRow(setting: Setting & { readonly name: string }): readonly string[] {
  const fallback = setting.derivedDefault ?? setting.schema.default;
  const shown = fallback === undefined || fallback === '' ? 'not set' : `\`${String(fallback)}\``;
  const name = setting.secret ? `\`${setting.name}\` or \`${setting.name}_FILE\`` : `\`${setting.name}\``;
  return [name, shown, describeAllowed(setting), setting.description];
}

/** Markdown table with columns of even width, as the formatter of this project wants it. */
function alignTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}
