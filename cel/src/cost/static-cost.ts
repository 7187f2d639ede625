import { type CelType, optionalValueType } from '../cel-type.ts';
import { codePointLength } from '../values/text-length.ts';
import { type CallEstimate, libraryEstimate, type Operand } from './call-estimate.ts';
import {
  accumulator,
  type ExpandedBinding,
  type ExpandedCall,
  type ExpandedComprehension,
  type ExpandedNode,
} from './expanded-tree.ts';
import { fixed, plus, type Range, scaled, sum, times, unbounded, union, unknownSize } from './size-range.ts';

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

const stringFactor = 0.1;
const regexFactor = 0.25;
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
        const [, whenTrue, whenFalse] = node.given;
        const entries = unionOfEntries(
          whenTrue && this.#entriesOf(whenTrue),
          whenFalse && this.#entriesOf(whenFalse),
        );
        if (entries !== undefined) this.#entries.set(node, entries);
        const size = union(given[1]?.size ?? unknownSize, given[2]?.size ?? unknownSize);
        return { cost: plus(first, union(second, third)), size };
      }
      default: {
        const estimate = this.#standard(node, overload, target, given);
        return { cost: plus(estimate.cost, sum(costs)), size: estimate.size };
      }
    }
  }

  #standard(
    node: ExpandedNode & ExpandedCall,
    overload: string,
    target: Operand | undefined,
    given: readonly Operand[],
  ): CallEstimate {
    const sizes = given.map(({ size }) => size);
    const [first = unknownSize, second = unknownSize] = sizes;
    switch (overload) {
      case 'string_format':
        return { cost: scaled(target?.size ?? unknownSize, stringFactor) };
      case 'string_to_bytes':
        return {
          cost: scaled(first, stringFactor),
          size: { min: first.min, max: BigInt.asUintN(64, first.max * 4n) },
        };
      case 'bytes_to_string':
        return { cost: scaled(first, stringFactor), size: { min: first.min / 4n, max: first.max } };
      case 'strings_quote':
        return {
          cost: scaled(first, stringFactor),
          size: {
            min: BigInt.asUintN(64, first.min + 2n),
            max: BigInt.asUintN(64, first.max * 2n + 2n),
          },
        };
      case 'starts_with_string':
      case 'ends_with_string':
        return { cost: scaled(first, stringFactor) };
      case 'in_list':
        return { cost: scaled(second, 1) };
      case 'matches':
      case 'matches_string': {
        const text = overload === 'matches' ? first : (target?.size ?? unknownSize);
        const pattern = overload === 'matches' ? second : first;
        return { cost: times(scaled(plus(text, one), stringFactor), scaled(pattern, regexFactor)) };
      }
      case 'contains_string':
        return {
          cost: times(scaled(target?.size ?? unknownSize, stringFactor), scaled(first, stringFactor)),
        };
      case 'add_list':
      case 'add_string':
      case 'add_bytes': {
        const size = plus(first, second);
        const [left, right] = node.given;
        const entries = unionOfEntries(left && this.#entriesOf(left), right && this.#entriesOf(right));
        if (entries !== undefined) this.#entries.set(node, entries);
        return { cost: overload === 'add_list' ? one : scaled(size, stringFactor), size };
      }
      default:
        return {
          cost: /^(not_)?equals$|^(less|greater)_(equals_)?(string|bytes)$/.test(overload)
            ? comparison(first, second)
            : one,
        };
    }
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
    const listPath = part === 'key' ? '@indices' : '@items';
    const subpath = isList ? listPath : takesValue ? '@values' : '@keys';
    this.#push(name, {
      path: [...this.#pathOf(range), subpath],
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

/** Upstream counts no unit for a field of a value of unknown type. */
function countsSelection(type: CelType): boolean {
  return type.kind === 'map' || type.kind === 'object' || type.kind === 'parameter' || isStruct(type);
}

/** Kubernetes declares these as object types; the others that only functions look into are opaque. */
function isStruct(type: CelType): boolean {
  return type.kind === 'opaque' && type.name.startsWith('kubernetes.');
}

function firstParameter(type: CelType): CelType | undefined {
  switch (type.kind) {
    case 'list':
      return type.element;
    case 'map':
      return type.key;
    case 'opaque':
      return type.parameters[0];
    case 'type':
      return type.parameter;
    default:
      return undefined;
  }
}

function isScalar(type: CelType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'double':
    case 'duration':
    case 'int':
    case 'timestamp':
    case 'uint':
      return true;
    default: {
      const inner = optionalValueType(type);
      return inner !== undefined && isScalar(inner);
    }
  }
}

function writtenSize(node: ExpandedNode): Range | undefined {
  if (node.kind === 'list') return fixed(node.elements.length);
  if (node.kind === 'map') return fixed(node.entries.length);
  if (node.kind !== 'literal') return undefined;
  const { value } = node;
  if (typeof value === 'string') return fixed(codePointLength(value));
  return value instanceof Uint8Array ? fixed(value.length) : one;
}

/** The shorter side is read through; nothing is read of an empty one. */
function comparison(left: Range, right: Range): Range {
  const max = left.max < right.max ? left.max : right.max;
  return scaled({ min: max > 0n ? 1n : 0n, max }, stringFactor);
}

function unionOfEntries(left: EntrySizes | undefined, right: EntrySizes | undefined): EntrySizes | undefined {
  if (left === undefined || right === undefined) return undefined;
  return { kind: left.kind, key: union(left.key, right.key), value: union(left.value, right.value) };
}
