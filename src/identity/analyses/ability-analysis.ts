import type { Cluster } from '../../cluster/index.ts';
import {
  type Analysis,
  type AnalysisContext,
  analysisOf,
  type Evidence,
  type ReadKind,
  type ResultDraft,
} from '../../controls/index.ts';
import type { Ability } from '../abilities/ability.ts';
import { type Holder, holdersIn, type Way } from '../abilities/holders.ts';
import { accessOf, type ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { formatSubject, type Subject, subjectKey } from '../subject.ts';
import { parseSubject } from '../subject-argument.ts';
import { evidenceOf, referenceTo, shortList } from './draft.ts';
import { ownBindings } from './everybody.ts';
import { allAccess, clusterWideAccess } from './reads.ts';

export type Reach = 'cluster' | 'namespace' | 'anywhere';

/**
 * Finds the bindings that give an ability, by what they make possible and not by their text. Whoever may do everything
 * anyway is left to the control about that.
 */
export function abilityAnalysis(ability: Ability, reach: Reach): Analysis {
  return analysisOf(accessWithin(reach), function* analyse({ cluster }) {
    const access = accessOf(cluster);
    const holders = holdersIn(access);
    const almighty = new Set(holders.ofEverything().map(placeKey));
    const found = holders
      .of(ability)
      .filter(
        (holder) =>
          isWithin(holder.namespace, reach) &&
          !almighty.has(placeKey(holder)) &&
          !almighty.has(placeKey({ ...holder, namespace: '' })),
      );
    yield* judgeBindings(access, found, reach);
  });
}

/**
 * Finds the bindings that give something which harms and is no step to everything. Whoever is one step from everything is left
 * to the controls about that, so that one grave grant is not told a dozen times.
 *
 * @param when whether there is what could be harmed
 */
export function furtherAnalysis(
  ability: Ability,
  reach: Reach,
  when: { readonly reads: readonly ReadKind[]; readonly isThere: (cluster: Cluster) => boolean } = always,
): Analysis {
  return analysisOf([...accessWithin(reach), ...when.reads], function* analyse({ cluster }) {
    const access = accessOf(cluster);
    const holders = holdersIn(access);
    const isStrong = ({ subject }: Holder) => holders.strong.has(subjectKey(subject));
    const almighty = new Set(holders.ofEverything().map(placeKey));
    const found = (when.isThere(cluster) ? holders.of(ability) : []).filter(
      (holder) => isWithin(holder.namespace, reach) && !isStrong(holder) && !almighty.has(placeKey(holder)),
    );
    yield* judgeBindings(access, found, reach, undefined, 'It gives that to nobody but who has more.');
  });
}

const always = { reads: [], isThere: () => true };

/** Finds who may do everything, in the whole cluster or in a namespace. `breakGlass` names subjects that are meant to. */
export function everythingAnalysis(reach: Reach): Analysis {
  return analysisOf(accessWithin(reach), function* analyse({ cluster, parameters }) {
    const access = accessOf(cluster);
    const meant = breakGlassOf(parameters);
    const found = holdersIn(access)
      .ofEverything()
      .filter(({ namespace, subject }) => isWithin(namespace, reach) && !meant.has(subjectKey(subject)));
    yield* judgeBindings(access, found, reach);
  });
}

/** Subjects that a person declared to be for emergencies. */
export function breakGlassOf(parameters: AnalysisContext['parameters']): ReadonlySet<string> {
  const lines = (parameters['breakGlass'] ?? '').split('\n').map((line) => line.trim());
  return new Set(lines.flatMap((line) => parseSubject(line) ?? []).map(subjectKey));
}

/**
 * One finding for each set of bindings that gives the same to some subjects in one place, also where another set gives it
 * too; every other binding of one's own passes.
 */
export function* judgeBindings(
  access: ClusterAccess,
  found: readonly Holder[],
  reach: Reach,
  what: (holder: Holder, way: Way) => string = (_, way) => way.what,
  passed = 'It gives nobody that ability.',
): Iterable<ResultDraft> {
  const failing = new Set<IndexedBinding>();
  const groups = Map.groupBy(
    found.flatMap((holder) => holder.ways.map((way) => ({ holder, way }))),
    ({ holder: { namespace }, way: { bindings } }) =>
      `${namespace} ${bindings.map(({ key }) => key).join(' ')}`,
  );
  for (const same of groups.values()) {
    const holders = same.map(({ holder }) => holder);
    const [{ holder, way } = {}] = same;
    const [binding, ...others] = way?.bindings ?? [];
    if (holder === undefined || way === undefined || binding === undefined) continue;
    failing.add(binding);
    const place = holder.namespace === '' ? 'in the whole cluster' : `in namespace ${holder.namespace}`;
    const subjects = shortList(holders.map(({ subject }) => formatSubject(subject)));
    const together =
      others.length === 0 ? '' : `, together with ${shortList(others.map(({ name }) => name))}`;
    yield {
      verdict: 'fail',
      subject: referenceTo(binding.object),
      ...(others.length > 0 && { detail: others.map(({ key }) => key).join(' ') }),
      message: `${binding.name} lets ${subjects} ${what(holder, way)} ${place}${together}.`,
      evidence: evidenceFor(access, holders, way),
    };
  }
  for (const binding of ownWithin(access, reach)) {
    if (failing.has(binding)) continue;
    yield { verdict: 'pass', subject: referenceTo(binding.object), message: passed };
  }
}

const known = new WeakMap<ClusterAccess, Map<Reach, readonly IndexedBinding[]>>();

/** Bindings of one's own within reach, computed once for the many analyses that judge each of them. */
function ownWithin(access: ClusterAccess, reach: Reach): readonly IndexedBinding[] {
  let byReach = known.get(access);
  if (byReach === undefined) known.set(access, (byReach = new Map()));
  let own = byReach.get(reach);
  if (own === undefined) {
    own = [...ownBindings(access)].filter(({ namespace }) => isWithin(namespace, reach));
    byReach.set(reach, own);
  }
  return own;
}

function evidenceFor(
  access: ClusterAccess,
  holders: readonly Holder[],
  { bindings, needed }: Way,
): Evidence[] {
  const [first] = bindings;
  if (first === undefined) return [];
  const subjects = holders.flatMap(({ subject }) => placesOf(first, subject).slice(0, 1));
  const rules = bindings.flatMap((binding) => {
    const role = access.index.slot(binding.role.key);
    const rule = role === undefined ? undefined : holdersIn(access).ruleFor(role, needed);
    if (role?.role === undefined || rule === undefined) return [];
    const stated =
      rule.from === undefined ? role.role : access.index.slot(role.key.replace(/[^/]*$/, rule.from))?.role;
    return stated === undefined ? [] : [evidenceOf(stated.object, ['rules', rule.index])];
  });
  return [...subjects.slice(0, 5).map((index) => evidenceOf(first.object, ['subjects', index])), ...rules];
}

function placesOf(binding: IndexedBinding, subject: Subject): number[] {
  const key = subjectKey(subject);
  return binding.subjects.flatMap((each) => (subjectKey(each.subject) === key ? each.index : []));
}

function accessWithin(reach: Reach): typeof allAccess {
  return reach === 'cluster' ? clusterWideAccess : allAccess;
}

function isWithin(namespace: string, reach: Reach): boolean {
  return reach === 'anywhere' || (namespace === '') === (reach === 'cluster');
}

function placeKey({ subject, namespace }: Pick<Holder, 'subject' | 'namespace'>): string {
  return `${namespace} ${subjectKey(subject)}`;
}
