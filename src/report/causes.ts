import { createHash } from 'node:crypto';
import { compareText, type SourceOfTruth } from '../cluster/index.ts';
import type { Control, Severity } from '../controls/index.ts';
import type { Cause, Finding } from './schema.ts';

/** A failure with what decides to which cause it belongs and how urgent that cause is. */
export interface WeighedFinding {
  readonly finding: Finding;
  /** Name of the cluster. */
  readonly cluster: string;
  readonly sourceOfTruth?: SourceOfTruth;
  /** 1 to 6 (posture/weight.ts). */
  readonly weight: number;
}

interface Group {
  readonly changeAt: string;
  readonly place: string;
  readonly controls: Map<string, Severity>;
  readonly members: WeighedFinding[];
}

const severityFactor: Readonly<Record<Severity, number>> = { critical: 64, high: 16, medium: 4, low: 1 };

/**
 * Groups failures so that one cure is one row, what to do first on top, and gives each finding the index of its cause.
 *
 * One cause is one control at one place where it is changed: a Helm release, an Argo CD application, a file, or the object
 * itself where nobody else writes it. The same place in several clusters is one cause. Controls of the pod's own settings
 * (area `runtime`) that fail on exactly the same workloads of one place are told together: privileged, hostPath and root
 * of one DaemonSet are one edit, not three rows; and so are those of the area `network`, such as both directions of one
 * namespace. What is left of the pod's settings below high at one place, on whichever workloads, is
 * the hardening of that place and one row as well: nobody sets seccomp in one pull request and runAsNonRoot in the next.
 *
 * Priority is severity (64, 16, 4, 1) × exposure (1 to 6) × (1 + log10 of the workloads): exposure can lift a high over a
 * critical that nobody reaches, sheer numbers alone cannot.
 */
export function groupIntoCauses(
  failures: readonly WeighedFinding[],
  controls: ReadonlyMap<string, Control>,
): { causes: Cause[]; causeOf: Map<Finding, number> } {
  const groups = mergeHardening(mergeOverlaps(groupByPlace(failures), controls), controls);
  const described = groups.map((group) => ({ group, cause: describe(group, controls) }));
  described.sort(
    (one, other) =>
      other.cause.priority - one.cause.priority ||
      compareText(one.cause.changeAt, other.cause.changeAt) ||
      compareText(one.cause.id, other.cause.id),
  );
  const causeOf = new Map<Finding, number>();
  described.forEach(({ group }, index) => {
    for (const { finding } of group.members) causeOf.set(finding, index);
  });
  return { causes: described.map(({ cause }) => cause), causeOf };
}

function groupByPlace(failures: readonly WeighedFinding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const failure of failures) {
    const { finding } = failure;
    const place = placeOf(failure);
    const key = `${finding.control}\n${place}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { changeAt: changeAtOf(failure), place, controls: new Map(), members: [] };
      groups.set(key, group);
    }
    group.members.push(failure);
    raise(group.controls, finding.control, finding.severity);
  }
  return [...groups.values()];
}

/** Two failures with the same place are cured by an edit of the same thing. */
function placeOf({ finding, sourceOfTruth }: WeighedFinding): string {
  if (!isWrittenElsewhere(sourceOfTruth)) return `object/${objectText(finding)}`;
  return `${sourceOfTruth.kind}/${sourceOfTruth.namespace ?? ''}/${sourceOfTruth.name}`;
}

/** The instruction without its explanation; findings know the line in a file, a cause only the file. */
function changeAtOf({ finding, sourceOfTruth }: WeighedFinding): string {
  if (!isWrittenElsewhere(sourceOfTruth)) return objectText(finding);
  if (sourceOfTruth.kind === 'file' && sourceOfTruth.changeAt.startsWith(sourceOfTruth.name))
    return sourceOfTruth.name;
  return sourceOfTruth.changeAt.split(';')[0] ?? sourceOfTruth.changeAt;
}

/** Whether something with a name writes the object, so that several objects may be cured there. */
function isWrittenElsewhere(
  source: SourceOfTruth | undefined,
): source is SourceOfTruth & { readonly name: string } {
  return source?.name !== undefined && !['hand', 'system', 'unknown'].includes(source.kind);
}

function objectText({ subject }: Finding): string {
  return `${subject.kind} ${subject.namespace === '' ? '' : `${subject.namespace}/`}${subject.name}`;
}

/** Areas whose controls are settings beside each other: what fails on the same objects of one place is mended there at once. */
const oneEdit: ReadonlySet<Control['area']> = new Set(['runtime', 'network']);

function mergeOverlaps(groups: readonly Group[], controls: ReadonlyMap<string, Control>): Group[] {
  const merged = new Map<string, Group>();
  for (const group of groups) {
    const id = [...group.controls.keys()].join();
    const area = controls.get(id)?.area;
    const overlaps = area !== undefined && oneEdit.has(area);
    const key = overlaps ? `${area}\n${group.place}\n${namesOf(group).join('\n')}` : `${group.place}\n${id}`;
    addTo(merged, key, group);
  }
  return [...merged.values()];
}

function mergeHardening(groups: readonly Group[], controls: ReadonlyMap<string, Control>): Group[] {
  const merged = new Map<string, Group>();
  for (const [index, group] of groups.entries()) {
    const isHardening = [...group.controls].every(
      ([id, severity]) =>
        controls.get(id)?.area === 'runtime' && severityFactor[severity] <= severityFactor.medium,
    );
    addTo(merged, isHardening ? `hardening\n${group.place}` : `${index}`, group);
  }
  return [...merged.values()];
}

function addTo(merged: Map<string, Group>, key: string, group: Group): void {
  const present = merged.get(key);
  if (present === undefined) {
    merged.set(key, group);
    return;
  }
  present.members.push(...group.members);
  for (const [control, severity] of group.controls) raise(present.controls, control, severity);
}

function describe(group: Group, catalogue: ReadonlyMap<string, Control>): Cause {
  const controls = [...group.controls].sort(
    ([one, severity], [other, otherSeverity]) =>
      severityFactor[otherSeverity] - severityFactor[severity] || compareText(one, other),
  );
  const [control, severity] = controls[0] as [string, Severity];
  const workloads = workloadsOf(group).length;
  const exposure = group.members.reduce((most, { weight }) => Math.max(most, weight), 1);
  const title = catalogue.get(control)?.title ?? control;
  const more = controls.length - 1;
  return {
    id: createHash('sha256')
      .update(`${controls.map(([id]) => id).join()}\n${group.place}`)
      .digest('hex')
      .slice(0, 12),
    control,
    ...(more > 0 && { controls: controls.map(([id]) => id) }),
    severity,
    title:
      more === 0
        ? title
        : `${title}, and ${more} more ${more === 1 ? 'control' : 'controls'} on ${failOnTheSame(group) ? 'the same' : 'these'} ${catalogue.get(control)?.area === 'network' ? 'objects' : 'workloads'}`,
    changeAt: group.changeAt,
    findings: group.members.length,
    workloads,
    clusters: [...new Set(group.members.map(({ cluster }) => cluster))].sort(compareText),
    priority: Math.round(severityFactor[severity] * exposure * (1 + Math.log10(workloads)) * 100) / 100,
  };
}

/** Whether every control of the cause fails on every workload of it. */
function failOnTheSame({ controls, members }: Group): boolean {
  const workloads = new Set(members.map(({ finding }) => objectText(finding)));
  const pairs = new Set(members.map(({ finding }) => `${finding.control}\n${objectText(finding)}`));
  return pairs.size === workloads.size * controls.size;
}

function workloadsOf(group: Group): string[] {
  const keys = group.members.map(({ finding }) => `${finding.cluster}/${objectText(finding)}`);
  return [...new Set(keys)].sort(compareText);
}

/** The workloads whatever the cluster: a control that was fixed in one of eight clusters is still told with the others. */
function namesOf(group: Group): string[] {
  return [...new Set(group.members.map(({ finding }) => objectText(finding)))].sort(compareText);
}

function raise(controls: Map<string, Severity>, control: string, severity: Severity): void {
  const present = controls.get(control);
  if (present === undefined || severityFactor[severity] > severityFactor[present])
    controls.set(control, severity);
}
