import { type Cluster, compileSelector, type LabelSelector } from '../../cluster/index.ts';
import type { PodSelection } from '../policies/policy.ts';
import { add, type Bitset, emptySet, intersect, unite } from './bitset.ts';
import type { PodClass } from './pod-classes.ts';

/**
 * Which classes a selection takes, as sets. Every term of a selector is one look into an index of labels, and selectors that
 * were asked before are not asked again: clusters have few of them.
 */
export class SelectionIndex {
  readonly #size: number;
  readonly #cluster: Cluster;
  readonly #classes: readonly PodClass[];
  /** Classes that selectors see at all: pods in the network of their node are not told from the node. */
  readonly #selectable: Bitset;
  readonly #byNamespace = new Map<string, Bitset>();
  readonly #byLabel = new Map<string, Map<string, Bitset>>();
  readonly #known = new Map<string, Bitset>();

  constructor(cluster: Cluster, classes: readonly PodClass[], size: number) {
    this.#cluster = cluster;
    this.#classes = classes;
    this.#size = size;
    this.#selectable = emptySet(size);
    for (const { index, example } of classes) {
      if (example.hostNetwork) continue;
      add(this.#selectable, index);
      this.#setOf(this.#byNamespace, example.namespace, index);
      for (const [key, value] of Object.entries(example.labels)) {
        let values = this.#byLabel.get(key);
        if (values === undefined) this.#byLabel.set(key, (values = new Map()));
        this.#setOf(values, value, index);
      }
    }
  }

  /** The classes that a selection takes. Not to be changed. */
  of({ namespaces, pods }: PodSelection): Bitset {
    const key = JSON.stringify([namespaces, pods]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = this.#inNamespaces(namespaces).slice();
    if (pods !== undefined) intersect(set, this.#withLabels(pods));
    this.#known.set(key, set);
    return set;
  }

  #setOf(sets: Map<string, Bitset>, key: string, member: number): void {
    let set = sets.get(key);
    if (set === undefined) sets.set(key, (set = emptySet(this.#size)));
    add(set, member);
  }

  #inNamespaces(namespaces: PodSelection['namespaces']): Bitset {
    if (namespaces === 'all') return this.#selectable;
    if ('name' in namespaces) return this.#byNamespace.get(namespaces.name) ?? emptySet(this.#size);
    const key = `namespaces ${JSON.stringify(namespaces.selector)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const matches = compileSelector(namespaces.selector);
    const set = emptySet(this.#size);
    for (const [name, classes] of this.#byNamespace)
      if (matches(namespaceLabels(this.#cluster, name))) unite(set, classes);
    this.#known.set(key, set);
    return set;
  }

  #withLabels(selector: LabelSelector): Bitset {
    const key = `labels ${JSON.stringify(selector)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = this.#selectable.slice();
    for (const [name, value] of Object.entries(selector.matchLabels ?? {}))
      intersect(set, this.#byLabel.get(name)?.get(value) ?? emptySet(this.#size));
    for (const { key: name, operator, values = [] } of selector.matchExpressions ?? []) {
      const byValue = this.#byLabel.get(name);
      const wanted = operator === 'In' || operator === 'NotIn' ? values : [...(byValue?.keys() ?? [])];
      const having = emptySet(this.#size);
      for (const value of wanted) unite(having, byValue?.get(value) ?? emptySet(this.#size));
      if (operator === 'In' || operator === 'Exists') intersect(set, having);
      else for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) & ~(having[word] ?? 0);
    }
    this.#known.set(key, set);
    return set;
  }

  get classes(): readonly PodClass[] {
    return this.#classes;
  }
}

/**
 * The server gives every namespace its name as a label, and a namespace that is not in the model has that one alone.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#automatic-labelling
 */
export function namespaceLabels(cluster: Cluster, name: string): Readonly<Record<string, string>> {
  return { ...cluster.namespaceLabels(name), 'kubernetes.io/metadata.name': name };
}
