import { existsSync, statSync } from 'node:fs';
import type { Cluster } from '../../cluster/index.ts';
import type { Severity } from '../../controls/index.ts';
import {
  type NetworkChanges,
  networkLines,
  type Power,
  powerLines,
  type Report,
} from '../../report/index.ts';
import { loadConfig } from '../config/load.ts';
import { diffReports, type ReportDiff } from '../diff-reports.ts';
import type { DiffDocument } from '../diff-schema.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { networkBetween } from '../judge/network-changes.ts';
import { powerBetween } from '../judge/power-changes.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { printText, sayText } from '../output.ts';
import { readReport } from '../read/report-file.ts';
import { linesText } from '../shown-text.ts';

interface DiffFlags extends ReadFlags {
  readonly output: 'text' | 'markdown' | 'json';
  readonly failOn?: GateFlags['failOn'];
}

const rank: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1 };

/**
 * `plimsoll diff`: what changed between two snapshots, folders or reports. 1 when there is a new failure at `--fail-on` or
 * above, or one that is about something else than before, 3 when something could not be read, because an unread part may hide a new failure.
 */
export async function runDiff(before: string, after: string, flags: DiffFlags): Promise<number> {
  const [left, right] = [await judged(before, flags), await judged(after, flags)];
  const [old, now] = [left.report, right.report];
  const diff = diffReports(old, now);
  printText(render(diff, changesBetween(left.clusters, right.clusters), flags.output));
  const broken = [old, now].find(({ gate }) => gate.errors || gate.incomplete);
  if (broken) {
    sayText(`${broken.gate.reasons.join('\n')}\n`);
    return broken.gate.errors ? 2 : 3;
  }
  const failOn = flags.failOn ?? loadConfig(flags.config).config.gate?.failOn ?? 'high';
  const held = [...diff.opened, ...diff.changed];
  return failOn !== 'never' && held.some(({ severity }) => rank[severity] >= rank[failOn]) ? 1 : 0;
}

/** Reports are taken as they are; everything else is judged by the catalogue of today, so that only the input differs. */
async function judged(target: string, flags: DiffFlags): Promise<Judged> {
  if (target.endsWith('.json') && existsSync(target) && statSync(target).isFile()) {
    try {
      return { report: readReport(target), clusters: undefined };
    } catch {
      // A JSON file that is no report is manifests.
    }
  }
  if (!target.startsWith('context:')) return readAndJudge([target], flags);
  return readAndJudge([], { ...flags, context: [target.slice('context:'.length)] });
}

interface Judged {
  readonly report: Report;
  /** Undefined for a report, which has no roles, bindings and policies. */
  readonly clusters: readonly Cluster[] | undefined;
}

/** What changed beside findings. */
interface Changes {
  readonly power?: Power;
  readonly network?: NetworkChanges;
}

/** Whose power changed, and what can reach what, where both sides are one cluster each. */
function changesBetween(before: Judged['clusters'], after: Judged['clusters']): Changes {
  const [[old, oldToo], [now, nowToo]] = [before ?? [], after ?? []];
  if (old === undefined || now === undefined || oldToo !== undefined || nowToo !== undefined) return {};
  return { power: powerBetween(old, now), network: networkBetween(old, now) };
}

type Listed = ReportDiff['opened'][number] & { readonly more?: readonly string[] };

type Rows = ReportDiff['changed'][number]['before'];

/** `was  spec.volumes[0].hostPath.path: "/var/log"`; a report shows the first fields of a finding only. */
function changeLines(before: Rows, after: Rows): string[] {
  const line =
    (when: string) =>
    ({ path, value }: Rows[number]) =>
      `${when}  ${path}: ${value ?? 'not set'}`;
  const lines = [...before.map(line('was')), ...after.map(line('is '))];
  return lines.length > 0 ? lines : ['What changed is in fields that the evidence does not show.'];
}

const settledTitles = {
  excepted: 'As before, and now accepted',
  'provider-managed': 'As before, and now known to be run by the provider',
} as const;

function render(diff: ReportDiff, changes: Changes, format: DiffFlags['output']): string {
  if (format === 'json') {
    const document: DiffDocument = { ...diff, ...changes };
    return `${JSON.stringify(document, null, 2)}\n`;
  }
  const bullet = format === 'markdown' ? '- ' : '  ';
  const heading = (text: string) => (format === 'markdown' ? `## ${text}` : text);
  const lines: string[] = [];
  const list = (title: string, entries: readonly Listed[]) => {
    lines.push(heading(`${title}: ${entries.length}`));
    for (const { severity, control, where, message, objectId, more = [] } of entries) {
      lines.push(
        `${bullet}${severity.padEnd(8)} ${control}  ${where}`,
        ...[`${message} (${objectId})`, ...more].map((line) => `${' '.repeat(bullet.length)}${line}`),
      );
    }
    lines.push('');
  };
  list('New', diff.opened);
  if (diff.changed.length > 0)
    list(
      'Changed: the same control at the same place, about something else',
      diff.changed.map(({ before, after, ...entry }) => ({ ...entry, more: changeLines(before, after) })),
    );
  list('Cured', diff.cured);
  if (diff.gone.length > 0)
    list('No longer seen; this target is only a part, so cured or not in it', diff.gone);
  const settled = Map.groupBy(diff.notHeldAgainst, ({ verdict }) => verdict);
  for (const [verdict, entries] of settled) list(settledTitles[verdict], entries);
  if (diff.becameUnknown.length > 0) list('Could be judged before, cannot be now', diff.becameUnknown);
  if (diff.severityChanged.length > 0)
    list(
      'As before, of another severity',
      diff.severityChanged.map((entry) => ({
        ...entry,
        message: `It was ${entry.severityBefore}. ${entry.message}`,
      })),
    );
  lines.push(`Unchanged: ${diff.unchanged}`);
  const { power, network } = changes;
  if (power?.known === false) lines.push('', ...powerLines(power));
  else if (power !== undefined && power.changes.length > 0)
    lines.push(
      '',
      heading(`Whose power changes: ${power.changes.length}`),
      ...power.changes.map(({ text }) => `${bullet}${text}`),
    );
  const connections = networkLines(network);
  if (connections.length > 0)
    lines.push(
      '',
      heading(
        `Connections gained and lost: ${network?.known === true ? network.changes.length : 'not known'}`,
      ),
      ...connections.map((line) => `${bullet}${line}`),
    );
  return linesText(lines);
}
