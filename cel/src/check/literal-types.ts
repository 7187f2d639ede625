import { type CelType, formatType, optionalValueType, types } from '../cel-type.ts';
import { unescapeFieldName } from '../schema-provider.ts';
import type { ListNode, MapNode, ObjectNode, SyntaxNode } from '../syntax/syntax-tree.ts';
import type { CheckContext } from './check-context.ts';
import { mostGeneral } from './type-inference.ts';

function joined(previous: CelType | undefined, current: CelType, context: CheckContext): CelType {
  if (previous === undefined) return current;
  return context.inference.isAssignable(previous, current) ? mostGeneral(previous, current) : types.dyn;
}

/** The type of a literal's entry; `?` entries hold an optional of it. */
function entryType(node: SyntaxNode, optional: boolean, context: CheckContext): CelType {
  const type = context.inference.substitute(context.check(node));
  if (!optional) return type;
  const inner = optionalValueType(type);
  if (inner === undefined && type.kind !== 'dyn') context.mismatch(types.optional(type), type, node);
  return inner ?? type;
}

export function listType(node: ListNode, context: CheckContext): CelType {
  let element: CelType | undefined;
  for (const { value, optional } of node.elements)
    element = joined(element, entryType(value, optional, context), context);
  return types.list(element ?? context.inference.fresh());
}

export function mapType(node: MapNode, context: CheckContext): CelType {
  let key: CelType | undefined;
  let value: CelType | undefined;
  for (const entry of node.entries) {
    key = joined(key, context.check(entry.key), context);
    value = joined(value, entryType(entry.value, entry.optional, context), context);
  }
  return types.map(key ?? context.inference.fresh(), value ?? context.inference.fresh());
}

export function objectType(node: ObjectNode, context: CheckContext): CelType {
  const { provider } = context.options;
  const name = context.candidates(node.typeName).find((candidate) => provider?.hasType(candidate) === true);
  if (name === undefined || provider === undefined) {
    for (const { value } of node.fields) context.check(value);
    return context.report('undeclared-reference', `undeclared reference to '${node.typeName}'`, node);
  }
  for (const field of node.fields) {
    const given = entryType(field.value, field.optional, context);
    const expected = provider.findField(name, unescapeFieldName(field.name));
    if (expected === undefined) context.report('undefined-field', `undefined field '${field.name}'`, field);
    else if (!context.inference.isAssignable(expected, given)) {
      const [wanted, found] = [expected, given].map((type) =>
        formatType(context.inference.substitute(type, true)),
      );
      context.report(
        'type-mismatch',
        `expected type of field '${field.name}' is '${wanted}' but provided type is '${found}'`,
        field,
      );
    }
  }
  return types.object(name);
}
