import { type CallEstimate, libraryEstimate, type Operand } from './call-estimate.ts';
import {
  accumulator,
  type ExpandedBinding,
  type ExpandedCall,
  type ExpandedComprehension,
  type ExpandedNode,
} from './expanded-tree.ts';
import { fixed, plus, type Range, sum, times, unbounded, union, unknownSize } from './size-range.ts';
import { standardEstimate } from './standard-estimate.ts';
import { countsSelection, firstParameter, isScalar, writtenSize } from './type-sizes.ts';

/**
 * The sizes that values are known to keep to, by path: a variable, then fields, `@items`, `@values` and `@keys`. Undefined
 * where nothing is known.
 */
export type SizeOfPath = (
  path: readonly string[],
) => { readonly min: bigint; readonly max: bigint } | undefined;

/** What is known about the entries of a list or map that an expression builds. */
interface EntrySizes {
  readonly kind: 'list' | 'map';
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly entries: EntrySizes | undefined;
}

const one = fixed(1);
const creation = { list: fixed(10), map: fixed(30), object: fixed(40) };

/**
 * The least and the most that evaluations of an expression may cost, as the API server estimates it for rules of
 * CustomResourceDefinitions (https://github.com/google/cel-go/blob/master/checker/cost.go).
 */
export class StaticCost {
  readonly #sizeOfPath: SizeOfPath;
  readonly #paths = new Map<ExpandedNode, readonly string[]>();
  readonly #sizes = new Map<ExpandedNode, Range>();
  readonly #entries = new Map<ExpandedNode, EntrySizes>();
  readonly #locals = new Map<string, Local[]>();

  constructor(sizeOfPath: SizeOfPath) {
    this.#sizeOfPath = sizeOfPath;
  }

  of(node: ExpandedNode): Range {
    switch (node.kind) {
      case 'literal':
        return fixed(0);
      case 'identifier':
        this.#paths.set(node, this.#local(node.name)?.path ?? [node.name]);
        return one;
      case 'select': {
        const cost = this.of(node.operand);
        if (node.presence) return cost;
        this.#paths.set(node, [...this.#pathOf(node.operand), node.field]);
        return countsSelection(node.operand.type) ? plus(cost, one) : cost;
      }
      case 'call':
        return this.#call(node);
      case 'list': {
        const cost = sum(node.elements.map((element) => this.of(element)));
        this.#entries.set(node, { kind: 'list', key: one, value: this.#commonSize(node.elements) });
        return plus(cost, creation.list);
      }
      case 'map': {
        const cost = sum(node.entries.flatMap(([key, value]) => [this.of(key), this.of(value)]));
        const key = this.#commonSize(node.entries.map((entry) => entry[0]));
        this.#entries.set(node, {
          kind: 'map',
          key,
          value: this.#commonSize(node.entries.map((entry) => entry[1])),
        });
        return plus(cost, creation.map);
      }
      case 'object':
        return plus(sum(node.fields.map((field) => this.of(field))), creation.object);
      case 'comprehension':
        return this.#comprehension(node);
      case 'binding':
        return this.#binding(node);
    }
  }

  #call(node: ExpandedNode & ExpandedCall): Range {
    const [only] = node.given;
    if (node.name === 'dyn' && only !== undefined) {
      const cost = this.of(only);
      this.#copySizes(node, only);
      return plus(one, cost);
    }
    const costs: Range[] = [];
    const given: Operand[] = [];
    for (const argument of node.given) {
      costs.push(this.of(argument));
      given.push(this.#operand(argument));
    }
    if (node.overloads.length === 0) return fixed(0);
    const targetCost = node.target === undefined ? fixed(0) : this.of(node.target);
    const target = node.target === undefined ? undefined : this.#operand(node.target);
    let cost: Range = { min: unbounded, max: 0n };
    let size: Range | undefined;
    for (const overload of node.overloads) {
      const estimate = this.#overload(node, overload, target, given, costs);
      cost = union(cost, estimate.cost);
      if (estimate.size !== undefined) size = size === undefined ? estimate.size : union(size, estimate.size);
      const subpath = overload === 'index_list' ? '@items' : overload === 'index_map' ? '@values' : undefined;
      if (subpath !== undefined && only !== undefined) {
        size = this.#entriesOf(only)?.value;
        this.#paths.set(node, [...this.#pathOf(only), subpath]);
      }
      size ??= this.#sizeOf(node);
    }
    if (size !== undefined) this.#sizes.set(node, size);
    return plus(targetCost, cost);
  }

  /** The estimate of one overload, arguments included. */
  #overload(
    node: ExpandedNode & ExpandedCall,
    overload: string,
    target: Operand | undefined,
    given: readonly Operand[],
    costs: readonly Range[],
  ): CallEstimate {
    const known = libraryEstimate(node.name, overload, target, given);
    if (known !== undefined) return { cost: plus(known.cost, sum(costs)), size: known.size };
    const [first = fixed(0), second = fixed(0), third = fixed(0)] = costs;
    switch (overload) {
      case 'logical_or':
      case 'logical_and':
        return { cost: { min: first.min, max: plus(first, second).max } };
      case 'conditional': {
        this.#joinEntries(node);
        const size = union(given[1]?.size ?? unknownSize, given[2]?.size ?? unknownSize);
        return { cost: plus(first, union(second, third)), size };
      }
      default: {
        if (overload.startsWith('add_')) this.#joinEntries(node);
        const estimate = standardEstimate(overload, target, given);
        return { cost: plus(estimate.cost, sum(costs)), size: estimate.size };
      }
    }
  }

  /** What the entries of the last two arguments, joined or chosen from, have in common. */
  #joinEntries(node: ExpandedNode & ExpandedCall): void {
    const [left, right] = node.given.slice(-2).map((argument) => this.#entriesOf(argument));
    if (left === undefined || right === undefined) return;
    const key = union(left.key, right.key);
    this.#entries.set(node, { kind: left.kind, key, value: union(left.value, right.value) });
  }

  #comprehension(node: ExpandedNode & ExpandedComprehension): Range {
    let cost = plus(this.of(node.range), this.of(node.initial));
    this.#pushBound(accumulator, node.initial);
    const [first = '', second] = node.variables;
    if (second === undefined) this.#pushItem(first, node.range, 'single');
    else {
      this.#pushItem(first, node.range, 'key');
      this.#pushItem(second, node.range, 'value');
    }
    const condition = this.of(node.condition);
    const step = this.of(node.step);
    for (const name of node.variables) this.#locals.get(name)?.pop();
    cost = plus(cost, this.of(node.result));
    this.#locals.get(accumulator)?.pop();
    const count = this.#sizeOf(node.range) ?? unknownSize;
    cost = plus(cost, times(count, plus(step, condition)));
    if (node.initial.kind === 'literal') {
      const size = this.#sizeOf(node.initial);
      if (size !== undefined) this.#sizes.set(node, size);
    } else {
      this.#sizes.set(node, count);
      const entries = this.#entriesOf(node.step);
      if (entries !== undefined) this.#entries.set(node, entries);
    }
    return cost;
  }

  #binding(node: ExpandedNode & ExpandedBinding): Range {
    // Upstream walks an empty list to bind a variable, and counts that list.
    const cost = plus(creation.list, this.of(node.initial));
    this.#pushBound(node.variable, node.initial);
    const result = this.of(node.result);
    this.#locals.get(node.variable)?.pop();
    this.#copySizes(node, node.result);
    return plus(cost, result);
  }

  #push(name: string, local: Local): void {
    const known = this.#locals.get(name);
    if (known === undefined) this.#locals.set(name, [local]);
    else known.push(local);
  }

  #pushBound(name: string, value: ExpandedNode): void {
    this.#push(name, {
      path: this.#pathOf(value),
      size: this.#sizeOf(value),
      entries: this.#entriesOf(value),
    });
  }

  #pushItem(name: string, range: ExpandedNode, part: 'key' | 'value' | 'single'): void {
    const entries = this.#entriesOf(range);
    const isList = (entries?.kind ?? range.type.kind) === 'list';
    const takesValue = part === 'value' || (part === 'single' && isList);
    const path = this.#pathOf(range);
    const looksUpValue = takesValue || (part === 'key' && isOverwritten(path));
    const keyPath = isList ? '@indices' : '@keys';
    const valuePath = isList ? '@items' : '@values';
    this.#push(name, {
      path: [...path, looksUpValue ? valuePath : keyPath],
      size: takesValue ? entries?.value : entries?.key,
      entries: undefined,
    });
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #pathOf(node: ExpandedNode): readonly string[] {
    const local = node.kind === 'identifier' ? this.#local(node.name) : undefined;
    return local?.path ?? this.#paths.get(node) ?? [];
  }

  #operand(node: ExpandedNode): Operand {
    const path = this.#pathOf(node);
    const isAccumulator = path[0] === accumulator;
    const elementType = firstParameter(node.type);
    const elementPath = path.length === 0 || isAccumulator ? undefined : [...path, '@items'];
    const size = this.#sizeOf(node);
    return {
      node,
      path: isAccumulator ? undefined : path,
      size: size ?? unknownSize,
      sized: size !== undefined,
      element:
        elementType === undefined
          ? undefined
          : {
              type: elementType,
              size: (elementPath === undefined ? undefined : this.#sizeOfPath(elementPath)) ?? unknownSize,
            },
    };
  }

  #sizeOf(node: ExpandedNode): Range | undefined {
    const known = this.#sizes.get(node) ?? writtenSize(node);
    if (known !== undefined) return known;
    const path = this.#pathOf(node);
    const declared = path.length === 0 ? undefined : this.#sizeOfPath(path);
    if (declared !== undefined) {
      this.#sizes.set(node, declared);
      return declared;
    }
    if (isScalar(node.type)) return one;
    return node.kind === 'identifier' ? this.#local(node.name)?.size : undefined;
  }

  #entriesOf(node: ExpandedNode): EntrySizes | undefined {
    const known = this.#entries.get(node);
    return known ?? (node.kind === 'identifier' ? this.#local(node.name)?.entries : undefined);
  }

  #copySizes(to: ExpandedNode, from: ExpandedNode): void {
    const size = this.#sizeOf(from);
    if (size !== undefined) this.#sizes.set(to, size);
    const entries = this.#entriesOf(from);
    if (entries !== undefined) this.#entries.set(to, entries);
  }

  #commonSize(nodes: readonly ExpandedNode[]): Range {
    if (nodes.length === 0) return fixed(0);
    return nodes.map((node) => this.#sizeOf(node) ?? unknownSize).reduce(union);
  }
}

/**
 * Upstream appends the paths of the key and of the value to one Go slice. Where that has room for another element, which
 * it has unless its length is a power of two, the second is written over the first.
 */
function isOverwritten({ length }: readonly string[]): boolean {
  return length > 0 && (length & (length - 1)) !== 0;
}
