import type { ObjectReference, Permission, Problem } from '../../cluster/index.ts';
import type { Severity } from '../../controls/index.ts';
import type { Finding, Report, Score } from '../schema.ts';

export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** `1 finding`, `3,000 findings`, `2 policies`. */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : several}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `Deployment shop/api`, `ClusterRole admin`; `pods in shop` style kinds without a name are only the kind. */
export function objectText({ kind, namespace, name }: ObjectReference): string {
  return [kind, [namespace, name].filter((part) => part !== '').join('/')]
    .filter((part) => part !== '')
    .join(' ');
}

/** `Deployment shop/api, container web`. */
export function subjectText({ subject }: Finding): string {
  if (subject.container === undefined) return objectText(subject);
  const type = {
    container: 'container',
    initContainer: 'init container',
    ephemeralContainer: 'ephemeral container',
  };
  return `${objectText(subject)}, ${type[subject.containerType ?? 'container']} ${subject.container}`;
}

/** `get, list and watch on networkpolicies.networking.k8s.io in namespace shop`. */
export function permissionText({ verbs, apiGroup, resource, namespace }: Permission): string {
  const qualified = apiGroup === '' ? resource : `${resource}.${apiGroup}`;
  const where = namespace === undefined ? 'in all namespaces' : `in namespace ${namespace}`;
  return `${listed(verbs)} on ${qualified} ${where}`;
}

/** `59`, `56 to 59`: the interval in whole points, widened rather than narrowed. */
export function scoreText({ lo, hi }: Pick<Score, 'lo' | 'hi'>): string {
  const low = Math.floor(lo);
  const high = Math.ceil(hi);
  return lo === hi ? `${Math.round(lo)}` : `${low} to ${high}`;
}

/** `59 of 100; 99 with accepted risk`: first as it is, then without what people decided to live with. */
export function scoreWithAcceptedText(score: Score): string {
  if (score.raw === undefined) return `${scoreText(score)} of 100`;
  return `${scoreText(score.raw)} of 100; ${scoreText(score)} with accepted risk`;
}

/** `privileged-container 12.5 points (3 failing)`, the costliest first. */
export function contributorTexts({ contributors = [] }: Score): string[] {
  return contributors.map(
    ({ control, points, failing }) => `${control} ${points} points (${failing} failing)`,
  );
}

/** A text that somebody else wrote, ended as a sentence. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A share as per cent, rounded down so that 99.97% never reads as everything. */
export function percentText(share: number): string {
  return `${Math.floor(share * 1000) / 10}%`;
}

/** `2026-11-25 09:00:02 UTC`. */
export function timeText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d).*$/, '$1 $2 UTC');
}

/** Names of clusters by id. */
export function clusterNames(report: Report): ReadonlyMap<string, string> {
  return new Map(report.clusters.map(({ id, name }) => [id, name]));
}

/** Where a finding points to in a file: `deploy/api.yaml:12:9`; undefined for live objects. */
export function positionText({ evidence }: Finding): string | undefined {
  const position = evidence.find((each) => each.position !== undefined)?.position;
  if (position === undefined) return undefined;
  const { file, line, column, template } = position;
  return template === undefined
    ? `${file}:${line}:${column}`
    : `${template}, line ${line} of the rendered ${file}`;
}

/** `k8s/api.yaml:3`: where something is wrong with the input; undefined where it is in no file. */
export function problemPlace({ file, line }: Pick<Problem, 'file' | 'line'>): string | undefined {
  if (file === undefined || line === undefined) return file;
  return `${file}:${line}`;
}

/** `k8s/api.yaml:3: a value is missing`: what is wrong with the input, and where. */
export function problemText(problem: Pick<Problem, 'file' | 'line' | 'message'>): string {
  const place = problemPlace(problem);
  return place === undefined ? problem.message : `${place}: ${problem.message}`;
}

/** Failures that are open: accepted, cured and unknown ones are told apart. */
export function isOpen(finding: Finding): boolean {
  return finding.verdict === 'fail' && finding.change !== 'cured';
}

/** Everything was read, and none of it is what the controls are about: said alike by the headline and the gate. */
export const nothingApplies = 'These controls have nothing to judge in what was read.';
