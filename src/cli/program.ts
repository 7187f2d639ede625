import { Command } from 'commander';
import { CliError, formatError } from './errors.ts';
import { contexts, doctor, podSecurity, snapshot } from './program/cluster-commands.ts';
import { exceptions } from './program/exceptions-commands.ts';
import { examples } from './program/help-text.ts';
import { completion, config } from './program/house-commands.ts';
import { identity } from './program/identity-commands.ts';
import { diff, explain, fix, scan } from './program/judging-commands.ts';
import { network } from './program/network-commands.ts';
import { policy } from './program/policy-commands.ts';
import { shownText } from './shown-text.ts';
import { toolVersion } from './version.ts';

/**
 * The command tree. It is only names, options and examples, so that `--help` and completion start fast; every action
 * imports its command when it runs.
 */
export function createProgram(): Command {
  const program = new Command('plimsoll')
    .description(
      'Sees what Kubernetes clusters permit, says what it could not see, and shows the smallest cure.',
    )
    .version(toolVersion(), '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .option('--no-color', 'no colour (also NO_COLOR)')
    .option('-q, --quiet', 'no progress and no banner on standard error')
    .configureOutput({
      outputError: (text, write) => write(shownText(`${formatError(usageError(text))}\n`, false)),
    })
    .addHelpText(
      'after',
      examples(
        ['plimsoll scan', 'the current context'],
        ['plimsoll scan k8s/', 'a folder of manifests'],
        ['plimsoll doctor', 'what can be read, and the role that cures the rest'],
      ),
    )
    .exitOverride();

  scan(program);
  explain(program);
  diff(program);
  fix(program);
  snapshot(program);
  doctor(program);
  contexts(program);
  podSecurity(program);
  identity(program);
  network(program);
  policy(program);
  exceptions(program);
  config(program);
  completion(program);
  return program;
}

/** What the option parser says, in the form of every other error: `error: unknown option '--outptu'\\n(Did you mean --output?)`. */
function usageError(text: string): CliError {
  const [first = '', ...rest] = text.trim().split('\n');
  const hints = [
    ...rest.map((line) => line.replace(/^\((.*)\)$/, '$1')),
    'plimsoll <command> --help lists the options.',
  ];
  return new CliError('usage', first.replace(/^error: /, ''), hints.join('\n'));
}
