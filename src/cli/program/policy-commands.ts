import type { Command } from 'commander';
import {
  addConnectionOptions,
  addFileOption,
  addRenderOptions,
  addSourceOptions,
  collect,
  formatOption,
} from '../options.ts';
import { examples } from './help-text.ts';

/** Adds `plimsoll policy` and its commands to the tree. */
export function policy(program: Command): void {
  const command = program
    .command('policy')
    .summary('list, show and test the controls')
    .description('The catalogue: one file per control, its rule and its cases.')
    .addHelpText(
      'after',
      examples(['plimsoll policy list', 'what is judged'], ['plimsoll policy show host-pid', 'one control']),
    );
  command
    .command('list')
    .description('Lists the controls.')
    .addOption(formatOption(['table', 'json', 'csv']))
    .option('--policies <dir>', 'add the controls of a folder', collect)
    .option('--framework <id>', 'only controls that a framework names: cis-eks, pod-security-baseline')
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy list --framework cis-eks', 'by framework'],
        ['plimsoll policy list -o csv', 'for a spreadsheet'],
      ),
    )
    .action(async (_options, self: Command) => {
      const { runPolicyList } = await import('../commands/policy.ts');
      process.exitCode = await runPolicyList(self.optsWithGlobals());
    });
  command
    .command('show <control>')
    .description(
      'Shows one control: its story, and with -o yaml the ValidatingAdmissionPolicy that the API server would enforce.',
    )
    .addOption(formatOption(['text', 'yaml', 'json']))
    .option('--policies <dir>', 'add the controls of a folder', collect)
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy show host-pid', 'its story'],
        ['plimsoll policy show host-pid -o yaml', 'its policy'],
      ),
    )
    .action(async (id: string, _options, self: Command) => {
      const { runPolicyShow } = await import('../commands/policy.ts');
      process.exitCode = await runPolicyShow(id, self.optsWithGlobals());
    });
  policyPreview(command);
  policyExport(command);
  command
    .command('test [dir]')
    .description(
      'Judges the cases beside the controls of a folder (default: the catalogue), and the objects of NAME.test.yaml beside\n' +
        'its ValidatingAdmissionPolicies, and says which verdicts differ from what is expected.',
    )
    .option('--verbose', 'also name the cases that hold')
    .option(
      '--kubernetes-version <version>',
      'version to judge admission policies for (default: the newest known)',
    )
    .addOption(formatOption(['text', 'junit']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy test', 'the catalogue'],
        ['plimsoll policy test policies/', 'controls of your own'],
      ),
    )
    .action(async (dir: string | undefined, _options, self: Command) => {
      const { runPolicyTest } = await import('../commands/policy-test.ts');
      process.exitCode = await runPolicyTest(dir, self.optsWithGlobals());
    });
}

function policyPreview(parent: Command): void {
  const command = parent
    .command('preview <dir> [target...]')
    .description(
      'Says what ValidatingAdmissionPolicies would deny, warn about and audit before anyone enforces them.\n' +
        'DIR holds policies, bindings and parameters as kubectl apply takes them; a target is what scan takes.',
    );
  addFileOption(command);
  command
    .option('--context <name>', 'kubeconfig context (repeatable)', collect)
    .option('--all-contexts', 'every context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig to read (default: KUBECONFIG, else ~/.kube/config)')
    .option('--as <user>', 'who sends the requests, for policies that ask request.userInfo')
    .option('--as-group <group>', 'a group of that user (repeatable)', collect)
    .option('-n, --namespace <name>', 'judge only this namespace (repeatable)', collect)
    .option('-l, --selector <selector>', 'judge only objects with these labels')
    .option('--kubernetes-version <version>', 'version to judge manifests for (default: the newest known)')
    .option('--cluster-name <name>', 'name of the cluster in the output')
    .option('--complete', 'the manifests are the whole cluster: parameters that are not there do not exist');
  addRenderOptions(command);
  addSourceOptions(command);
  command
    .addOption(formatOption(['table', 'json', 'junit']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy preview policies/', 'what of the current context they would deny'],
        ['plimsoll policy preview policies/ k8s/', 'on manifests, in CI'],
        ['plimsoll policy preview policies/ prod.plimsoll --as ann --as-group dev', 'for a person'],
      ) +
        '\nExit: 0 nothing denied, 1 something denied, 2 a policy is broken, 3 something\ncould not be read.\n',
    )
    .action(async (dir: string, targets: string[], _options, self: Command) => {
      const { runPolicyPreview } = await import('../commands/policy-preview.ts');
      process.exitCode = await runPolicyPreview(dir, targets, self.optsWithGlobals());
    });
}

function policyExport(parent: Command): void {
  const command = parent
    .command('export [target...]')
    .description(
      'Writes the controls as ValidatingAdmissionPolicies with bindings and parameters, for kubectl apply and GitOps.\n' +
        'The API server enforces them itself: no webhook. Without --enforce nothing is denied.',
    )
    .option('--enforce', 'deny what violates a control')
    .option('--warn', 'warn, and note in the audit log (the default)')
    .option('--audit', 'only note in the audit log')
    .option(
      '--namespaces <selector>',
      'judge only namespaces with these labels (repeatable: any of them)',
      collect,
    )
    .option('--include-system', 'judge the namespaces of Kubernetes and of platform providers too')
    .option('--control <id>', 'export only this control (repeatable)', collect)
    .option('--policies <dir>', 'add the controls of a folder (repeatable)', collect)
    .option(
      '--param-namespace <name>',
      'namespace for the ConfigMaps of parameters (default: plimsoll-policies)',
    )
    .option(
      '--kubernetes-version <version>',
      'version of the cluster, 1.30 or newer (default: the newest known)',
    )
    .option(
      '-o, --output <file>',
      'file to write, or a folder for one file per control (default: standard output)',
    )
    .option('--exceptions <file>', 'leave out of judgement what is lived with (repeatable)', collect)
    .option('--widen-exceptions', 'exceptions of single findings or containers let in the whole workload')
    .option('--diff', 'write nothing: say what a cluster or snapshot has in place of the export');
  addFileOption(command);
  addConnectionOptions(command);
  command
    .option('--cluster-name <name>', 'name of the cluster in the output')
    .option('--complete', 'the manifests are the whole cluster');
  addSourceOptions(command);
  command
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy export | kubectl apply -f -', 'warn about everything that violates a control'],
        ['plimsoll policy export --enforce --control privileged-container -o policies/', 'deny, for GitOps'],
        ['plimsoll policy export --diff', 'what the current context has in place of it'],
      ) + '\nExit with --diff: 0 as exported, 1 different, 3 something could not be read.\n',
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runPolicyExport } = await import('../commands/policy-export.ts');
      process.exitCode = await runPolicyExport(targets, self.optsWithGlobals());
    });
}
