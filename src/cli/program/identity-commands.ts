import { type Command, Option } from 'commander';
import type { AuditFlags } from '../commands/identity.ts';
import {
  addCatalogueOptions,
  addNamespaceOption,
  addReadNamespaceOption,
  collect,
  formatOption,
} from '../options.ts';
import { evidence } from './evidence-command.ts';
import { examples } from './help-text.ts';
import { addIdentityOptions } from './identity-options.ts';
import { narrow } from './narrow-command.ts';

/** Adds `plimsoll identity` and its commands to the tree. */
export function identity(program: Command): void {
  const command = program
    .command('identity')
    .summary('who can do what, and through which binding')
    .description(
      'Answers from the roles and bindings of a cluster, exactly as its API server decides. What could not be read is said, never taken for a no.',
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity who-can get secrets -n checkout', 'in one namespace'],
        ['plimsoll identity can-i jane@shop.example get secrets', 'anywhere'],
      ),
    );
  const audit = command
    .command('audit [target...]')
    .summary('who holds power, what is not needed, and what to change first')
    .description(
      'One page: who may do everything or is one step from it, service accounts with rights that nothing declared needs, and the first changes to make. With -o csv the sheet of an access review.',
    );
  addIdentityOptions(audit);
  addReadNamespaceOption(audit);
  addCatalogueOptions(audit);
  audit
    .addOption(
      new Option(
        '-o, --output <format[=file]>',
        'text, json, csv (an access review), markdown, or html',
      ).default('text'),
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity audit', 'the current context'],
        ['plimsoll identity audit --all-contexts -o csv > review.csv', 'an access review of the fleet'],
        ['plimsoll identity audit -o html=identity.html', 'a page with the matrix and the paths'],
      ) + identityExits,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { parseAuditOutput, runIdentityAudit } = await import('../commands/identity.ts');
      const options: Omit<AuditFlags, 'output'> & { readonly output: string } = self.optsWithGlobals();
      const output = parseAuditOutput(options.output);
      process.exitCode = await runIdentityAudit(targets, { ...options, output });
    });
  const paths = command
    .command('paths [target...]')
    .summary('how somebody becomes more, step by step, and what cuts it')
    .description(
      'The cheapest path of every subject, workload and entry point to what would be the end: cluster-admin, nodes, Secrets. --from is a blast radius, --cut names the bindings whose removal ends most.',
    );
  addIdentityOptions(paths);
  addReadNamespaceOption(paths);
  paths
    .option('--from <who>', 'only from a subject, or KIND/NAMESPACE/NAME of a workload; every step is told')
    .option('--to <sink>', 'only to cluster-admin, all-nodes, all-secrets, …; every step is told')
    .option('--cut', 'the fewest bindings that end each path, and the choke points of all')
    .option('--all', 'also workloads that only run as somebody who is told')
    .addOption(formatOption(['table', 'json', 'csv', 'dot', 'markdown']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity paths --cut', 'all paths, and the choke points'],
        ['plimsoll identity paths --from sa:ci/runner', 'the blast radius of an account'],
        [
          'plimsoll identity paths --to all-secrets --cut -f prod.plimsoll',
          'who gets there, and what cuts it',
        ],
        ['plimsoll identity paths -o dot | dot -Tsvg > paths.svg', 'a picture'],
      ) + identityExits,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runIdentityPaths } = await import('../commands/identity.ts');
      process.exitCode = await runIdentityPaths(targets, self.optsWithGlobals());
    });
  const whoCan = command
    .command('who-can <verb> <resource> [name]')
    .summary('every subject that may do something')
    .description(
      'Every subject that may do something: where, through which binding, by which rule. Without -n anywhere.',
    );
  addIdentityOptions(whoCan);
  addNamespaceOption(whoCan, 'ask about this namespace');
  whoCan
    .option('--all', "also subjects of Kubernetes' own default bindings")
    .addOption(formatOption(['text', 'json', 'csv']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity who-can list secrets', 'the current context'],
        ['plimsoll identity who-can create pods/exec -n payments -f prod.plimsoll', 'in one namespace'],
        ['plimsoll identity who-can get /metrics -f k8s/ --complete', 'a path that is no resource'],
      ) + identityExits,
    )
    .action(async (verb: string, resource: string, name: string | undefined, _options, self: Command) => {
      const { runWhoCan } = await import('../commands/identity.ts');
      process.exitCode = await runWhoCan(verb, resource, name, self.optsWithGlobals());
    });
  const canI = command
    .command('can-i <subject> [verb] [resource] [name]')
    .summary('whether a subject may do something, or everything it may')
    .description(
      'Whether a subject may do something, and through what; with --list everything it may. A subject is user:NAME, group:NAME, sa:NAMESPACE/NAME, or a name that a binding has.',
    );
  addIdentityOptions(canI);
  addNamespaceOption(canI, 'ask about this namespace (with --list, repeatable)');
  canI
    .option('--list', 'everything the subject may do')
    .option('--all', "with --list: also what Kubernetes' own default bindings grant")
    .option('--group <name>', 'a group that an identity provider puts the subject in (repeatable)', collect)
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity can-i sa:ci/runner delete nodes', 'the current context'],
        [
          'plimsoll identity can-i jane@shop.example get secrets -n checkout --group shop:sre',
          'with a group',
        ],
        ['plimsoll identity can-i sa:ml/triage-agent --list -f demo/ --complete', 'the matrix'],
      ) +
        `
Exit: 0 yes, 1 no, 2 usage or error, 3 not known: something could not be read.
`,
    )
    .action(
      async (
        subject: string,
        verb: string | undefined,
        resource: string | undefined,
        name: string | undefined,
        _options,
        self: Command,
      ) => {
        const { runCanI } = await import('../commands/identity.ts');
        process.exitCode = await runCanI(subject, verb, resource, name, self.optsWithGlobals());
      },
    );
  narrow(command);
  evidence(command);
}

const identityExits = `
Exit: 0 answered, 2 usage or error, 3 incomplete: something could not be read,
so that somebody may be missing.
`;
