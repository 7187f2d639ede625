import type { Finding, Report } from './schema.ts';

// Pure and without Node, so that the page in the browser prints the same commands as the terminal.

/** Options that say what to print or when to fail, not what to read: they are left out of follow-up commands. */
const aboutOutput =
  / (?:-q|--quiet|--no-color|--redact|--explain-gate|(?:-o|--output|--by|--show|--fail-on|--min-coverage|--require|--baseline)(?: |=)?(?:'[^']*'|\S+))(?= |$)/g;

/** A command that was run, free to print something else: `plimsoll network reach k8s/`. */
export function withoutOutput(command: string): string {
  return command.replaceAll(aboutOutput, '');
}

/** The scan that was run, free to print something else: `plimsoll scan k8s/`. */
export function scanCommand({ run }: Pick<Report, 'run'>): string {
  return withoutOutput(run.command);
}

/** The command that tells the story of one finding of this run, on the same targets. */
export function explainCommand(report: Pick<Report, 'run'>, objectId: string): string {
  return scanCommand(report).replace(/ scan(?= |$)/, ` explain ${objectId}`);
}

const aboutConnection =
  / (?:--all-contexts|(?:--context|--kubeconfig|--as|--as-group)(?: |=)(?:'[^']*'|\S+))(?= |$)/g;

/**
 * What the reader of these clusters may not see, and the cure: in the contexts that they were read in, those of snapshots
 * too.
 */
export function doctorCommand({ run, clusters }: Pick<Report, 'run' | 'clusters'>): string {
  const connection = run.command.match(aboutConnection) ?? [];
  const isNamed = connection.some((option) => /^ --(?:context|all-contexts)\b/.test(option));
  const contexts = clusters.flatMap(({ context }) =>
    isNamed || context === undefined ? [] : ` --context ${quotedWord(context)}`,
  );
  return `plimsoll doctor${[...connection, ...contexts].join('')}`;
}

const aboutControls = / (?:--control|--framework)(?: |=)(?:'[^']*'|\S+)(?= |$)/g;

/**
 * Judges the object of a finding again, by its control alone. The exit code tells cured (0) from open (1), from gone or
 * mistyped (2) and from what could not be judged (3); no output to read, so that a failed scan is not taken for a cure.
 */
export function verifyCommand(
  report: Pick<Report, 'run' | 'clusters'>,
  { cluster, control, subject }: Pick<Finding, 'cluster' | 'control' | 'subject'>,
): string {
  return [
    inCluster(scanCommand(report), report, cluster).replaceAll(aboutControls, ''),
    ...(subject.name === '' ? [] : [quotedWord(objectTarget(subject))]),
    `--control ${quotedWord(control)} --fail-on low`,
  ].join(' ');
}

/** The scan of one object of this run. */
export function objectCommand(
  report: Pick<Report, 'run' | 'clusters'>,
  cluster: string,
  object: Finding['subject'],
): string {
  return `${inCluster(scanCommand(report), report, cluster)} ${quotedWord(objectTarget(object))}`;
}

/** A scan of the current context names it: another may be current when the command is run. */
function inCluster(command: string, { clusters }: Pick<Report, 'clusters'>, id: string): string {
  const { source, context } = clusters.find((each) => each.id === id) ?? {};
  if (source !== 'live' || context === undefined || / --(?:context|all-contexts)\b/.test(command))
    return command;
  return `${command} --context ${quotedWord(context)}`;
}

/** `payments/deployment/api`, `clusterrole/admin`, `ml/rayjob.ray.io/train`: an object as `plimsoll scan` takes it. */
export function objectTarget({ group, kind, namespace, name }: Finding['subject']): string {
  const custom = group.includes('.') && !ownGroups.has(group);
  const resource = `${kind.toLowerCase()}${custom ? `.${group}` : ''}`;
  return `${namespace === '' ? '' : `${namespace}/`}${resource}/${name}`;
}

/** Groups with a dot whose kinds nobody mistakes for another's. */
const ownGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
]);

/** A word as a POSIX shell takes it: quoted where it needs to be. */
export function quotedWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!unprintable.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${word.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(allUnprintable, escaped)}'`;
}

/** What a screen obeys or does not show: in a command it would end the line, or hide what is run. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const allUnprintable = new RegExp(unprintable, 'gu');

/** As bash and zsh read it between `$'` and `'`. https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return String.raw`\n`;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
