import { Failure, fail } from '../failure.ts';
import { unescapeFieldName } from '../schema-provider.ts';
import type { ListNode, MapNode, ObjectNode } from '../syntax/syntax-tree.ts';
import { CelMap, insertNew, isMapKey } from '../values/cel-map.ts';
import { Optional } from '../values/optional.ts';
import { toPlain } from '../values/plain.ts';
import { typeNameOf } from '../values/value-type.ts';
import { place } from './compile-path.ts';
import { constantClosure, constantOf, isConstantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import type { Closure } from './frame.ts';

/** https://github.com/google/cel-go/blob/master/common/cost.go */
const listCost = 10;
const mapCost = 30;
const objectCost = 40;

function notOptional(value: unknown, node: { start: number; end: number }): Failure {
  return new Failure(
    'no-matching-overload',
    `cannot initialize optional entry from non-optional value of type ${typeNameOf(value)}`,
    node.start,
    node.end,
  );
}

/** List literals of constants are built once and cost nothing, as upstream folds them. */
export function compileList(node: ListNode, context: CompileContext): Closure {
  const elements = node.elements.map(({ value }) => context.compile(value));
  if (elements.every(isConstantClosure) && !node.elements.some(({ optional }) => optional)) {
    return constantClosure(elements.map(constantOf));
  }
  const optional = node.elements.map((element) => element.optional);
  const some = optional.some(Boolean);
  return (frame) => {
    frame.cost += listCost;
    const list: unknown[] = [];
    for (let at = 0; at < elements.length; at++) {
      const value = (elements[at] as Closure)(frame);
      if (some && optional[at] === true) {
        if (!(value instanceof Optional)) throw notOptional(value, node);
        if (value.present) list.push(value.value);
      } else list.push(value);
    }
    return list;
  };
}

function insertStrictly(map: CelMap, key: unknown, value: unknown): void {
  if (!isMapKey(key)) fail('invalid-argument', 'unsupported key type');
  insertNew(map, key, value);
}

export function compileMap(node: MapNode, context: CompileContext): Closure {
  const entries = node.entries.map(({ key, value, optional }) => ({
    key: context.compile(key),
    value: context.compile(value),
    optional,
  }));
  const build: Closure = (frame) => {
    const map = new CelMap();
    for (const entry of entries) {
      const key = entry.key(frame);
      let value = entry.value(frame);
      if (entry.optional) {
        if (!(value instanceof Optional)) throw notOptional(value, node);
        if (!value.present) {
          // Upstream forgets an earlier entry of the same key.
          map.delete(key);
          continue;
        }
        value = value.value;
      }
      try {
        if (context.strictMapKeys) insertStrictly(map, key, value);
        else map.set(key, value);
      } catch (error) {
        throw place(error, node);
      }
    }
    return map;
  };
  const constant = entries.every(
    ({ key, value, optional }) => !optional && isConstantClosure(key) && isConstantClosure(value),
  );
  if (constant) {
    return constantClosure(build({ slots: [], cost: 0, limit: 0, steps: 0, interrupt: undefined, held: 0 }));
  }
  return (frame) => {
    frame.cost += mapCost;
    return build(frame);
  };
}

/** Object literals of declared types become plain JSON objects. */
export function compileObject(node: ObjectNode, context: CompileContext): Closure {
  const fields = node.fields.map(({ name, value, optional }) => ({
    name: unescapeFieldName(name),
    value: context.compile(value),
    optional,
  }));
  return (frame) => {
    frame.cost += objectCost;
    const object: Record<string, unknown> = {};
    for (const field of fields) {
      let value = field.value(frame);
      if (field.optional) {
        if (!(value instanceof Optional)) throw notOptional(value, node);
        if (!value.present) continue;
        value = value.value;
      }
      Object.defineProperty(object, field.name, {
        value: toPlain(value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return object;
  };
}
