import { existsSync, statSync } from 'node:fs';
import type { Severity } from '../../controls/index.ts';
import type { Report } from '../../report/index.ts';
import { loadConfig } from '../config/load.ts';
import { diffReports, type ReportDiff } from '../diff-reports.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { readReport } from '../read/report-file.ts';

interface DiffFlags extends ReadFlags {
  readonly output: 'text' | 'markdown' | 'json';
  readonly failOn?: GateFlags['failOn'];
}

const rank: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1 };

/**
 * `plimsoll diff`: what changed between two snapshots, folders or reports. 1 when there is a new failure at `--fail-on` or
 * above, 3 when something could not be read, because an unread part may hide a new failure.
 */
export async function runDiff(before: string, after: string, flags: DiffFlags): Promise<number> {
  const [old, now] = [await reportOf(before, flags), await reportOf(after, flags)];
  const diff = diffReports(old, now);
  process.stdout.write(render(diff, flags.output));
  const broken = [old, now].find(({ gate }) => gate.errors || gate.incomplete);
  if (broken) {
    process.stderr.write(`${broken.gate.reasons.join('\n')}\n`);
    return broken.gate.errors ? 2 : 3;
  }
  const failOn = flags.failOn ?? loadConfig(flags.config).config.gate?.failOn ?? 'high';
  return failOn !== 'never' && diff.opened.some(({ severity }) => rank[severity] >= rank[failOn]) ? 1 : 0;
}

/** Reports are taken as they are; everything else is judged by the catalogue of today, so that only the input differs. */
async function reportOf(target: string, flags: DiffFlags): Promise<Report> {
  if (target.endsWith('.json') && existsSync(target) && statSync(target).isFile()) {
    try {
      return readReport(target);
    } catch {
      // A JSON file that is no report is manifests.
    }
  }
  if (!target.startsWith('context:')) return (await readAndJudge([target], flags)).report;
  return (await readAndJudge([], { ...flags, context: [target.slice('context:'.length)] })).report;
}

function render(diff: ReportDiff, format: DiffFlags['output']): string {
  if (format === 'json') return `${JSON.stringify(diff, null, 2)}\n`;
  const bullet = format === 'markdown' ? '- ' : '  ';
  const heading = (text: string) => (format === 'markdown' ? `## ${text}` : text);
  const lines: string[] = [];
  const list = (title: string, entries: ReportDiff['opened']) => {
    lines.push(heading(`${title}: ${entries.length}`));
    for (const { severity, control, where, message, objectId } of entries) {
      lines.push(
        `${bullet}${severity.padEnd(8)} ${control}  ${where}`,
        `${' '.repeat(bullet.length)}${message} (${objectId})`,
      );
    }
    lines.push('');
  };
  list('New', diff.opened);
  list('Cured', diff.cured);
  if (diff.gone.length > 0)
    list('No longer seen; this target is only a part, so cured or not in it', diff.gone);
  if (diff.notHeldAgainst.length > 0)
    list("As before, and now accepted or the provider's", diff.notHeldAgainst);
  if (diff.becameUnknown.length > 0) list('Could be judged before, cannot be now', diff.becameUnknown);
  lines.push(`Unchanged: ${diff.unchanged}`);
  return `${lines.join('\n')}\n`;
}
