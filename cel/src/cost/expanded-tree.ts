import { type CelType, types } from '../cel-type.ts';
import type {
  BindingNode,
  CallNode,
  ComprehensionNode,
  SelectNode,
  SyntaxNode,
} from '../syntax/syntax-tree.ts';

/** A checked expression with its macros expanded as upstream's parser expands them: what static estimates go by. */
export type ExpandedNode = { readonly type: CelType } & (
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'identifier'; readonly name: string }
  | {
      readonly kind: 'select';
      readonly operand: ExpandedNode;
      readonly field: string;
      readonly presence: boolean;
    }
  | ExpandedCall
  | { readonly kind: 'list'; readonly elements: readonly ExpandedNode[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [ExpandedNode, ExpandedNode])[] }
  | { readonly kind: 'object'; readonly fields: readonly ExpandedNode[] }
  | ExpandedComprehension
  | ExpandedBinding
);

export interface ExpandedCall {
  readonly kind: 'call';
  readonly name: string;
  readonly target?: ExpandedNode;
  readonly given: readonly ExpandedNode[];
  readonly overloads: readonly string[];
}

export interface ExpandedComprehension {
  readonly kind: 'comprehension';
  readonly range: ExpandedNode;
  readonly variables: readonly string[];
  readonly initial: ExpandedNode;
  readonly condition: ExpandedNode;
  readonly step: ExpandedNode;
  readonly result: ExpandedNode;
}

/** A variable that is computed when first used. */
export interface ExpandedBinding {
  readonly kind: 'binding';
  readonly variable: string;
  readonly initial: ExpandedNode;
  readonly result: ExpandedNode;
}

/** The name of the accumulator of an expansion; no expression can write it. */
export const accumulator = '@result';

const sortInput = '@__sortBy_input__';

/** Expands a checked node. Nodes of the result are never shared: estimates are kept by node. */
export function expand(node: SyntaxNode): ExpandedNode {
  const type = node.type ?? types.dyn;
  switch (node.kind) {
    case 'constant':
      return { kind: 'literal', value: node.value, type };
    case 'identifier':
      return { kind: 'identifier', name: node.name, type };
    case 'select':
      return expandSelect(node, type);
    case 'index':
      return call(
        node.optional ? '_[?_]' : '_[_]',
        [node.operand, node.index].map(expand),
        node.overloads ?? [],
        type,
      );
    case 'call':
      return expandCall(node, type);
    case 'logic': {
      const [name, id] = node.operator === '&&' ? ['_&&_', 'logical_and'] : ['_||_', 'logical_or'];
      return node.terms.map(expand).reduce((left, right) => call(name, [left, right], [id], types.bool));
    }
    case 'conditional':
      return conditional(expand(node.condition), expand(node.whenTrue), expand(node.whenFalse), type);
    case 'list':
      return { kind: 'list', elements: node.elements.map(({ value }) => expand(value)), type };
    case 'map':
      return {
        kind: 'map',
        entries: node.entries.map(({ key, value }) => [expand(key), expand(value)] as const),
        type,
      };
    case 'object':
      return { kind: 'object', fields: node.fields.map(({ value }) => expand(value)), type };
    case 'comprehension':
      return expandComprehension(node, type);
    case 'binding':
      return expandBinding(node, type);
  }
}

function call(
  name: string,
  given: readonly ExpandedNode[],
  overloads: readonly string[],
  type: CelType,
  target?: ExpandedNode,
): ExpandedNode {
  return target === undefined
    ? { kind: 'call', name, given, overloads, type }
    : { kind: 'call', name, target, given, overloads, type };
}

function literal(value: unknown, type: CelType): ExpandedNode {
  return { kind: 'literal', value, type };
}

function identifier(name: string, type: CelType): ExpandedNode {
  return { kind: 'identifier', name, type };
}

function conditional(
  condition: ExpandedNode,
  whenTrue: ExpandedNode,
  whenFalse: ExpandedNode,
  type: CelType,
): ExpandedNode {
  return call('_?_:_', [condition, whenTrue, whenFalse], ['conditional'], type);
}

function expandSelect(node: SelectNode, type: CelType): ExpandedNode {
  if (node.resolved !== undefined) return { kind: 'identifier', name: node.resolved.name, type };
  const operand = expand(node.operand);
  if (node.optional)
    return call('_?._', [operand, literal(node.field, types.string)], ['select_optional_field'], type);
  return { kind: 'select', operand, field: node.field, presence: node.presence, type };
}

function expandCall(node: CallNode, type: CelType): ExpandedNode {
  const given = node.arguments.map(expand);
  const overloads = node.overloads ?? [];
  if (node.target === undefined || node.resolvedName !== undefined)
    return call(node.resolvedName ?? node.name, given, overloads, type);
  return call(node.name, given, overloads, type, expand(node.target));
}

function expandComprehension(node: ComprehensionNode, type: CelType): ExpandedNode {
  if (node.macro === 'sortBy') return expandSortBy(node, type);
  const { initial, condition = literal(true, types.bool), step, result } = foldOf(node, type);
  const filtered =
    node.filter === undefined || node.macro === 'filter'
      ? step
      : conditional(expand(node.filter), step, identifier(accumulator, type), type);
  return {
    kind: 'comprehension',
    range: expand(node.range),
    variables: node.variables,
    initial,
    condition,
    step: filtered,
    result: result ?? identifier(accumulator, type),
    type,
  };
}

interface Fold {
  readonly initial: ExpandedNode;
  readonly condition?: ExpandedNode;
  readonly step: ExpandedNode;
  readonly result?: ExpandedNode;
}

/** https://github.com/google/cel-go/blob/master/parser/macro.go and ext/comprehensions.go. */
function foldOf(node: ComprehensionNode, type: CelType): Fold {
  const accumulated = () => identifier(accumulator, type);
  const holds = (value: ExpandedNode) =>
    call('@not_strictly_false', [value], ['not_strictly_false'], types.bool);
  const appended = (element: ExpandedNode) =>
    call('_+_', [accumulated(), { kind: 'list', elements: [element], type }], ['add_list'], type);
  const body = expand(node.body);
  const emptyList: ExpandedNode = { kind: 'list', elements: [], type };
  switch (node.macro) {
    case 'all':
      return {
        initial: literal(true, types.bool),
        condition: holds(accumulated()),
        step: call('_&&_', [accumulated(), body], ['logical_and'], types.bool),
      };
    case 'exists':
      return {
        initial: literal(false, types.bool),
        condition: holds(call('!_', [accumulated()], ['logical_not'], types.bool)),
        step: call('_||_', [accumulated(), body], ['logical_or'], types.bool),
      };
    case 'exists_one': {
      const count = () => identifier(accumulator, types.int);
      const one = () => literal(1, types.int);
      const more = call('_+_', [count(), one()], ['add_int64'], types.int);
      return {
        initial: literal(0, types.int),
        step: conditional(body, more, count(), types.int),
        result: call('_==_', [count(), one()], ['equals'], types.bool),
      };
    }
    case 'filter': {
      const element = type.kind === 'list' ? type.element : types.dyn;
      const kept = appended(identifier(node.variables[0] ?? '', element));
      return { initial: emptyList, step: conditional(body, kept, accumulated(), type) };
    }
    case 'transformMap': {
      const key = identifier(node.variables[0] ?? '', type.kind === 'map' ? type.key : types.dyn);
      const inserted = call('cel.@mapInsert', [accumulated(), key, body], ['@mapInsert_map_key_value'], type);
      return { initial: { kind: 'map', entries: [], type }, step: inserted };
    }
    case 'transformMapEntry': {
      const inserted = call('cel.@mapInsert', [accumulated(), body], ['@mapInsert_map_map'], type);
      return { initial: { kind: 'map', entries: [], type }, step: inserted };
    }
    default:
      return { initial: emptyList, step: appended(body) };
  }
}

/** `list.sortBy(e, key)`: the list is bound, mapped to its keys and sorted by them. */
function expandSortBy(node: ComprehensionNode, type: CelType): ExpandedNode {
  const input = () => identifier(sortInput, node.range.type ?? types.dyn);
  const keysType = types.list(node.body.type ?? types.dyn);
  const keys: ExpandedNode = {
    kind: 'comprehension',
    range: input(),
    variables: node.variables,
    ...expandedKeys(node, keysType),
    type: keysType,
  };
  const kind = node.keyKind ?? 'dyn';
  const overloads = sortableKinds.filter((known) => kind === known || kind === 'dyn');
  const sorted = call(
    '@sortByAssociatedKeys',
    [keys],
    overloads.map((known) => `list_${known}_sortByAssociatedKeys`),
    type,
    input(),
  );
  return { kind: 'binding', variable: sortInput, initial: expand(node.range), result: sorted, type };
}

const sortableKinds = 'int uint double bool duration timestamp string bytes'.split(' ');

function expandedKeys(
  node: ComprehensionNode,
  type: CelType,
): Pick<ExpandedComprehension, 'initial' | 'condition' | 'step' | 'result'> {
  const added: ExpandedNode = { kind: 'list', elements: [expand(node.body)], type };
  return {
    initial: { kind: 'list', elements: [], type },
    condition: literal(true, types.bool),
    step: call('_+_', [identifier(accumulator, type), added], ['add_list'], type),
    result: identifier(accumulator, type),
  };
}

/** `o.optMap(x, body)` asks whether there is a value, and then takes it from the target a second time. */
function expandBinding(node: BindingNode, type: CelType): ExpandedNode {
  const result = expand(node.body);
  const { variable } = node;
  if (node.macro === 'bind')
    return { kind: 'binding', variable, initial: expand(node.initial), result, type };
  const optional = node.initial.type;
  const valueType = optional?.kind === 'opaque' ? (optional.parameters[0] ?? types.dyn) : types.dyn;
  const present = call('hasValue', [], ['optional_hasValue'], types.bool, expand(node.initial));
  const initial = call('value', [], ['optional_value'], valueType, expand(node.initial));
  const bound: ExpandedNode = { kind: 'binding', variable, initial, result, type: result.type };
  const whenPresent = node.macro === 'optMap' ? call('optional.of', [bound], ['optional_of'], type) : bound;
  return conditional(present, whenPresent, call('optional.none', [], ['optional_none'], type), type);
}
