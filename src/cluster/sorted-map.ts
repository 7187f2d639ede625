/**
 * Who may change a node in place. A writer owns the nodes it made since its last snapshot; with a new token every
 * node that an older snapshot can see is copied before it changes.
 */
export type EditToken = object;

const maximumEntries = 32;
const minimumEntries = 8;

interface Leaf<Value> {
  readonly edit: EditToken;
  readonly keys: string[];
  readonly values: Value[];
  readonly children?: undefined;
}

/** `keys[i]` is the smallest key below `children[i]`. */
interface Branch<Value> {
  readonly edit: EditToken;
  readonly keys: string[];
  readonly children: Node<Value>[];
}

type Node<Value> = Leaf<Value> | Branch<Value>;

/**
 * A persistent map with string keys, ordered by UTF-16 code units: a B+ tree that copies the path it changes.
 * A change costs O(log n); all older versions stay valid and share the rest. One ordered tree answers "this key",
 * "every key with this prefix" and "all, in order", for which a hash map needs an index and a sort each.
 */
export class SortedMap<Value> {
  readonly size: number;
  readonly #root: Node<Value> | undefined;

  private constructor(root: Node<Value> | undefined, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<Value>(): SortedMap<Value> {
    return new SortedMap<Value>(undefined, 0);
  }

  get(key: string): Value | undefined {
    let node = this.#root;
    if (node === undefined) return undefined;
    while (node.children !== undefined) {
      const child: Node<Value> | undefined = node.children[childAt(node.keys, key)];
      if (child === undefined) return undefined;
      node = child;
    }
    const at = lowerBound(node.keys, key);
    return node.keys[at] === key ? node.values[at] : undefined;
  }

  /** The map with `key` set. Nodes made under the same token are changed in place. */
  set(key: string, value: Value, edit: EditToken): SortedMap<Value> {
    if (this.#root === undefined) {
      return new SortedMap<Value>({ edit, keys: [key], values: [value] }, 1);
    }
    const change: Change = { sizeDelta: 0 };
    const root = insert(this.#root, key, value, edit, change);
    const right = split(root, edit);
    const top = right === undefined ? root : branchOf([root, right], edit);
    return new SortedMap<Value>(top, this.size + change.sizeDelta);
  }

  /** The map without `key`; itself when the key is not there. */
  delete(key: string, edit: EditToken): SortedMap<Value> {
    if (this.#root === undefined || this.get(key) === undefined) return this;
    let root: Node<Value> | undefined = remove(this.#root, key, edit);
    if (root.keys.length === 0) root = undefined;
    else if (root.children?.length === 1) root = root.children[0];
    return new SortedMap<Value>(root, this.size - 1);
  }

  /**
   * What stands under each key that this map and an earlier version of it do not have alike. Parts that the two share are not
   * looked at, so that it costs what was changed and a look at each node.
   */
  changesSince(earlier: SortedMap<Value>): Map<string, { before?: Value; after?: Value }> {
    const changes = new Map<string, { before?: Value; after?: Value }>();
    const known = new Set(nodesOf(earlier.#root));
    const shared = new Set<Node<Value>>();
    const isShared = (node: Node<Value>) => known.has(node) && shared.add(node).has(node);
    for (const [key, after] of entriesOf(this.#root, isShared)) changes.set(key, { after });
    for (const [key, before] of entriesOf(earlier.#root, (node) => shared.has(node))) {
      const change = changes.get(key);
      if (change?.after === before) changes.delete(key);
      else changes.set(key, { ...change, before });
    }
    return changes;
  }

  /** Values in key order. */
  values(): Iterable<Value> {
    return this.#root === undefined ? [] : valuesOf(this.#root);
  }

  /** Values whose key starts with `prefix`, in key order. */
  withPrefix(prefix: string): Iterable<Value> {
    return this.#root === undefined ? [] : prefixed(this.#root, prefix);
  }
}

interface Change {
  sizeDelta: number;
}

function insert<Value>(
  node: Node<Value>,
  key: string,
  value: Value,
  edit: EditToken,
  change: Change,
): Node<Value> {
  const own = editable(node, edit);
  if (own.children === undefined) {
    const at = lowerBound(own.keys, key);
    if (own.keys[at] === key) {
      own.values[at] = value;
    } else {
      own.keys.splice(at, 0, key);
      own.values.splice(at, 0, value);
      change.sizeDelta = 1;
    }
    return own;
  }
  const at = childAt(own.keys, key);
  const child = insert(own.children[at] as Node<Value>, key, value, edit, change);
  own.children[at] = child;
  own.keys[at] = child.keys[0] as string;
  const right = split(child, edit);
  if (right !== undefined) {
    own.children.splice(at + 1, 0, right);
    own.keys.splice(at + 1, 0, right.keys[0] as string);
  }
  return own;
}

function remove<Value>(node: Node<Value>, key: string, edit: EditToken): Node<Value> {
  const own = editable(node, edit);
  if (own.children === undefined) {
    const at = lowerBound(own.keys, key);
    own.keys.splice(at, 1);
    own.values.splice(at, 1);
    return own;
  }
  const at = childAt(own.keys, key);
  const child = remove(own.children[at] as Node<Value>, key, edit);
  if (child.keys.length === 0) {
    own.children.splice(at, 1);
    own.keys.splice(at, 1);
    return own;
  }
  own.children[at] = child;
  own.keys[at] = child.keys[0] as string;
  if (child.keys.length < minimumEntries) joinWithNeighbour(own, at, edit);
  return own;
}

/** Keeps the tree shallow after many deletions: a small child takes in its neighbour when both fit in one node. */
function joinWithNeighbour<Value>(parent: Branch<Value>, at: number, edit: EditToken): void {
  const leftAt = at > 0 ? at - 1 : at;
  const left = parent.children[leftAt];
  const right = parent.children[leftAt + 1];
  if (left === undefined || right === undefined || left.keys.length + right.keys.length > maximumEntries)
    return;
  const own = editable(left, edit);
  own.keys.push(...right.keys);
  if (own.children !== undefined && right.children !== undefined) own.children.push(...right.children);
  else if (own.children === undefined && right.children === undefined) own.values.push(...right.values);
  parent.children[leftAt] = own;
  parent.children.splice(leftAt + 1, 1);
  parent.keys.splice(leftAt + 1, 1);
}

/** Cuts an overfull node, which the caller owns, and returns its right half. */
function split<Value>(node: Node<Value>, edit: EditToken): Node<Value> | undefined {
  if (node.keys.length <= maximumEntries) return undefined;
  const half = node.keys.length >> 1;
  const keys = node.keys.splice(half);
  return node.children === undefined
    ? { edit, keys, values: node.values.splice(half) }
    : { edit, keys, children: node.children.splice(half) };
}

function branchOf<Value>(children: Node<Value>[], edit: EditToken): Branch<Value> {
  return { edit, keys: children.map((child) => child.keys[0] as string), children };
}

function editable<Value>(node: Node<Value>, edit: EditToken): Node<Value> {
  if (node.edit === edit) return node;
  return node.children === undefined
    ? { edit, keys: node.keys.slice(), values: node.values.slice() }
    : { edit, keys: node.keys.slice(), children: node.children.slice() };
}

/** Index of the first key that is not smaller. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the child that holds, or would hold, a key. */
function childAt(keys: readonly string[], key: string): number {
  const at = lowerBound(keys, key);
  return keys[at] === key || at === 0 ? at : at - 1;
}

function* valuesOf<Value>(node: Node<Value>): Iterable<Value> {
  if (node.children === undefined) yield* node.values;
  else for (const child of node.children) yield* valuesOf(child);
}

function* nodesOf<Value>(node: Node<Value> | undefined): Iterable<Node<Value>> {
  if (node === undefined) return;
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

/** Keys with values, without those below a node that is left out. */
function* entriesOf<Value>(
  node: Node<Value> | undefined,
  isLeftOut: (node: Node<Value>) => boolean,
): Iterable<readonly [string, Value]> {
  if (node === undefined || isLeftOut(node)) return;
  if (node.children !== undefined) for (const child of node.children) yield* entriesOf(child, isLeftOut);
  else for (const [at, key] of node.keys.entries()) yield [key, node.values[at] as Value];
}

function* prefixed<Value>(node: Node<Value>, prefix: string): Iterable<Value> {
  if (node.children === undefined) {
    for (let at = lowerBound(node.keys, prefix); at < node.keys.length; at += 1) {
      if (!(node.keys[at] as string).startsWith(prefix)) return;
      yield node.values[at] as Value;
    }
    return;
  }
  for (let at = childAt(node.keys, prefix); at < node.children.length; at += 1) {
    const first = node.keys[at] as string;
    if (first > prefix && !first.startsWith(prefix)) return;
    yield* prefixed(node.children[at] as Node<Value>, prefix);
  }
}
