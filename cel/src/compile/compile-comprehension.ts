import { Failure, isFatal } from '../failure.ts';
import type { ComprehensionNode, SyntaxNode } from '../syntax/syntax-tree.ts';
import { CelMap, insertNew } from '../values/cel-map.ts';
import { isMap, mapEntries } from '../values/equality.ts';
import { compareValues, isComparable, sorted } from '../values/ordering.ts';
import { typeNameOf } from '../values/value-type.ts';
import { callCost } from './call-cost.ts';
import { notBool } from './compile-logic.ts';
import { place } from './compile-path.ts';
import { isConstantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import { type Closure, charge, type Frame, step } from './frame.ts';
import { bindItem, type Items, itemsOf } from './iteration.ts';

/*
 * Costs below are those of upstream's expansions (https://github.com/google/cel-go/blob/master/parser/macro.go):
 * an accumulator that is read, tested and replaced costs units in each step although there is none here.
 */
const allStep = { condition: 2, accumulate: 1 };
const existsStep = { condition: 3, accumulate: 1 };
const appendCost = 2;
const listCost = 10;
const resultCost = 1;

/** `all` and `exists` absorb errors as `&&` and `||` do, and stop at the first item that decides. */
function quantifier(node: ComprehensionNode, context: CompileContext, deciding: boolean): Closure {
  const range = context.compile(node.range);
  const body = context.compile(node.body);
  const pairs = node.variables.length === 2;
  const { condition, accumulate } = deciding ? existsStep : allStep;
  const [slot = 0] = node.slots ?? [];
  return (frame) => {
    const items = itemsOf(range(frame), pairs, node);
    const count = items.first.length;
    let failure: unknown;
    for (let index = 0; index < count; index++) {
      if (pairs) bindItem(frame, node, items, index);
      else frame.slots[slot] = items.first[index];
      frame.cost += condition + accumulate;
      step(frame);
      try {
        const value = body(frame);
        if (value === deciding) {
          frame.cost += index + 1 < count ? condition + resultCost : resultCost;
          return deciding;
        }
        if (typeof value !== 'boolean') failure ??= notBool(value, node.body);
      } catch (error) {
        if (isFatal(error)) throw error;
        failure ??= error;
      }
    }
    frame.cost += resultCost;
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}

/** `exists_one` sees every item and absorbs no error. */
function existsOne(node: ComprehensionNode, context: CompileContext): Closure {
  return loop(node, context, (body) => {
    let matches = 0;
    return {
      visit: (frame) => {
        const value = body(frame);
        if (typeof value !== 'boolean') throw notBool(value, node.body);
        if (!value) return;
        matches++;
        frame.cost += appendCost;
      },
      finish: (frame) => {
        frame.cost += resultCost + 1;
        return matches === 1;
      },
    };
  });
}

interface Loop {
  /** The cost of a step after one that failed, when upstream then leaves the body alone. */
  afterFailure?: number;
  visit(frame: Frame, index: number, items: Items): void;
  finish(frame: Frame, range: unknown): unknown;
}

/** A comprehension that visits every item: `start` makes the state of one evaluation. */
function loop(
  node: ComprehensionNode,
  context: CompileContext,
  start: (body: Closure) => Loop,
  range: Closure = context.compile(node.range),
): Closure {
  const body = context.compile(node.body);
  const pairs = node.variables.length === 2;
  const filter = node.filter === undefined ? undefined : context.compile(node.filter);
  const filterNode: SyntaxNode = node.filter ?? node.body;
  return (frame) => {
    const walked = range(frame);
    const items = itemsOf(walked, pairs, node);
    const { visit, finish, afterFailure } = start(body);
    let failure: unknown;
    for (let index = 0; index < items.first.length; index++) {
      bindItem(frame, node, items, index);
      step(frame);
      try {
        if (filter !== undefined) {
          const kept = filter(frame);
          if (typeof kept !== 'boolean') throw notBool(kept, filterNode);
          if (!kept) continue;
        }
        if (failure !== undefined && afterFailure !== undefined) frame.cost += afterFailure;
        else visit(frame, index, items);
      } catch (error) {
        if (isFatal(error)) throw error;
        // Upstream visits the items behind the failed one too, and they count.
        failure ??= error;
      }
    }
    const result = finish(frame, walked);
    if (failure !== undefined) throw failure;
    return result;
  };
}

function listBuilder(node: ComprehensionNode, context: CompileContext): Closure {
  return loop(node, context, (body) => {
    const list: unknown[] = [];
    const cost = isConstantClosure(body) ? appendCost : appendCost + listCost;
    return {
      visit: (frame) => {
        frame.cost += cost;
        list.push(body(frame));
      },
      finish: (frame) => {
        frame.cost += resultCost;
        return list;
      },
    };
  });
}

/** `filter` keeps the items themselves, so their identity survives. */
function filterItems(node: ComprehensionNode, context: CompileContext): Closure {
  return loop(node, context, (body) => {
    const list: unknown[] = [];
    return {
      visit: (frame, index, items) => {
        const kept = body(frame);
        if (typeof kept !== 'boolean') throw notBool(kept, node.body);
        if (!kept) return;
        list.push(items.first[index]);
        frame.cost += appendCost + listCost + 1;
      },
      finish: (frame) => {
        frame.cost += resultCost;
        return list;
      },
    };
  });
}

function mapBuilder(node: ComprehensionNode, context: CompileContext): Closure {
  const entries = node.macro === 'transformMapEntry';
  return loop(node, context, (body) => {
    const map = new CelMap();
    return {
      ...(entries ? {} : { afterFailure: 1 }),
      visit: (frame, index, items) => {
        frame.cost += entries ? appendCost : appendCost + 1;
        const value = body(frame);
        try {
          if (!entries) insertNew(map, items.second === undefined ? index : items.first[index], value);
          else if (isMap(value)) for (const [key, inner] of mapEntries(value)) insertNew(map, key, inner);
          else throw new Failure('no-matching-overload', 'no such overload: transformMapEntry needs a map');
        } catch (error) {
          throw place(error, node.body);
        }
      },
      finish: (frame) => {
        frame.cost += resultCost;
        return map;
      },
    };
  });
}

/** https://github.com/google/cel-go/blob/master/ext/lists.go, sortBy: keys are computed once each, then compared. */
function sortBy(node: ComprehensionNode, context: CompileContext): Closure {
  const keyType = node.keyKind ?? 'dyn';
  // Upstream dispatches on all overloads when the type of the keys is open, and then the call costs one unit.
  const cost = callCost(
    '@sortByAssociatedKeys',
    keyType === 'dyn' || keyType === 'null' ? [] : [`list_${keyType}_sortByAssociatedKeys`],
  );
  const start = (body: Closure): Loop => {
    const pairs: { key: unknown; item: unknown }[] = [];
    return {
      visit: (frame, index, items) => {
        frame.cost += appendCost + (isConstantClosure(body) ? 0 : listCost);
        pairs.push({ key: body(frame), item: items.first[index] });
      },
      finish: (frame, range) => {
        const keys = pairs.map(({ key }) => key);
        charge(frame, 2 * resultCost + 1 + (typeof cost === 'number' ? cost : cost([keys, keys], keys)));
        if (!Array.isArray(range)) throw unsortable(range, node);
        const type = typeNameOf(keys[0]);
        if (keys.length > 0 && !isComparable(keys[0])) {
          throw new Failure('invalid-argument', 'list elements must be comparable', node.start, node.end);
        }
        if (keys.some((key) => typeNameOf(key) !== type)) {
          throw new Failure(
            'invalid-argument',
            'list elements must have the same type',
            node.start,
            node.end,
          );
        }
        try {
          return sorted(pairs, (left, right) => compareValues(left.key, right.key)).map(({ item }) => item);
        } catch (error) {
          throw place(error, node);
        }
      },
    };
  };
  return loop(node, context, start, sortRange(node, context.compile(node.range)));
}

/** Only lists are sorted. One that fails costs what the expansion makes of it: two looks at it and two calls. */
function unsortable(range: unknown, node: ComprehensionNode): Failure {
  const message = `no such overload: ${typeNameOf(range)}.sortBy()`;
  return new Failure('no-matching-overload', message, node.start, node.end);
}

function sortRange(node: ComprehensionNode, range: Closure): Closure {
  return (frame) => {
    try {
      const walked = range(frame);
      // The keys of a map are walked, and counted, before it turns out that a map cannot be sorted.
      if (Array.isArray(walked) || isMap(walked)) return walked;
      throw unsortable(walked, node);
    } catch (error) {
      if (!isFatal(error)) frame.cost += 3 * resultCost;
      throw error;
    }
  };
}

export function compileComprehension(node: ComprehensionNode, context: CompileContext): Closure {
  switch (node.macro) {
    case 'all':
      return quantifier(node, context, false);
    case 'exists':
      return quantifier(node, context, true);
    case 'exists_one':
      return existsOne(node, context);
    case 'map':
    case 'transformList':
      return listBuilder(node, context);
    case 'filter':
      return filterItems(node, context);
    case 'transformMap':
    case 'transformMapEntry':
      return mapBuilder(node, context);
    case 'sortBy':
      return sortBy(node, context);
  }
}
