import { type Command, Option } from 'commander';
import {
  addConnectionOptions,
  addEvidenceOption,
  addFileOption,
  addReadingOptions,
  addReadNamespaceOption,
  addRenderOptions,
  addSourceOptions,
  collect,
  formatOption,
} from '../options.ts';
import { examples, exitCodes } from './help-text.ts';

/** Adds `plimsoll snapshot` to the tree. */
export function snapshot(program: Command): void {
  const command = program
    .command('snapshot [target...]')
    .summary('save what can be read, for judging elsewhere')
    .description(
      'Writes one compressed file per cluster with its objects, coverage, server version and time. Values of secrets are not in it.',
    );
  addFileOption(command);
  addConnectionOptions(command);
  addReadNamespaceOption(command);
  addReadingOptions(command);
  addEvidenceOption(command);
  command
    .requiredOption('-o, --output <file>', 'the file to write; with several clusters a folder')
    .addHelpText(
      'after',
      examples(
        ['plimsoll snapshot -o prod.plimsoll', 'the current context'],
        ['plimsoll snapshot --evidence evidence -o prod.plimsoll', 'with saved answers of its cloud'],
        ['plimsoll scan prod.plimsoll', 'judge it anywhere'],
      ),
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runSnapshot } = await import('../commands/snapshot.ts');
      process.exitCode = await runSnapshot(targets, self.optsWithGlobals());
    });
}

/** Adds `plimsoll doctor` to the tree. */
export function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('what can be read, what that hides, and its cure')
    .description(
      'Asks the cluster what this user may read, says what the gaps hide, and prints the ClusterRole that would cure them, without and with Secrets.',
    );
  addConnectionOptions(command);
  command
    .option('--check', 'exit 3 when something needed cannot be read')
    .addOption(formatOption(['text', 'yaml', 'json'], 'text, yaml (the role alone) or json'))
    .option('--with-secrets', 'print the role that may also read Secrets')
    .addHelpText(
      'after',
      examples(
        ['plimsoll doctor', 'the current context'],
        ['plimsoll doctor -o yaml | kubectl apply -f -', 'grant what is missing'],
      ),
    )
    .action(async (_options, self: Command) => {
      const { runDoctor } = await import('../commands/doctor.ts');
      process.exitCode = await runDoctor(self.optsWithGlobals());
    });
}

/** Adds `plimsoll contexts` to the tree. */
export function contexts(program: Command): void {
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
      const { runContexts } = await import('../commands/contexts.ts');
      process.exitCode = await runContexts(self.optsWithGlobals());
    });
}

/** Adds `plimsoll pod-security` to the tree. */
export function podSecurity(program: Command): void {
  const command = program
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
    .addOption(formatOption(['table', 'json']));
  addFileOption(command);
  addConnectionOptions(command);
  command
    .option('--kubernetes-version <version>', 'version of the cluster that manifests are for')
    .option('--cluster-name <name>', 'name of the cluster')
    .option('--complete', 'the manifests are the whole cluster: what is not there does not exist');
  addRenderOptions(command);
  addSourceOptions(command);
  command
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
      const { runPodSecurity } = await import('../commands/pod-security.ts');
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
