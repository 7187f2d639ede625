import type { CelType } from '../cel-type.ts';

/** What every node carries: where it stands, and what the checker found out about it. */
interface NodeBase {
  /** UTF-16 offsets into the source. */
  start: number;
  end: number;
  /** Filled in by the checker. */
  type?: CelType;
}

export interface ConstantNode extends NodeBase {
  kind: 'constant';
  value: unknown;
}

export interface IdentifierNode extends NodeBase {
  kind: 'identifier';
  name: string;
  /** Frame slot of a variable, or a constant (a type name) the checker resolved the name to. */
  slot?: number;
  constant?: unknown;
  /** Nothing of this name is declared; only in unchecked compilation. */
  unresolved?: boolean;
}

export interface SelectNode extends NodeBase {
  kind: 'select';
  operand: SyntaxNode;
  field: string;
  /** `has(a.b)` */
  presence: boolean;
  /** `a.?b` */
  optional: boolean;
  /** The checker found that the whole chain names one declared variable. */
  resolved?: IdentifierNode;
}

export interface IndexNode extends NodeBase {
  kind: 'index';
  operand: SyntaxNode;
  index: SyntaxNode;
  /** `a[?b]` */
  optional: boolean;
  /** Overloads the checker left possible, in declaration order. */
  overloads?: readonly string[];
}

/** A function or operator call; operators use the cel-go names (`_+_`, `@in`, `!_`). */
export interface CallNode extends NodeBase {
  kind: 'call';
  name: string;
  target?: SyntaxNode;
  arguments: SyntaxNode[];
  /** Where the name stands, for errors about the call itself. */
  nameStart: number;
  nameEnd: number;
  /** Overloads the checker left possible, in declaration order. */
  overloads?: readonly string[];
  /** The resolved name, when `a.b(c)` turned out to be the namespaced function `a.b`. */
  resolvedName?: string;
}

/** `a && b && c` and `a || b || c`, flattened so that long chains do not nest. */
export interface LogicNode extends NodeBase {
  kind: 'logic';
  operator: '&&' | '||';
  terms: SyntaxNode[];
}

export interface ConditionalNode extends NodeBase {
  kind: 'conditional';
  condition: SyntaxNode;
  whenTrue: SyntaxNode;
  whenFalse: SyntaxNode;
}

export interface ListNode extends NodeBase {
  kind: 'list';
  elements: { value: SyntaxNode; optional: boolean }[];
}

export interface MapNode extends NodeBase {
  kind: 'map';
  entries: { key: SyntaxNode; value: SyntaxNode; optional: boolean }[];
}

export interface ObjectNode extends NodeBase {
  kind: 'object';
  typeName: string;
  fields: { name: string; value: SyntaxNode; optional: boolean; start: number; end: number }[];
}

export type MacroName =
  | 'all'
  | 'exists'
  | 'exists_one'
  | 'map'
  | 'filter'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'
  | 'sortBy';

/** A comprehension macro, kept as written: its error and cost rules are those of its expansion. */
export interface ComprehensionNode extends NodeBase {
  kind: 'comprehension';
  macro: MacroName;
  range: SyntaxNode;
  /** One name, or two: index and element of a list, key and value of a map. */
  variables: string[];
  filter?: SyntaxNode;
  body: SyntaxNode;
  slots?: number[];
  /** The kind of the keys of `sortBy`, as known when its overload was chosen. */
  keyKind?: string;
}

/** `cel.bind(x, init, body)`, `o.optMap(x, body)` and `o.optFlatMap(x, body)`. */
export interface BindingNode extends NodeBase {
  kind: 'binding';
  macro: 'bind' | 'optMap' | 'optFlatMap';
  variable: string;
  initial: SyntaxNode;
  body: SyntaxNode;
  slot?: number;
}

export type SyntaxNode =
  | ConstantNode
  | IdentifierNode
  | SelectNode
  | IndexNode
  | CallNode
  | LogicNode
  | ConditionalNode
  | ListNode
  | MapNode
  | ObjectNode
  | ComprehensionNode
  | BindingNode;

/** A parsed expression. */
export interface Expression {
  source: string;
  root: SyntaxNode;
}

/** The nodes directly below a node, in source order. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  switch (node.kind) {
    case 'constant':
    case 'identifier':
      return [];
    case 'select':
      return [node.operand];
    case 'index':
      return [node.operand, node.index];
    case 'call':
      return node.target === undefined ? node.arguments : [node.target, ...node.arguments];
    case 'logic':
      return node.terms;
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'list':
      return node.elements.map((element) => element.value);
    case 'map':
      return node.entries.flatMap((entry) => [entry.key, entry.value]);
    case 'object':
      return node.fields.map((field) => field.value);
    case 'comprehension':
      return node.filter === undefined ? [node.range, node.body] : [node.range, node.filter, node.body];
    case 'binding':
      return [node.initial, node.body];
  }
}
