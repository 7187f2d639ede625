import type { Report } from './schema.ts';

/** Options that say what to print or when to fail, not what to read: they are left out of follow-up commands. */
const aboutOutput =
  / (?:-q|--quiet|--no-color|--redact|--explain-gate|(?:-o|--output|--by|--show|--fail-on|--min-coverage|--require|--baseline)(?: |=)?(?:'[^']*'|\S+))(?= |$)/g;

/** The scan that was run, free to print something else: `plimsoll scan k8s/`. */
export function scanCommand({ run }: Report): string {
  return run.command.replaceAll(aboutOutput, '');
}

/** The command that tells the story of one finding of this run, on the same targets. */
export function explainCommand(report: Report, objectId: string): string {
  return scanCommand(report).replace(/ scan(?= |$)/, ` explain ${objectId}`);
}

const aboutConnection =
  / (?:--all-contexts|(?:--context|--kubeconfig|--as|--as-group)(?: |=)(?:'[^']*'|\S+))(?= |$)/g;

/** What the reader of this run may not see, and the cure. */
export function doctorCommand({ run }: Report): string {
  return `plimsoll doctor${(run.command.match(aboutConnection) ?? []).join('')}`;
}

/** Prints a finding while it is open and nothing once it is cured. */
export function verifyCommand(report: Report, objectId: string): string {
  return `${scanCommand(report)} -o ndjson | grep ${objectId}`;
}
