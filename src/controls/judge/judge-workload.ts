import type { Container, Workload } from '../../cluster/index.ts';
import type { Control } from '../control.ts';
import type { Subject } from '../result.ts';
import type { FindingRow } from './finding-rows.ts';
import { referenceTo } from './place.ts';
import type { RunContext } from './policy-run.ts';
import type { PolicyControl } from './prepared-controls.ts';
import type { RecognisedWorkload } from './provider-managed.ts';
import type { Tally } from './tally.ts';
import type { judgeTemplate } from './verdict-memory.ts';
import type { WorkloadPlace } from './workload-places.ts';

/** What all places of a workload say together. */
interface Merged {
  /** By container and detail; the worst verdict of all places, the owner's own template before its members. */
  rows: Map<string, FindingRow>;
  /** At least one place was judged: the control applies. */
  applies: boolean;
}

/** Judges the pod templates of one workload by every control over pod templates. */
export function judgeWorkload(
  workload: Workload,
  places: readonly WorkloadPlace[],
  controls: readonly PolicyControl[],
  context: RunContext,
  judgeOne: typeof judgeTemplate,
  tally: Tally,
  recognise: () => RecognisedWorkload | undefined,
): void {
  const subject = referenceTo(workload.reference);
  const containers = allContainers(places);
  const each = [...containers.values()].map((container) => subjectOf(subject, container));
  const subjectFor = (container: Container | undefined): Subject =>
    container === undefined
      ? subject
      : (each.find((known) => isAbout(known, container)) ?? subjectOf(subject, container));
  const notApplicable: Control[] = [];
  const passed: Control[] = [];
  const passedByEach: Control[] = [];
  for (const policyControl of controls) {
    const { control } = policyControl.compiled;
    const { rows, applies } = mergePlaces(policyControl, places, context, judgeOne);
    if (!applies) notApplicable.push(control);
    else if (rows.size === 0) (control.subject === 'container' ? passedByEach : passed).push(control);
    else {
      for (const row of rows.values())
        tally.add(control, { ...row, subject: subjectFor(row.container) }, recognise);
      if (control.subject === 'container') tally.quiet('pass', [control], passing(each, rows));
    }
  }
  tally.quiet('not-applicable', notApplicable, [subject]);
  tally.quiet('pass', passed, [subject]);
  tally.quiet('pass', passedByEach, each);
}

function mergePlaces(
  control: PolicyControl,
  places: readonly WorkloadPlace[],
  context: RunContext,
  judgeOne: typeof judgeTemplate,
): Merged {
  const merged: Merged = { rows: noRows, applies: false };
  for (const place of places) {
    if (place.duplicate && !control.policy.readsBeyondTemplate) continue;
    const { applies, rows } = judgeOne(control, place, context);
    merged.applies ||= applies;
    if (rows.length === 0) continue;
    if (merged.rows === noRows) merged.rows = new Map();
    for (const row of rows) addRow(merged.rows, row);
  }
  return merged;
}

const noRows: Map<string, FindingRow> = new Map();

function addRow(rows: Map<string, FindingRow>, row: FindingRow): void {
  const key = JSON.stringify([row.container?.type, row.container?.name, row.detail]);
  const known = rows.get(key);
  if (known === undefined || (known.verdict === 'unknown' && row.verdict === 'fail')) rows.set(key, row);
}

function allContainers(places: readonly WorkloadPlace[]): ReadonlyMap<string, Container> {
  const containers = new Map<string, Container>();
  for (const { view, duplicate } of places) {
    if (duplicate) continue;
    for (const container of view.template.containers) {
      const key = `${container.type}/${container.name}`;
      if (!containers.has(key)) containers.set(key, container);
    }
  }
  return containers;
}

/** Containers that no finding is about. An unknown about the whole pod leaves none. */
function passing(containers: readonly Subject[], rows: ReadonlyMap<string, FindingRow>): readonly Subject[] {
  const named = new Set<string>();
  for (const { container, verdict } of rows.values()) {
    if (container !== undefined) named.add(`${container.type}/${container.name}`);
    else if (verdict === 'unknown') return [];
  }
  return containers.filter(({ container, containerType }) => !named.has(`${containerType}/${container}`));
}

function subjectOf(owner: Subject, container: Container): Subject {
  return { ...owner, container: container.name, containerType: container.type };
}

function isAbout({ container, containerType }: Subject, { name, type }: Container): boolean {
  return container === name && containerType === type;
}
