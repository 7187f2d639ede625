import { type Command, Option } from 'commander';
import {
  addCredentialOptions,
  addOutputOptions,
  addReadOptions,
  addTargetOptions,
  failOn,
  formatOption,
} from '../options.ts';
import { examples, exitCodes, onto } from './help-text.ts';

/** Adds `plimsoll scan` to the tree. */
export function scan(program: Command): void {
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
      const { runScan } = await import('../commands/scan.ts');
      process.exitCode = await runScan(targets, self.optsWithGlobals());
    });
}

/** Adds `plimsoll explain` to the tree. */
export function explain(program: Command): void {
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
    .addOption(formatOption(['text', 'markdown', 'json'], 'text, markdown (a ticket) or json'))
    .addHelpText(
      'after',
      examples(
        ['plimsoll explain privileged-container', 'what a control looks for, and why'],
        ['plimsoll explain 3f9c21 k8s/', 'a finding of these manifests; 6 characters of its id are enough'],
        ['plimsoll explain 3f9c21 --report report.json -o markdown', 'a ticket to paste'],
      ),
    )
    .action(async (id: string, targets: string[], _options, self: Command) => {
      const { runExplain } = await import('../commands/explain.ts');
      process.exitCode = await runExplain(id, targets, self.optsWithGlobals());
    });
}

/** Adds `plimsoll diff` to the tree. */
export function diff(program: Command): void {
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
    .addOption(formatOption(['text', 'markdown', 'json']))
    .addOption(failOn())
    .addHelpText(
      'after',
      examples(
        ['plimsoll diff monday.plimsoll tuesday.plimsoll', 'drift since yesterday'],
        ['plimsoll diff main/ branch/', 'what a branch changes'],
        ['plimsoll diff prod.plimsoll context:prod', 'what changed since the snapshot'],
        ['plimsoll scan pr.yaml --onto prod.plimsoll', 'what manifests change in what runs'],
      ),
    )
    .action(async (before: string, after: string, _options, self: Command) => {
      const { runDiff } = await import('../commands/diff.ts');
      process.exitCode = await runDiff(before, after, self.optsWithGlobals());
    });
}

/** Adds `plimsoll fix` to the tree. */
export function fix(program: Command): void {
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
Exit: 0 nothing to fix or written, 1 a diff was printed or a patch refused,
2 usage or error, 3 incomplete: something could not be read.
`,
    )
    .action(async (paths: string[], _options, self: Command) => {
      const { runFix } = await import('../commands/fix.ts');
      process.exitCode = await runFix(paths, self.optsWithGlobals());
    });
}
