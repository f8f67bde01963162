import type { Command } from 'commander';
import { createCommand, type Frame } from '../command.ts';
import { presentDiagnosis } from '../present-diagnosis.ts';
import { printableJson } from '../terminal.ts';

interface Options {
  readonly json?: boolean;
}

/** `wincanal doctor`: does what the guarantees assume hold? */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'doctor',
      description:
        'Looks at everything that the guarantees of delivery assume (docs/delivery.md), and says what holds, what does ' +
        'not, and what to run: brokers and the addresses that they give, topics with their copies and settings, the rights of both ' +
        'workers, their groups with what they have to read and what was deleted or refused, Elasticsearch with privileges, ' +
        'templates and those of others that go before them, the site file. Changes nothing. Run it with the environment of the workers: it looks ' +
        'with their logins.',
      examples: [
        ['npx wincanal doctor', 'before the first start, after a change of the cluster, when something is odd'],
        [`npx wincanal doctor --json | jq '.findings[] | select(.verdict != "ok")'`, 'for a script'],
      ],
      exits: ['nothing is wrong; there may be warnings', 'something does not hold, or a server could not be reached'],
    },
    frame,
  )
    .option('--json', 'one JSON object: findings (area, subject, verdict ok|warning|wrong, detail, advice)')
    .action(async (options: Options) => {
      frame.finish(await diagnose(options, frame));
    });
}

async function diagnose(options: Options, { terminal }: Frame): Promise<0 | 1> {
  const { loadConfig } = await import('../../runtime/config.ts');
  const { createQuietLogger } = await import('../../runtime/telemetry.ts');
  const { examine } = await import('../../doctor/main.ts');
  const { checkTemplates, checkTopics } = await import('../../setup/main.ts');
  const { findRetentionFault } = await import('../../replay/main.ts');
  const config = loadConfig(process.env);
  const findings = await examine({
    config,
    logger: createQuietLogger(config, process.env, 'wincanal-doctor'),
    checkTopics: (admin) => checkTopics(admin, config),
    checkTemplates: (elasticsearch) => checkTemplates(elasticsearch, config),
    findRetentionFault,
  });
  const { out } = terminal;
  const text =
    options.json === true ? printableJson(JSON.stringify({ findings })) : presentDiagnosis(findings, out).join('\n');
  await out.write(`${text}\n`);
  return findings.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
}
