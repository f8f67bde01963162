import type { Command } from 'commander';
import { createCommand, type Frame } from '../command.ts';
import { hang, textWidth } from '../layout.ts';

interface Options {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `wincanal setup`: topics and templates. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'setup',
      description:
        'Makes the topics in Kafka and the templates in Elasticsearch, and says what it changed. Running it again ' +
        'changes nothing. It never deletes a topic, and never changes the replication of one. Configured by environment ' +
        'variables (docs/configuration.md).',
      examples: [
        ['npx wincanal setup', 'before the first start, and after an update'],
        ['npx wincanal setup --check', 'in a pipeline: is everything as configured?'],
      ],
      exits: ['everything is as configured', '--check found a difference, or a server could not be reached'],
    },
    frame,
  )
    .option('--check', 'change nothing, only say what differs')
    .option('--json', 'the report as one JSON object')
    .action(async (options: Options) => {
      const { main } = await import('../../setup/main.ts');
      const { out } = frame.terminal;
      const layOut = (lead: string, text: string): string[] => hang(lead, text, textWidth(out.columns()));
      frame.finish(await main({ check: options.check === true, json: options.json === true, layOut }));
    });
}
