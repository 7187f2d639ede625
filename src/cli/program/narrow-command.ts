import type { Command } from 'commander';
import { addReadNamespaceOption, formatOption } from '../options.ts';
import { examples } from './help-text.ts';
import { addIdentityOptions } from './identity-options.ts';

/** Adds `plimsoll identity narrow`. */
export function narrow(identity: Command): void {
  const command = identity
    .command('narrow <subject>')
    .summary('the narrowest roles that cover what a subject needs')
    .description(
      'Roles and bindings that allow what a subject needs and hold today, and nothing else: YAML to apply, and in its comments the commands to run then and to undo all. Without --need only what changes nobody: rules said twice, bindings that add nothing.',
    );
  addIdentityOptions(command);
  addReadNamespaceOption(command);
  command
    .option('--need <file>', 'rows of verb, resource, scope, provenance: CSV or YAML')
    .addOption(formatOption(['yaml', 'json']))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll identity narrow sa:ci/runner --need need.csv > runner.yaml', 'the roles it needs'],
        ['plimsoll identity narrow sa:ci/runner -f prod.plimsoll', 'the same rights in fewer rules'],
      )}
Exit: 0 answered, 2 usage or error, 3 incomplete: something could not be read.
`,
    )
    .action(async (subject: string, _options, self: Command) => {
      const { runNarrow } = await import('../commands/identity.ts');
      process.exitCode = await runNarrow(subject, self.optsWithGlobals());
    });
}
