import type { ObjectReference } from '../cluster/index.ts';
import { namePatterns } from '../controls/index.ts';

/** A named part of the fleet (`cde`, `team-shop`). A subject belongs to it when every condition that is given holds. */
export interface Scope {
  readonly name: string;
  /** Names, or patterns with `*`: `shop-*`. */
  readonly namespaces?: readonly string[];
  /** Whether the labels of the subject match, when the scope has a label selector. */
  readonly labels?: (labels: Readonly<Record<string, string>>) => boolean;
  /** Names or ids of clusters, or patterns with `*`. */
  readonly clusters?: readonly string[];
}

export interface ScopedSubject {
  readonly reference: ObjectReference;
  readonly labels: Readonly<Record<string, string>>;
  /** Namespaces that it is about beside its own. */
  readonly alsoIn?: readonly string[] | undefined;
  readonly cluster: { readonly id: string; readonly name: string };
}

/** Names of the scopes that a subject belongs to, in the order of the configuration. */
export function scopesOf(scopes: readonly Scope[], subject: ScopedSubject): string[] {
  return scopes.filter((scope) => belongs(scope, subject)).map((scope) => scope.name);
}

function belongs(scope: Scope, { reference, labels, alsoIn = [], cluster }: ScopedSubject): boolean {
  const { clusters, namespaces } = scope;
  if (clusters !== undefined && ![cluster.id, cluster.name].some((name) => matchesAny(clusters, name)))
    return false;
  const places = [namespaceOf(reference), ...alsoIn];
  if (namespaces !== undefined && !places.some((name) => matchesAny(namespaces, name))) return false;
  return scope.labels === undefined || scope.labels(labels);
}

/** The namespace that an object is about: its own, or for a Namespace its name; empty for other cluster-scoped objects. */
export function namespaceOf(reference: ObjectReference): string {
  return reference.group === '' && reference.kind === 'Namespace' ? reference.name : reference.namespace;
}

/** The patterns of a scope are compiled once, however many subjects are asked about. */
const compiled = new WeakMap<readonly string[], ReturnType<typeof namePatterns>>();

function matchesAny(patterns: readonly string[], name: string): boolean {
  let test = compiled.get(patterns);
  if (test === undefined) {
    test = namePatterns(patterns);
    compiled.set(patterns, test);
  }
  return test(name);
}
