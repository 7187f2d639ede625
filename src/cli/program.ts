import { Argument, Command, Option } from 'commander';
import { CliError, formatError } from './errors.ts';
import {
  addConnectionOptions,
  addCredentialOptions,
  addFileOption,
  addOutputOptions,
  addReadOptions,
  addTargetOptions,
  collect,
  failOn,
} from './options.ts';
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
    .configureOutput({ outputError: (text, write) => write(`${formatError(usageError(text))}\n`) })
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
  policy(program);
  config(program);
  completion(program);
  return program;
}

function scan(program: Command): void {
  const command = program
    .command('scan [target...]')
    .summary('judge clusters, manifests or snapshots')
    .description(
      'Judges clusters, manifests or snapshots and says what could not be seen.\n' +
        'Without a target it reads the current context, as kubectl does. A target is a file, a folder, a glob, a snapshot,\n' +
        '- for standard input, or an object to show alone: deploy/api, payments/deploy/api, sa/ci.',
    );
  addTargetOptions(command);
  addReadOptions(command);
  addOutputOptions(command);
  command
    .addOption(onto())
    .addHelpText(
      'after',
      examples(
        ['plimsoll scan', 'the current context'],
        ['plimsoll scan k8s/ -o table -o sarif=plimsoll.sarif', 'manifests in CI'],
        ['kubectl get -A -o json deploy,sts | plimsoll scan -', 'whatever kubectl prints'],
        ['plimsoll scan --all-contexts --by cluster', 'the fleet in one report'],
        ['plimsoll scan chart/ --onto prod.plimsoll', 'what a pull request changes in the world it lands in'],
        ['plimsoll scan payments/deploy/api', 'one workload'],
      ) + exitCodes,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runScan } = await import('./commands/scan.ts');
      process.exitCode = await runScan(targets, self.optsWithGlobals());
    });
}

function explain(program: Command): void {
  const command = program
    .command('explain <finding-or-control> [target...]')
    .summary('tell the story of one finding, or of a control')
    .description(
      'Explains a finding by its id (from a report: --report FILE, or judged anew on a target), or a control by its name.',
    );
  addTargetOptions(command);
  addReadOptions(command);
  command
    .option('--report <file>', 'a JSON report that has the finding')
    .addOption(onto())
    .addOption(
      new Option('-o, --output <format>', 'text, markdown (a ticket) or json')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll explain privileged-container', 'what a control looks for, and why'],
        [
          'plimsoll explain 3f9c21 k8s/',
          'a finding of these manifests; the first characters of its id are enough',
        ],
        ['plimsoll explain 3f9c21 --report report.json -o markdown', 'a ticket to paste'],
      ),
    )
    .action(async (id: string, targets: string[], _options, self: Command) => {
      const { runExplain } = await import('./commands/explain.ts');
      process.exitCode = await runExplain(id, targets, self.optsWithGlobals());
    });
}

function diff(program: Command): void {
  const command = program
    .command('diff <before> <after>')
    .summary('what changed between two snapshots, reports or folders')
    .description(
      'Compares the verdicts of two targets: findings that are new, cured, or can no longer be judged. A target is a folder,\n' +
        'a snapshot, a JSON report, or a cluster: context:NAME. Exits 1 when there are new failures at --fail-on or above.',
    );
  addCredentialOptions(command);
  addReadOptions(command);
  command
    .addOption(
      new Option('-o, --output <format>', 'text, markdown or json')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .addOption(failOn())
    .addHelpText(
      'after',
      examples(
        ['plimsoll diff monday.plimsoll tuesday.plimsoll', 'drift since yesterday'],
        ['plimsoll diff main/ branch/', 'what a branch changes'],
        ['plimsoll diff prod.plimsoll context:prod', 'what changed since the snapshot'],
      ),
    )
    .action(async (before: string, after: string, _options, self: Command) => {
      const { runDiff } = await import('./commands/diff.ts');
      process.exitCode = await runDiff(before, after, self.optsWithGlobals());
    });
}

function fix(program: Command): void {
  const command = program
    .command('fix [path...]')
    .summary('patch manifests: a diff of what can be cured without asking')
    .description(
      'Judges manifests as scan does and prints one unified diff that cures what can be cured mechanically; --write ' +
        'makes the changes. Comments, anchors and every other byte stay. What is rendered from a chart or kustomization, ' +
        'or owned by an operator, is not touched: it is said where to change it instead.',
    );
  addTargetOptions(command);
  addReadOptions(command);
  command
    .option('-w, --write', 'change the files; with - print the fixed text')
    .option('--all', 'also patches that may break something, each with what it may break')
    .addOption(
      new Option('--severity <severity>', 'fix only findings at least this grave').choices([
        'critical',
        'high',
        'medium',
        'low',
      ]),
    )
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll fix k8s/', 'see the changes'],
        ['plimsoll fix k8s/ | git apply', 'make them, or use --write'],
        ['plimsoll fix k8s/ --write --control privilege-escalation-allowed', 'one control'],
        ['plimsoll fix - --write < in.yaml > out.yaml', 'as a filter'],
      )}
Exit: 0 nothing to fix or written, 1 a diff was printed, 2 usage or error,
3 incomplete: something could not be read.
`,
    )
    .action(async (paths: string[], _options, self: Command) => {
      const { runFix } = await import('./commands/fix.ts');
      process.exitCode = await runFix(paths, self.optsWithGlobals());
    });
}

function snapshot(program: Command): void {
  const command = program
    .command('snapshot [target...]')
    .summary('save what can be read, for judging elsewhere')
    .description(
      'Writes one compressed file per cluster with its objects, coverage, server version and time. Values of secrets are not in it.',
    );
  addFileOption(command);
  addConnectionOptions(command);
  command.option(
    '-n, --namespace <name>',
    'read this namespace alone where the whole cluster may not be listed (repeatable)',
    collect,
  );
  addReadOptions(command);
  command
    .requiredOption('-o, --output <file>', 'the file to write; with several clusters a folder')
    .addHelpText(
      'after',
      examples(
        ['plimsoll snapshot -o prod.plimsoll', 'the current context'],
        ['plimsoll scan prod.plimsoll', 'judge it anywhere'],
      ),
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runSnapshot } = await import('./commands/snapshot.ts');
      process.exitCode = await runSnapshot(targets, self.optsWithGlobals());
    });
}

function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('what can be read, what that hides, and its cure')
    .description(
      'Asks the cluster what this user may read, says what the gaps hide, and prints the ClusterRole that would cure them, without and with Secrets.',
    );
  addConnectionOptions(command);
  command
    .option('--check', 'exit 3 when something needed cannot be read')
    .addOption(
      new Option('-o, --output <format>', 'text, yaml (the role alone) or json')
        .choices(['text', 'yaml', 'json'])
        .default('text'),
    )
    .option('--with-secrets', 'print the role that may also read Secrets')
    .addHelpText(
      'after',
      examples(
        ['plimsoll doctor', 'the current context'],
        ['plimsoll doctor -o yaml | kubectl apply -f -', 'grant what is missing'],
      ),
    )
    .action(async (_options, self: Command) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      process.exitCode = await runDoctor(self.optsWithGlobals());
    });
}

function contexts(program: Command): void {
  program
    .command('contexts')
    .summary('the clusters that the kubeconfig names')
    .description(
      'Lists the contexts of the kubeconfig with the line that scans each. No cluster is contacted.',
    )
    .option('--kubeconfig <file>', 'kubeconfig to read (default: KUBECONFIG, else ~/.kube/config)')
    .addOption(new Option('--hint <command>', 'how the line begins').default('plimsoll scan').hideHelp())
    .addHelpText(
      'after',
      examples(
        ['plimsoll contexts', 'of KUBECONFIG, else ~/.kube/config'],
        ['plimsoll contexts --kubeconfig prod.yaml', 'of one file'],
      ),
    )
    .action(async (_options, self: Command) => {
      const { runContexts } = await import('./commands/contexts.ts');
      process.exitCode = await runContexts(self.optsWithGlobals());
    });
}

function podSecurity(program: Command): void {
  program
    .command('pod-security [target...]')
    .summary('which Pod Security level each namespace meets, and what the next would refuse')
    .description(
      'Says for each namespace what it enforces, the strictest level that everything in it meets, what would break at the\n' +
        'next one and how to cure it, and the kubectl command that sets the labels. Targets are those of scan.',
    )
    .option('--level <level>', 'look at this level: baseline or restricted; exits 1 where it is not met')
    .option(
      '--policy-version <version>',
      "version of the standards, such as v1.35 (default: the cluster's); --version for short",
    )
    .option('-n, --namespace <name>', 'only this namespace (repeatable), with every workload', collect)
    .addOption(
      new Option('-o, --output <format>', 'table or json').choices(['table', 'json']).default('table'),
    )
    .option('-f, --filename <path>', 'a file, folder or glob to read (repeatable)', collect)
    .option('--context <name>', 'kubeconfig context (repeatable)', collect)
    .option('--all-contexts', 'every context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig to read (default: KUBECONFIG, else ~/.kube/config)')
    .option('--as <user>', 'impersonate a user for the reading')
    .option('--as-group <group>', 'impersonate a group (repeatable)', collect)
    .option('--kubernetes-version <version>', 'version of the cluster that manifests are for')
    .option('--cluster-name <name>', 'name of the cluster')
    .option('--complete', 'the manifests are the whole cluster: what is not there does not exist')
    .option('--values <file>', 'Helm values for charts (repeatable)', collect)
    .option('--set <key=value>', 'Helm value for charts (repeatable)', collect)
    .option('--allow-remote', 'let kustomize and helm fetch what a folder names')
    .option('--no-secrets', 'do not read Secrets')
    .option('--timeout <seconds>', 'give up on a request after this long', '30')
    .option('--config <file>', 'configuration (default: plimsoll.yaml, when there is one)')
    .addHelpText(
      'after',
      examples(
        ['plimsoll pod-security', 'the current context'],
        ['plimsoll pod-security -n shop', 'one namespace, with everything that would break'],
        ['plimsoll pod-security k8s/ --complete --level restricted', 'a gate in CI'],
        [
          'plimsoll pod-security prod.plimsoll --version v1.37',
          'a snapshot, by the rules of another version',
        ],
      ) + exitCodes,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runPodSecurity } = await import('./commands/pod-security.ts');
      process.exitCode = await runPodSecurity(targets, self.optsWithGlobals());
    });
  // The program's own --version would be read first, wherever it stands.
  const parse = program.parseOptions.bind(program);
  program.parseOptions = (words) => {
    const from = words.indexOf('pod-security');
    return parse(
      words.map((word, at) =>
        from >= 0 && at > from && /^--version(=|$)/.test(word)
          ? word.replace('--version', '--policy-version')
          : word,
      ),
    );
  };
}

function identity(program: Command): void {
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
  addTargetOptions(audit);
  addReadOptions(audit);
  audit
    .addOption(
      new Option('-o, --output <format>', 'text, json, or csv (an access review)')
        .choices(['text', 'json', 'csv'])
        .default('text'),
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity audit', 'the current context'],
        ['plimsoll identity audit --all-contexts -o csv > review.csv', 'an access review of the fleet'],
      ) + identityExits,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runIdentityAudit } = await import('./commands/identity.ts');
      process.exitCode = await runIdentityAudit(targets, self.optsWithGlobals());
    });
  const whoCan = command
    .command('who-can <verb> <resource> [name]')
    .summary('every subject that may do something')
    .description(
      'Every subject that may do something: where, through which binding, by which rule. Without -n anywhere.',
    );
  addTargetOptions(whoCan);
  addReadOptions(whoCan);
  whoCan
    .option('--all', "also subjects of Kubernetes' own default bindings")
    .addOption(
      new Option('-o, --output <format>', 'text, json or csv')
        .choices(['text', 'json', 'csv'])
        .default('text'),
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll identity who-can list secrets', 'the current context'],
        ['plimsoll identity who-can create pods/exec -n payments -f prod.plimsoll', 'in one namespace'],
        ['plimsoll identity who-can get /metrics -f k8s/ --complete', 'a path that is no resource'],
      ) + identityExits,
    )
    .action(async (verb: string, resource: string, name: string | undefined, _options, self: Command) => {
      const { runWhoCan } = await import('./commands/identity.ts');
      process.exitCode = await runWhoCan(verb, resource, name, self.optsWithGlobals());
    });
  const canI = command
    .command('can-i <subject> [verb] [resource] [name]')
    .summary('whether a subject may do something, or everything it may')
    .description(
      'Whether a subject may do something, and through what; with --list everything it may. A subject is user:NAME, group:NAME, sa:NAMESPACE/NAME, or a name that a binding has.',
    );
  addTargetOptions(canI);
  addReadOptions(canI);
  canI
    .option('--list', 'everything the subject may do')
    .option('--all', "with --list: also what Kubernetes' own default bindings grant")
    .option('--group <name>', 'a group that an identity provider puts the subject in (repeatable)', collect)
    .addOption(new Option('-o, --output <format>', 'text or json').choices(['text', 'json']).default('text'))
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
        const { runCanI } = await import('./commands/identity.ts');
        process.exitCode = await runCanI(subject, verb, resource, name, self.optsWithGlobals());
      },
    );
}

const identityExits = `
Exit: 0 answered, 2 usage or error, 3 incomplete: something could not be read,
so that somebody may be missing.
`;

function policy(program: Command): void {
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
    .addOption(
      new Option('-o, --output <format>', 'table, json or csv')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
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
      const { runPolicyList } = await import('./commands/policy.ts');
      process.exitCode = await runPolicyList(self.optsWithGlobals());
    });
  command
    .command('show <control>')
    .description(
      'Shows one control: its story, and with -o yaml the ValidatingAdmissionPolicy that the API server would enforce.',
    )
    .addOption(
      new Option('-o, --output <format>', 'text, yaml or json')
        .choices(['text', 'yaml', 'json'])
        .default('text'),
    )
    .option('--policies <dir>', 'add the controls of a folder', collect)
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy show host-pid', 'its story'],
        ['plimsoll policy show host-pid -o yaml', 'its policy'],
      ),
    )
    .action(async (id: string, _options, self: Command) => {
      const { runPolicyShow } = await import('./commands/policy.ts');
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
    .addOption(
      new Option('-o, --output <format>', 'text or junit').choices(['text', 'junit']).default('text'),
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy test', 'the catalogue'],
        ['plimsoll policy test policies/', 'controls of your own'],
      ),
    )
    .action(async (dir: string | undefined, _options, self: Command) => {
      const { runPolicyTest } = await import('./commands/policy-test.ts');
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
    .option('--complete', 'the manifests are the whole cluster: parameters that are not there do not exist')
    .option('--values <file>', 'Helm values for charts (repeatable)', collect)
    .option('--set <key=value>', 'Helm value for charts (repeatable)', collect)
    .option('--allow-remote', 'let kustomize and helm fetch what a folder names')
    .option('--no-secrets', 'do not read Secrets')
    .option('--timeout <seconds>', 'give up on a request after this long', '30')
    .option('--config <file>', 'configuration (default: plimsoll.yaml, when there is one)')
    .addOption(
      new Option('-o, --output <format>', 'table, json or junit')
        .choices(['table', 'json', 'junit'])
        .default('table'),
    )
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
      const { runPolicyPreview } = await import('./commands/policy-preview.ts');
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
    .option('--diff', 'write nothing: say what a cluster or snapshot has in place of the export');
  addFileOption(command);
  addConnectionOptions(command);
  command
    .option('--cluster-name <name>', 'name of the cluster in the output')
    .option('--complete', 'the manifests are the whole cluster')
    .option('--no-secrets', 'do not read Secrets')
    .option('--timeout <seconds>', 'give up on a request after this long', '30')
    .option('--config <file>', 'configuration (default: plimsoll.yaml, when there is one)')
    .addHelpText(
      'after',
      examples(
        ['plimsoll policy export | kubectl apply -f -', 'warn about everything that violates a control'],
        ['plimsoll policy export --enforce --control privileged-container -o policies/', 'deny, for GitOps'],
        ['plimsoll policy export --diff', 'what the current context has in place of it'],
      ) + '\nExit with --diff: 0 as exported, 1 different, 3 something could not be read.\n',
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runPolicyExport } = await import('./commands/policy-export.ts');
      process.exitCode = await runPolicyExport(targets, self.optsWithGlobals());
    });
}

function config(program: Command): void {
  const command = program
    .command('config')
    .summary('make and check plimsoll.yaml')
    .description('Makes and checks plimsoll.yaml, which is read from the working folder or by --config.')
    .addHelpText(
      'after',
      examples(['plimsoll config init', 'a commented file'], ['plimsoll config validate', 'is it right?']),
    );
  command
    .command('init')
    .description('Writes a commented plimsoll.yaml; an existing file is left alone.')
    .option('-f, --filename <file>', 'file to write', 'plimsoll.yaml')
    .addHelpText(
      'after',
      examples(
        ['plimsoll config init', 'plimsoll.yaml here'],
        ['plimsoll config init -f ci/plimsoll.yaml', 'elsewhere'],
      ),
    )
    .action(async (_options, self: Command) => {
      const { runConfigInit } = await import('./commands/config.ts');
      process.exitCode = await runConfigInit(self.optsWithGlobals());
    });
  command
    .command('validate [file]')
    .description('Checks a configuration file and says what is wrong, with line and column.')
    .addHelpText(
      'after',
      examples(
        ['plimsoll config validate', 'plimsoll.yaml here'],
        ['plimsoll config validate ci/plimsoll.yaml', 'elsewhere'],
      ),
    )
    .action(async (file: string | undefined, _options, self: Command) => {
      const { runConfigValidate } = await import('./commands/config.ts');
      process.exitCode = await runConfigValidate(file, self.optsWithGlobals());
    });
}

function completion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose completion').choices(['bash', 'zsh', 'fish']))
    .summary('completion script for bash, zsh or fish')
    .description(
      'Prints the completion script of a shell, made from the commands and options of this version.',
    )
    .addHelpText(
      'after',
      examples(
        ['source <(plimsoll completion bash)', 'for this shell'],
        ['plimsoll completion zsh > ~/.zfunc/_plimsoll', 'for every zsh'],
        ['plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish', 'for every fish'],
      ),
    )
    .action(async (shell: string) => {
      const { runCompletion } = await import('./commands/completion.ts');
      process.exitCode = runCompletion(shell, createProgram());
    });
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

/** The world that manifests land in. */
function onto(): Option {
  return new Option(
    '--onto <cluster>',
    'lay the manifests over a snapshot, or over a context: --onto context:prod',
  );
}

const exitCodes = `
Exit: 0 clean, 1 gate failed (--fail-on), 2 usage or error, 3 incomplete:
something could not be read.
`;

function examples(...lines: [string, string][]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const body = lines.map(([command, what]) =>
    width + what.length < 74 ? `  ${command.padEnd(width)}  ${what}` : `  ${command}\n      ${what}`,
  );
  return `\nExamples:\n${body.join('\n')}\n`;
}
