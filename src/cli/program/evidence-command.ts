import type { Command } from 'commander';
import { addReadNamespaceOption, formatOption } from '../options.ts';
import { examples } from './help-text.ts';
import { addIdentityOptions } from './identity-options.ts';

/** Adds `plimsoll identity evidence`. */
export function evidence(identity: Command): void {
  const command = identity
    .command('evidence [target...]')
    .summary('the commands that save what clouds grant beside RBAC')
    .description(
      "Prints, for each cluster, the commands of its cloud's own tool whose saved answers --evidence reads: access entries, roles, federated credentials. They only read, and nothing here runs them.",
    );
  addIdentityOptions(command);
  addReadNamespaceOption(command);
  command
    .option('--save <dir>', 'the folder that the commands write to', 'evidence')
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll identity evidence --all-contexts > save.sh', 'for every cluster'],
        ['plimsoll identity evidence --evidence evidence', 'and what is there already'],
      )}
Exit: 0 answered, 2 usage or error, 3 incomplete: a cluster could not be read.
`,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runEvidence } = await import('../commands/identity.ts');
      process.exitCode = await runEvidence(targets, self.optsWithGlobals());
    });
}
