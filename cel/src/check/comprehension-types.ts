import { type CelType, formatType, types } from '../cel-type.ts';
import type { BindingNode, ComprehensionNode } from '../syntax/syntax-tree.ts';
import type { CheckContext } from './check-context.ts';

const sortableKinds: ReadonlySet<string> = new Set(
  'dyn error parameter null int uint double bool duration timestamp string bytes'.split(' '),
);

/** Key (or index) and value types of what a comprehension ranges over. */
function rangeTypes(
  node: ComprehensionNode,
  context: CheckContext,
): { key: CelType; value: CelType; single: CelType } {
  context.check(node.range);
  const range = context.known(node.range);
  switch (range.kind) {
    case 'list':
      return { key: types.int, value: range.element, single: range.element };
    case 'map':
      return { key: range.key, value: range.value, single: range.key };
    case 'dyn':
    case 'error':
    case 'parameter':
      context.inference.isAssignable(types.dyn, range);
      return { key: types.dyn, value: types.dyn, single: types.dyn };
    default:
      context.report(
        'type-mismatch',
        `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        node.range,
      );
      return { key: types.error, value: types.error, single: types.error };
  }
}

export function comprehensionType(node: ComprehensionNode, context: CheckContext): CelType {
  const { key, value, single } = rangeTypes(node, context);
  const [first = '', second] = node.variables;
  const declared: [string, CelType][] =
    second === undefined
      ? [[first, single]]
      : [
          [first, key],
          [second, value],
        ];
  node.slots = [];
  return context.inner(declared, node.slots, () => {
    if (node.filter !== undefined) context.expect(types.bool, node.filter);
    switch (node.macro) {
      case 'all':
      case 'exists':
      case 'exists_one':
        context.expect(types.bool, node.body);
        return types.bool;
      case 'filter':
        context.expect(types.bool, node.body);
        return types.list(single);
      case 'sortBy': {
        let keyType = context.inference.substitute(context.check(node.body));
        // Of an empty list nothing is known about the keys; the first overload upstream tries is that of int.
        if (keyType.kind === 'parameter' && context.inference.isAssignable(types.int, keyType))
          keyType = types.int;
        node.keyKind = keyType.kind;
        if (!sortableKinds.has(keyType.kind)) {
          context.report(
            'no-matching-overload',
            `found no matching overload for 'sortBy' applied to keys of type '${formatType(keyType)}'`,
            node.body,
          );
        }
        if (context.known(node.range).kind !== 'dyn') return types.list(single);
        // Of a list of unknown type with several overloads left, not even the result is known to be a list.
        return keyType.kind === 'dyn' ? types.dyn : types.list(context.inference.fresh());
      }
      case 'map':
      case 'transformList':
        return types.list(context.check(node.body));
      case 'transformMap':
        return types.map(key, context.check(node.body));
      case 'transformMapEntry': {
        const entry = types.map(context.inference.fresh(), context.inference.fresh());
        context.expect(entry, node.body);
        return context.inference.substitute(entry);
      }
    }
  });
}

export function bindingType(node: BindingNode, context: CheckContext): CelType {
  const initial = context.inference.substitute(context.check(node.initial));
  let bound = initial;
  if (node.macro !== 'bind') {
    const value = context.inference.fresh();
    if (!context.inference.isAssignable(types.optional(value), initial)) {
      return context.mismatch(types.optional(types.dyn), initial, node.initial);
    }
    bound = context.inference.substitute(value);
  }
  const slots: number[] = [];
  const body = context.inner([[node.variable, bound]], slots, () => context.check(node.body));
  node.slot = slots[0];
  if (node.macro === 'bind') return body;
  if (node.macro === 'optMap') return types.optional(body);
  if (body.kind === 'dyn') return body;
  const result = types.optional(context.inference.fresh());
  if (!context.inference.isAssignable(result, body)) return context.mismatch(result, body, node.body);
  return context.inference.substitute(result);
}
