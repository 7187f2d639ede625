import { CelError, type Program, type Witness } from '@plimsoll/cel';
import { type Container, type FieldPath, formatPath } from '../../cluster/index.ts';
import type { CompiledControl } from '../catalogue/compiled-control.ts';
import { planFix } from '../fix.ts';
import type { Evidence, Fix, UnknownReason } from '../result.ts';
import { failureMessage, type PolicyFailure } from './evaluate-policy.ts';
import { contentDigestOf, evidenceAt, evidencePaths } from './evidence.ts';
import { findingText } from './finding-text.ts';
import { type Base, containerBase, objectBase, type Place, podBase, referenceTo } from './place.ts';
import type { Activation } from './policy-activation.ts';
import { withoutNulls } from './without-nulls.ts';
import { witnessPaths } from './witness-paths.ts';

/** One finding of one policy run, before it is merged with those of other objects of the same workload. */
export interface FindingRow {
  readonly verdict: 'fail' | 'unknown';
  readonly container?: Container;
  readonly detail: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** Of a failure. */
  readonly contentDigest?: string;
  readonly fix?: Fix;
  readonly unknown?: UnknownReason;
}

interface Group {
  readonly container?: Container;
  readonly detail: string;
  readonly failures: Set<PolicyFailure>;
  readonly failing: Set<unknown>;
  readonly details: Set<string>;
  /** Fields that the witnesses looked at, for controls that name no evidence field. */
  readonly paths: Map<string, FieldPath>;
}

/**
 * Sorts the witnesses of failed validations by what they are about: the container that an element of the witness is (by
 * identity), else the pod or object; with `evidence.each` every last element is a finding of its own.
 */
export function findingRows(
  compiled: CompiledControl,
  place: Place,
  failures: readonly PolicyFailure[],
): FindingRow[] {
  const groups = new Map<string, Group>();
  for (const failure of failures) {
    const all = witnessesOf(failure);
    const named =
      compiled.control.evidence?.each === true ? all.filter((one) => !isNamedWithin(one, all)) : all;
    for (const witness of named) addWitness(groups, compiled, place, failure, witness);
  }
  return [...groups.values()].map((group) => rowOf(compiled, place, group));
}

/** What makes a validation false; one witness of nothing in particular where that cannot be told. */
function witnessesOf({ validation, activation }: PolicyFailure): readonly (Witness | undefined)[] {
  try {
    const witnesses = validation.program.explain(activation);
    return witnesses.length === 0 ? [undefined] : witnesses;
  } catch (error) {
    if (error instanceof CelError) return [undefined];
    throw error;
  }
}

/** Whether another witness is a part of what this one names: of `c.privileged || c.list.all(x, …)` the `x` are the findings. */
function isNamedWithin(witness: Witness | undefined, all: readonly (Witness | undefined)[]): boolean {
  const outer = witness?.elements ?? [];
  return all.some((other) => {
    const inner = other?.elements ?? [];
    return inner.length > outer.length && outer.every(({ value }, index) => value === inner[index]?.value);
  });
}

function addWitness(
  groups: Map<string, Group>,
  compiled: CompiledControl,
  place: Place,
  failure: PolicyFailure,
  witness: Witness | undefined,
): void {
  const { control } = compiled;
  const elements = (witness?.elements ?? []).map(({ value }) => value);
  const containers = place.view?.containerOf;
  const owner = elements.find((element) => containers?.has(element) === true);
  const container = control.subject === 'container' ? containers?.get(owner) : undefined;
  const parts = elements.filter((element) => element !== owner || container === undefined);
  const last = parts.at(-1);
  const detail = last === undefined ? '' : elementName(last);
  const idDetail = [place.view?.template.name ?? '', control.evidence?.each === true ? detail : '']
    .filter((part) => part !== '')
    .join(' ');
  const key = JSON.stringify([container?.type, container?.name, idDetail]);
  let group = groups.get(key);
  if (group === undefined) {
    group = {
      ...(container === undefined ? {} : { container }),
      detail: idDetail,
      failures: new Set(),
      failing: new Set(),
      details: new Set(),
      paths: new Map(),
    };
    groups.set(key, group);
  }
  group.failures.add(failure);
  for (const part of parts) group.failing.add(part);
  if (detail !== '') group.details.add(detail);
  if (witness === undefined || compiled.evidenceField !== undefined) return;
  for (const path of witnessPaths(witness, place)) group.paths.set(formatPath(path), path);
}

/** The name of a list element: what it is called, else its number, else its whole content. */
function elementName(element: unknown): string {
  if (element === null || typeof element !== 'object') return String(element);
  const { name, hostPort, containerPort, port, key, path } = element as Readonly<Record<string, unknown>>;
  for (const known of [name, hostPort, containerPort, port, key, path]) {
    if (typeof known === 'string' || typeof known === 'number') return String(known);
  }
  return JSON.stringify(element);
}

function rowOf(compiled: CompiledControl, place: Place, group: Group): FindingRow {
  const { container, failing } = group;
  const base = baseOf(compiled, place, container);
  const paths = evidencePaths(compiled, place.judged.body, base, failing, [...group.paths.values()]);
  const evidence = evidenceAt(compiled, place, paths);
  const fix = fixOf(compiled, place, group);
  const message = findingText(compiled.control.finding, {
    subject: place.subject,
    ...(container === undefined ? {} : { container }),
    details: [...group.details],
    evidence,
    messages: () => [...new Set([...group.failures].map(failureMessage))],
  });
  const row = { ...(container === undefined ? {} : { container }), detail: group.detail, message, evidence };
  if (place.view?.template.partial === true && evidence.every(({ value }) => value === undefined)) {
    return { ...row, verdict: 'unknown', unknown: completedElsewhere };
  }
  const contentDigest = contentDigestOf(compiled, place, container, paths);
  return { ...row, verdict: 'fail', contentDigest, ...(fix === undefined ? {} : { fix }) };
}

/** An operator fills in the pod, so that a field which is absent here may well be set in the end. */
const completedElsewhere: UnknownReason = {
  state: 'not-connected',
  message: 'An operator completes this pod template, and the workload it makes from it was not read.',
};

function baseOf({ control }: CompiledControl, place: Place, container: Container | undefined): Base {
  if (container !== undefined) return containerBase(container);
  return control.subject === 'object' ? objectBase(place) : podBase(place);
}

/** Only the owner's own object is offered a fix: what a webhook added to a Pod is not in it. */
function fixOf(
  { fix }: CompiledControl,
  place: Place,
  { container, failing, failures }: Group,
): Fix | undefined {
  if (fix === undefined || place.judged.key !== place.subject.key) return undefined;
  const base = fix.at === 'object' ? objectBase(place) : fix.at === 'pod' ? podBase(place) : undefined;
  const start = base ?? (container === undefined ? undefined : containerBase(container));
  if (start === undefined) return undefined;
  const [failure] = failures;
  const activation = {
    ...failure?.activation,
    container: container === undefined ? {} : withoutNulls(container.spec),
  };
  if (fix.when !== undefined && !holds(fix.when, activation)) return undefined;
  const mechanical =
    fix.mechanicalWhen === undefined ? fix.mechanical : holds(fix.mechanicalWhen, activation);
  return planFix(
    { ...fix, mechanical },
    {
      object: referenceTo(place.subject),
      body: place.judged.body,
      base: start.path,
      failed: (element) => failing.has(withoutNulls(element)),
    },
  );
}

/** A condition of a fix that cannot be evaluated does not hold. */
function holds(condition: Program, activation: Activation): boolean {
  try {
    return condition.evaluate(activation) === true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}
