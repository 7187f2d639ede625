import type { PowerName } from '../powers/power.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { type CompactGraph, compactGraph } from './compact-graph.ts';
import { costs } from './difficulty.ts';
import { type EdgeKindName, edgeKinds } from './edge-kinds/index.ts';
import type { Vertex } from './vertex.ts';

/** A power that a step uses; with a name where it uses it on one object. */
export interface Need {
  readonly power: PowerName;
  readonly name?: string;
}

/** Why an edge is there. An edge without a reason only leads from a hub to what it stands for. */
export interface Reason {
  readonly kind: EdgeKindName;
  readonly needs: readonly Need[];
  /** The setting of a pod that opens it, or another detail. */
  readonly detail?: string;
}

/** Somewhere that powers lead to, and the powers that it takes. */
export interface Consequence extends Reason {
  readonly to: number;
  /** Bindings that it takes besides those that give the powers. */
  readonly uses?: readonly IndexedBinding[];
  /** A binding of others that has to be there, because it is changed. */
  readonly changes?: IndexedBinding;
}

/** Collects vertices and edges; the same key is the same vertex. */
export class GraphBuilder {
  readonly vertices: Vertex[] = [];
  readonly reasons: (Reason | undefined)[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #cost: number[] = [];

  find(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  /** The vertex of a key, made when it is new. */
  vertex(key: string, make: () => Vertex): number {
    let vertex = this.#byKey.get(key);
    if (vertex === undefined) {
      vertex = this.add(make());
      this.#byKey.set(key, vertex);
    }
    return vertex;
  }

  /** A vertex that no key finds. */
  add(vertex: Vertex): number {
    return this.vertices.push(vertex) - 1;
  }

  edge(from: number, to: number, reason?: Reason): void {
    this.#from.push(from);
    this.#to.push(to);
    this.reasons.push(reason);
    this.#cost.push(isAct(reason) ? costs[edgeKinds[reason.kind].difficulty] : 0);
  }

  /** Draws a step; one that changes a binding passes that binding, so that the step ends when the binding does. */
  step(from: number, { to, kind, needs, changes }: Consequence): void {
    if (from === to) return;
    let last = from;
    if (changes !== undefined) {
      const key = `changed/${from}/${to}/${changes.key}`;
      last = this.vertex(key, () => ({ type: 'binding', binding: changes }));
      this.edge(from, last);
    }
    this.edge(last, to, { kind, needs });
  }

  finish(): CompactGraph {
    return compactGraph(this.vertices.length, this.#from, this.#to, this.#cost);
  }
}

/** Whether somebody does something there; being named by a binding is no act. */
export function isAct(reason: Reason | undefined): reason is Reason {
  return reason !== undefined && reason.kind !== 'bound-to';
}

/** A reason without needs, shared by all its edges. */
export function given(kind: EdgeKindName): Reason {
  let reason = shared.get(kind);
  if (reason === undefined) shared.set(kind, (reason = { kind, needs: [] }));
  return reason;
}

const shared = new Map<EdgeKindName, Reason>();
