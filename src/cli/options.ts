import { type Command, Option } from 'commander';
import { CliError } from './errors.ts';
import { defaultTimeout } from './flags.ts';
import { outputFormats } from './output.ts';

/** Collects a repeatable option. */
export function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** What to read and what of it to report. kubectl's names where kubectl has them. */
export function addTargetOptions(command: Command): void {
  addWholeTargetOptions(command);
  addFilterOptions(command);
}

/** What to read. */
export function addWholeTargetOptions(command: Command): void {
  addFileOption(command);
  addConnectionOptions(command);
}

/** What to report of it. */
export function addFilterOptions(command: Command): void {
  addNamespaceOption(command);
  command
    .option('-l, --selector <selector>', 'report only objects with these labels; everything is still read')
    .option('--scope <name>', 'report only a scope of the configuration (repeatable)', collect);
}

export function addNamespaceOption(command: Command, text = reportedNamespace): void {
  command
    .option('-n, --namespace <name>', text, collect)
    .option('-A, --all-namespaces', 'every namespace (the default)');
}

const reportedNamespace = 'report only this namespace (repeatable); everything is still read';

/** `-n` of a command that has no part of a cluster to report: who may list nothing but single namespaces names them. */
export function addReadNamespaceOption(command: Command): void {
  command.option(
    '-n, --namespace <name>',
    'read this namespace where the whole cluster may not be listed (repeatable)',
    collect,
  );
}

/** Files, as kubectl names them. */
export function addFileOption(command: Command): void {
  command.option(
    '-f, --filename <path>',
    'a file, folder or glob to read (repeatable; the same as a target)',
    collect,
  );
}

/** Which clusters, and as whom. */
export function addConnectionOptions(command: Command): void {
  command
    .option('--context <name>', 'kubeconfig context (repeatable)', collect)
    .option('--all-contexts', 'every context of the kubeconfig');
  addCredentialOptions(command);
}

/** Which kubeconfig, and as whom. */
export function addCredentialOptions(command: Command): void {
  command
    .option('--kubeconfig <file>', 'kubeconfig to read (default: KUBECONFIG, else ~/.kube/config)')
    .option('--as <user>', 'impersonate a user for the reading')
    .option('--as-group <group>', 'impersonate a group (repeatable)', collect);
}

/** How to read, and what to judge by. */
export function addReadOptions(command: Command): void {
  addReadingOptions(command);
  addCatalogueOptions(command);
  command
    .option('--control <id>', 'judge only this control (repeatable)', collect)
    .option('--exceptions <file>', 'findings that are lived with (repeatable)', collect);
  addEvidenceOption(command);
}

/** How to read: versions, rendering, completeness, configuration. */
export function addReadingOptions(command: Command): void {
  addManifestOptions(command);
  addSourceOptions(command);
}

/** How manifests are read. */
export function addManifestOptions(command: Command): void {
  command
    .option(
      '--kubernetes-version <version>',
      'version to judge manifests for, such as 1.35 (default: the newest known)',
    )
    .option('--cluster-name <name>', 'name of the cluster in reports and ids')
    .option('--complete', 'the manifests are the whole cluster: what is not there does not exist')
    .option(
      '--apply-namespace <name>',
      'namespace of manifests that name none, as kubectl apply -n and helm install -n give it (default: default)',
    );
  addRenderOptions(command);
}

/** Controls of one's own. */
export function addCatalogueOptions(command: Command): void {
  command
    .option('--policies <dir>', 'add the controls of a folder (repeatable)', collect)
    .option('--skip-broken', 'run the other controls when a control file is broken');
}

/** What clouds say. */
export function addEvidenceOption(command: Command): void {
  command.option('--evidence <dir>', "saved answers of the clouds' own command lines, and groups.csv");
}

/** How charts and kustomizations are rendered. */
export function addRenderOptions(command: Command): void {
  command
    .option('--values <file>', 'Helm values for charts (repeatable)', collect)
    .option('--set <key=value>', 'Helm value for charts (repeatable)', collect)
    .option('--allow-remote', 'let kustomize and helm fetch what a folder names');
}

/** What every reading takes. */
export function addSourceOptions(command: Command): void {
  command.option('--no-secrets', 'do not read Secrets');
  addPatienceOptions(command);
}

/** What every reading takes that asks for no Secrets. */
export function addPatienceOptions(command: Command): void {
  command
    .option('--timeout <seconds>', 'give up on a request after this long', defaultTimeout)
    .option('--config <file>', 'configuration (default: plimsoll.yaml, when there is one)');
}

/** `-o` of a command that prints one of a few formats: the first, unless another is named. */
export function formatOption(formats: readonly [string, string, ...string[]], text?: string): Option {
  const [first] = formats;
  const usual = `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`;
  return new Option('-o, --output <format>', text ?? usual).choices(formats).default(first);
}

/** What to write and when to fail. */
export function addOutputOptions(command: Command): void {
  command
    .addOption(outputOption())
    .addOption(
      new Option('--by <grouping>', 'how the table is grouped')
        .choices(['cause', 'control', 'workload', 'owner', 'cluster'])
        .default('cause'),
    )
    .option('--show <what>', 'all: stream every verdict, passes too, as NDJSON')
    .option('--redact', 'replace the names of clusters, people and objects, for sharing')
    .addOption(failOn())
    .option('--min-coverage <percent>', 'exit 1 when less of the checks could be judged')
    .option(
      '--require <source>',
      'exit 1 when a source is not connected: cloud, audit-log, sensor, flows, registry, secrets, whole-cluster (repeatable)',
      collect,
    )
    .option('--baseline <file>', 'an earlier JSON report or snapshot: exit 1 only for new findings')
    .option('--explain-gate', 'say on standard error what each rule of the gate found');
}

function outputOption(): Option {
  const option = new Option('-o, --output <format[=file]>', 'several at once, each to its file').argParser(
    collect,
  );
  // For help and completion; parseOutputs checks them, because a file may follow.
  option.argChoices = [...outputFormats];
  return option;
}

/** The severity at which a run fails. Without a default here: what the configuration says comes before it. */
export function failOn(): Option {
  return new Option(
    '--fail-on <severity>',
    'exit 1 when a finding is at least this grave (default: high)',
  ).choices(['critical', 'high', 'medium', 'low', 'never']);
}

/**
 * `--timeout` in milliseconds.
 * @throws CliError `usage`
 */
export function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 3600))
    throw new CliError('usage', `--timeout ${text}: no number of seconds`, 'Write a number from 1 to 3600.');
  return Math.ceil(seconds * 1000);
}
