import type { Report } from '../schema.ts';
import { counted, sentence } from '../text/phrases.ts';
import { unknownGroups } from '../text/unknown-groups.ts';
import { fileUri } from './uri.ts';

interface Notification {
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly descriptor?: { readonly id: string };
  readonly locations?: readonly object[];
}

/** How the run went. It was successful when everything that was asked for was read and judged. */
export function invocationOf(report: Report, leftOut: number) {
  const { run, gate } = report;
  return {
    commandLine: run.command,
    startTimeUtc: run.startedAt,
    endTimeUtc: run.endedAt,
    exitCode: gate.exitCode,
    exitCodeDescription: gate.reasons.join(' '),
    executionSuccessful: !gate.errors && !gate.incomplete,
    toolExecutionNotifications: [
      ...unreachable(report),
      ...unread(report),
      ...notConnected(report),
      ...cut(leftOut),
    ],
    toolConfigurationNotifications: report.problems.map(problemOf),
  };
}

function unreachable({ clusters }: Report): Notification[] {
  return clusters
    .filter(({ state }) => state === 'unreachable')
    .map(({ name, error }) =>
      note('error', 'cluster-unreachable', `Cluster ${name} could not be reached. ${error ?? ''}`.trim()),
    );
}

function unread(report: Report): Notification[] {
  return unknownGroups(report).map(({ state, reason, permission, verdicts, clusters }) => {
    const cure = permission === undefined ? '' : ` Grant ${permission}.`;
    const where = `${counted(verdicts, 'verdict')} could not be reached in ${clusters.join(', ')}`;
    return note(verdicts === 0 ? 'note' : 'error', `unread-${state}`, `${where}: ${sentence(reason)}${cure}`);
  });
}

function notConnected(report: Report): Notification[] {
  return report.notConnected.map(({ source, meaning, controls }) =>
    note(
      'note',
      `not-connected-${source}`,
      `${source}: ${sentence(meaning)} ${counted(controls, 'control')} ${controls === 1 ? 'waits' : 'wait'} for it.`,
    ),
  );
}

function cut(leftOut: number): Notification[] {
  if (leftOut === 0) return [];
  const text = `${counted(leftOut, 'result')} of the lowest severity left out: code scanning accepts no more than 25,000. The JSON report has all.`;
  return [note('warning', 'results-left-out', text)];
}

function problemOf({
  code,
  message,
  hint,
  file,
  line,
  column,
  severity,
}: Report['problems'][number]): Notification {
  const place = file !== undefined && {
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(file) },
          ...(line !== undefined &&
            line > 0 && {
              region: { startLine: line, ...(column !== undefined && column > 0 && { startColumn: column }) },
            }),
        },
      },
    ],
  };
  return { ...note(severity, code, hint === undefined ? message : `${message} ${hint}`), ...place };
}

function note(level: Notification['level'], id: string, text: string): Notification {
  return { level, descriptor: { id }, message: { text } };
}
