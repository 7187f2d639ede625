import { type Cluster, compileSelector, type LabelMatcher, type LabelSelector } from '../../cluster/index.ts';
import { expressionHolds, type LabelExpression, valueHolds } from '../policies/label-expression.ts';
import type { PodSelection } from '../policies/policy.ts';
import { add, type Bitset, emptySet, intersect, members, subtract, unite } from './bitset.ts';
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
  readonly #byNamespace = new Map<string, number[]>();
  /** Classes by key and value; lists, because most values are of one workload alone. */
  readonly #byLabel = new Map<string, Map<string, number[]>>();
  readonly #known = new Map<string, Bitset>();
  readonly #namespaceLabels = new Map<string, Readonly<Record<string, string>>>();

  /** @param asked keys of labels that some selector asks for */
  constructor(cluster: Cluster, classes: readonly PodClass[], size: number, asked: readonly string[]) {
    this.#cluster = cluster;
    this.#classes = classes;
    this.#size = size;
    this.#selectable = emptySet(size);
    for (const { index, example, pods } of classes) {
      if (example.hostNetwork || pods.length === 0) continue;
      add(this.#selectable, index);
      list(this.#byNamespace, example.namespace, index);
      for (const key of asked) {
        if (!Object.hasOwn(example.labels, key)) continue;
        const value = example.labels[key] ?? '';
        let values = this.#byLabel.get(key);
        if (values === undefined) this.#byLabel.set(key, (values = new Map()));
        list(values, value, index);
      }
    }
  }

  /** The classes that a selection takes. Not to be changed. */
  of(selection: PodSelection): Bitset {
    const { namespaces, pods, expression } = selection;
    if (pods === undefined && expression === undefined) return this.#inNamespaces(namespaces);
    const key = JSON.stringify([namespaces, pods, expression]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = this.#inNamespaces(namespaces).slice();
    if (pods !== undefined) intersect(set, this.#withLabels(pods));
    if (expression !== undefined) intersect(set, this.#satisfying(expression));
    this.#known.set(key, set);
    return set;
  }

  /** Adds the classes that a selection takes to a set. */
  addTo(set: Bitset, selection: PodSelection): void {
    const { namespaces } = selection;
    if (namespaces === 'all' || !('name' in namespaces)) unite(set, this.of(selection));
    else for (const member of this.#within(namespaces.name, selection)) add(set, member);
  }

  /** The classes that a selection takes, in order; of one namespace only its own are looked at. */
  membersOf(selection: PodSelection): Iterable<number> {
    const { namespaces } = selection;
    return namespaces === 'all' || !('name' in namespaces)
      ? members(this.of(selection))
      : this.#within(namespaces.name, selection);
  }

  *#within(namespace: string, { pods, expression }: PodSelection): Generator<number> {
    const matches = pods === undefined ? undefined : matcherOf(pods);
    for (const index of this.#byNamespace.get(namespace) ?? []) {
      const labels = this.#classes[index]?.example.labels ?? {};
      if (matches !== undefined && !matches(labels)) continue;
      if (expression === undefined || expressionHolds(expression, labels)) yield index;
    }
  }

  /** Whether a selection takes a class. */
  takes({ namespaces, pods, expression }: PodSelection, index: number): boolean {
    const { example, pods: of = [] } = this.#classes[index] ?? {};
    if (example === undefined || example.hostNetwork || of.length === 0) return false;
    const isNamed = namespaces !== 'all' && 'name' in namespaces;
    if (isNamed && namespaces.name !== example.namespace) return false;
    if (pods !== undefined && !takesLabels(pods, example.labels)) return false;
    if (
      !isNamed &&
      namespaces !== 'all' &&
      !takesLabels(namespaces.selector, this.#labelsOf(example.namespace))
    )
      return false;
    return expression === undefined || expressionHolds(expression, example.labels);
  }

  #labelsOf(namespace: string): Readonly<Record<string, string>> {
    let labels = this.#namespaceLabels.get(namespace);
    if (labels === undefined)
      this.#namespaceLabels.set(namespace, (labels = namespaceLabels(this.#cluster, namespace)));
    return labels;
  }

  #inNamespaces(namespaces: PodSelection['namespaces']): Bitset {
    if (namespaces === 'all') return this.#selectable;
    const isNamed = 'name' in namespaces;
    const key = isNamed
      ? `namespace ${namespaces.name}`
      : `namespaces ${JSON.stringify(namespaces.selector)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = emptySet(this.#size);
    if (isNamed) addAll(set, this.#byNamespace.get(namespaces.name));
    else {
      const matches = compileSelector(namespaces.selector);
      for (const [name, classes] of this.#byNamespace)
        if (matches(this.#labelsOf(name))) addAll(set, classes);
    }
    this.#known.set(key, set);
    return set;
  }

  #satisfying(expression: LabelExpression): Bitset {
    if (expression.operator === 'all') return this.#selectable;
    const set = emptySet(this.#size);
    if ('key' in expression) {
      for (const [value, classes] of this.#byLabel.get(expression.key) ?? [])
        if (valueHolds(expression, value)) addAll(set, classes);
    } else if (expression.operator === 'or')
      for (const each of expression.of) unite(set, this.#satisfying(each));
    else {
      unite(set, this.#selectable);
      if (expression.operator === 'not') subtract(set, this.#satisfying(expression.of));
      else for (const each of expression.of) intersect(set, this.#satisfying(each));
    }
    return set;
  }

  #withLabels(selector: LabelSelector): Bitset {
    const key = `labels ${JSON.stringify(selector)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = this.#selectable.slice();
    for (const [name, value] of Object.entries(selector.matchLabels ?? {}))
      intersect(set, this.#having(name, [value]));
    for (const { key: name, operator, values = [] } of selector.matchExpressions ?? []) {
      const having = this.#having(name, operator === 'In' || operator === 'NotIn' ? values : undefined);
      if (operator === 'In' || operator === 'Exists') intersect(set, having);
      else subtract(set, having);
    }
    this.#known.set(key, set);
    return set;
  }

  /** The classes whose label has one of some values, or any. */
  #having(label: string, values: readonly string[] | undefined): Bitset {
    const byValue = this.#byLabel.get(label);
    const set = emptySet(this.#size);
    for (const value of values ?? byValue?.keys() ?? []) addAll(set, byValue?.get(value));
    return set;
  }
}

function list(lists: Map<string, number[]>, key: string, member: number): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [member]);
  else known.push(member);
}

function addAll(set: Bitset, classes: readonly number[] = []): void {
  for (const index of classes) add(set, index);
}

/**
 * The server gives every namespace its name as a label, and a namespace that is not in the model has that one alone.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#automatic-labelling
 */
export function namespaceLabels(cluster: Cluster, name: string): Readonly<Record<string, string>> {
  return { ...cluster.namespaceLabels(name), 'kubernetes.io/metadata.name': name };
}

/** Most selectors name labels alone, and most of these fail at the first. */
function takesLabels(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels, matchExpressions = [] } = selector;
  for (const key in matchLabels)
    if (!Object.hasOwn(labels, key) || labels[key] !== matchLabels[key]) return false;
  return matchExpressions.length === 0 || matcherOf(selector)(labels);
}

const matchers = new WeakMap<LabelSelector, LabelMatcher>();

/** A selector compiled once for all questions. */
function matcherOf(selector: LabelSelector): LabelMatcher {
  let matcher = matchers.get(selector);
  if (matcher === undefined) matchers.set(selector, (matcher = compileSelector(selector)));
  return matcher;
}
