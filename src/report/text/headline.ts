import type { Report } from '../schema.ts';
import { counted, isOpen, listed, nothingApplies, severities } from './phrases.ts';

/** One sentence a person could say aloud: what is open, where, and what could not be seen. */
export function headline(report: Report): string {
  return [openText(report), changeText(report), baselineText(report), unseenText(report)]
    .filter((part) => part !== '')
    .join(' ');
}

function openText(report: Report): string {
  const failures = report.findings.filter(isOpen);
  const counts = severities
    .map((severity) => ({
      severity,
      count: failures.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count.toLocaleString('en-US')} ${severity}`);
  if (counts.length > 0) {
    const noun = failures.length === 1 ? 'finding' : 'findings';
    return `${listed(counts)} ${noun}, cured in ${counted(report.causes.length, 'place')}.`;
  }
  if (!report.gate.errors && (report.score?.coverage ?? 0) > 0) return 'Nothing is open in what was judged.';
  return report.gate.errors || report.gate.incomplete
    ? 'Nothing was judged, so this is not a clean result.'
    : nothingApplies;
}

/** With `--onto`: what the manifests do to the cluster they land in. */
function changeText({ findings }: Report): string {
  const counts = (['new', 'changed', 'unchanged', 'cured'] as const)
    .map((change) => ({ change, count: findings.filter((finding) => finding.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count.toLocaleString('en-US')} ${change}`);
  return counts.length === 0 ? '' : `Against what runs there: ${listed(counts)}.`;
}

/** With `--baseline`: how much of what is open is new. */
function baselineText({ gate: { baseline } }: Report): string {
  if (baseline === undefined) return '';
  const { new: held, changed = 0, known } = baseline;
  const parts = [
    `${(held - changed).toLocaleString('en-US')} new`,
    ...(changed > 0 ? [`${changed.toLocaleString('en-US')} changed`] : []),
    `${known.toLocaleString('en-US')} known`,
  ];
  return `Against the baseline: ${listed(parts)}.`;
}

function unseenText(report: Report): string {
  const unreachable = report.clusters.filter(({ state }) => state === 'unreachable');
  const unknown = report.findings.filter(({ verdict }) => verdict === 'unknown').length;
  const parts: string[] = [];
  if (unknown > 0) {
    const known = report.controls.reduce(
      (sum, { counts }) => sum + counts.pass + counts.fail + counts.excepted,
      0,
    );
    // Rounded up: what is unseen must not be told smaller than it is.
    const share = Math.ceil((unknown / (known + unknown)) * 1000) / 10;
    parts.push(`${share}% of the verdicts could not be reached.`);
  }
  if (unreachable.length > 0) parts.push(`${counted(unreachable.length, 'cluster')} could not be reached.`);
  return parts.join(' ');
}
