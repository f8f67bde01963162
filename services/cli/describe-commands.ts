import type { Frame } from './command.ts';
import { COMMANDS } from './commands.ts';
import { WIDEST, type Output } from './terminal.ts';
import pc from 'picocolors';

const HEAD = `# Command line

\`bin/wincanal\` starts the command line under the Node that is installed with the dependencies (\`npm ci\`), whatever Node
the system has; inside the checkout \`npx wincanal\` and \`npm start\` (which is \`wincanal up\`) do the same for a person at a
terminal. Supervisors, containers and scripts name \`bin/wincanal\` itself: npx does not pass SIGTERM on ([run.md](run.md)).

Every command ends with exit code 0 when all is fine, 1 when the thing asked about is not fine, and 2 for wrong use or
configuration. Colour and progress are for terminals only, and \`NO_COLOR\` switches colour off. Where a script would want
it there is \`--json\`. A reader that goes away (\`| head\`) ends a command quietly.

Text is laid out for the width of the terminal (where the output is piped or goes to a file, of the one that shows standard error), at most ${WIDEST} columns;
without any terminal it is ${WIDEST} columns wide. Commands to paste and addresses are never broken.

This page is generated: \`npm run docs\` writes it from the help of the commands, and a test fails when it is stale.
`;

/** The text of docs/cli.md. */
export async function describeCommands(): Promise<string> {
  const list = COMMANDS.map(({ name, summary }) => `- [\`wincanal ${name}\`](#wincanal-${name}): ${summary}\n`).join(
    '',
  );
  const sections: string[] = [];
  for (const { name, load } of COMMANDS) {
    sections.push(`## wincanal ${name}\n\n\`\`\`text\n${readHelp(await load())}\`\`\`\n`);
  }
  return `${HEAD}\n${list}\n${sections.join('\n')}`;
}

function readHelp(defineCommand: Awaited<ReturnType<(typeof COMMANDS)[number]['load']>>): string {
  let text = '';
  const output: Output = {
    interactive: false,
    colors: pc.createColors(false),
    columns: () => WIDEST,
    rows: () => 24,
    write: (part) => {
      text += String(part);
      return Promise.resolve();
    },
  };
  const frame: Frame = {
    terminal: { out: output, err: output },
    finish: () => undefined,
    onReaderGone: () => undefined,
  };
  defineCommand(frame).outputHelp();
  return text;
}
