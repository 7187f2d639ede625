import { isClusterPower } from '../powers/power.ts';
import { allowsEverything, ruleGranting } from '../powers/role-powers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import type { CompiledRule } from '../rbac/compiled-rule.ts';
import { subjectKey } from '../subject.ts';
import type { AttackGraph } from './attack-graph.ts';
import { type Difficulty, hardest } from './difficulty.ts';
import { type EdgeKind, type EdgeKindName, edgeKinds } from './edge-kinds/index.ts';
import { isAct, type Need } from './graph-builder.ts';
import { narrowestPlace, stepsOfEdges } from './path-steps.ts';
import { everywhere, isPosition, type Place, type Vertex } from './vertex.ts';

/** A binding that a step takes, with the place of the subject in it and the rules that count. */
export interface UsedBinding {
  readonly binding: IndexedBinding;
  /** Place in `subjects`. */
  readonly subjectIndex: number | undefined;
  /** The rule for each need; for somebody who holds everything the rule that says so. */
  readonly rules: readonly { readonly need: Need | undefined; readonly rule: CompiledRule }[];
}

/** One step of a path, from one position to the next. */
export interface Hop {
  readonly from: Vertex;
  readonly to: Vertex;
  /** What happens, in order; the first tells the step. */
  readonly kinds: readonly EdgeKindName[];
  readonly place: Place | undefined;
  readonly difficulty: Difficulty;
  readonly bindings: readonly UsedBinding[];
  readonly needs: readonly Need[];
  readonly conditions: readonly string[];
  readonly detail: string | undefined;
}

/** A way from one position to another. */
export interface AttackPath {
  readonly cost: number;
  readonly difficulty: Difficulty;
  readonly hops: readonly Hop[];
}

/** Tells a walk through the graph as steps between positions. */
export function pathOfEdges(attack: AttackGraph, edges: readonly number[]): AttackPath {
  const { graph, vertices, reasons } = attack;
  const steps = stepsOfEdges(graph, edges, {
    isPosition: (vertex) => isPosition(vertices[vertex] as Vertex),
    isAct: (edge) => isAct(reasons[edge]),
  });
  const hops = steps.map((step) => hopOf(attack, step.edges, vertices[step.to] as Vertex));
  const cost = edges.reduce((sum, edge) => sum + (graph.cost[edge] ?? 0), 0);
  return { cost, difficulty: hardest(hops.map((hop) => hop.difficulty)), hops };
}

function hopOf(attack: AttackGraph, edges: readonly number[], to: Vertex): Hop {
  const { graph, vertices, reasons } = attack;
  const from = vertices[graph.from[edges[0] ?? 0] ?? 0] as Vertex;
  const taken = edges.flatMap((edge) => reasons[edge] ?? []).filter(isAct);
  const kinds = taken.map(({ kind }) => kind);
  const between = edges.flatMap((edge) => vertices[graph.to[edge] ?? 0] ?? []);
  // What comes after the first is asked of what was gained by it.
  const needs = taken[0]?.needs ?? [];
  const used = between.flatMap((vertex) => (vertex.type === 'binding' ? vertex.binding : []));
  return {
    from,
    to,
    kinds,
    place: needs.some(({ power }) => isClusterPower(power)) ? everywhere : narrowestPlace(placesOf(between)),
    difficulty: hardest(kinds.map((kind) => edgeKinds[kind].difficulty)),
    bindings: used.map((binding) => usedBinding(attack, binding, from, needs)),
    needs,
    conditions: taken.flatMap(({ kind }) => {
      const { condition }: EdgeKind = edgeKinds[kind];
      return condition ?? [];
    }),
    detail: taken.find(({ detail }) => detail !== undefined)?.detail,
  };
}

/** Places that the vertices of a step are in. */
export function placesOf(between: readonly Vertex[]): Place[] {
  return between.flatMap((vertex) => {
    if (vertex.type === 'role' || vertex.type === 'hub') return vertex.place;
    if (vertex.type === 'binding') return vertex.binding.namespace || everywhere;
    return [];
  });
}

function usedBinding(
  { access }: AttackGraph,
  binding: IndexedBinding,
  from: Vertex,
  needs: readonly Need[],
): UsedBinding {
  const role = access.index.slot(binding.role.key);
  const rules = needs.flatMap((need) => {
    const rule = role && ruleGranting(role, need.power, access.cluster.version, need.name);
    return rule === undefined ? [] : [{ need, rule }];
  });
  const all = needs.length > 0 ? undefined : role?.rules.find(allowsEverything);
  const subject = from.type === 'subject' ? subjectKey(from.subject) : undefined;
  return {
    binding,
    subjectIndex: binding.subjects.find((each) => subjectKey(each.subject) === subject)?.index,
    rules: all === undefined ? rules : [{ need: undefined, rule: all }],
  };
}
