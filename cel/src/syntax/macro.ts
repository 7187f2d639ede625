import type { ComprehensionNode, MacroName, SyntaxNode } from './syntax-tree.ts';

/** Which macros and syntax an environment's parser knows. */
export interface ParserOptions {
  /** `.?`, `[?]`, `optMap`, `optFlatMap` and optional literal entries. */
  optionals: boolean;
  /** `all(i, v, …)`, `transformList` and their like. */
  twoVariableMacros: boolean;
  /** `sortBy` */
  listMacros: boolean;
  /** `cel.bind` */
  bindings: boolean;
}

/** A macro call with arguments that do not fit, and the argument to blame. */
export class MacroMisuse {
  readonly message: string;
  readonly node: SyntaxNode;
  constructor(message: string, node: SyntaxNode) {
    this.message = message;
    this.node = node;
  }
}

/** Names that macro expansions of upstream use for their own accumulator. */
const reservedVariables: ReadonlySet<string> = new Set(['__result__', '@result']);

function variableName(node: SyntaxNode | undefined, macro: string, call: SyntaxNode): string {
  if (node === undefined || node.kind !== 'identifier' || node.name.startsWith('.')) {
    throw new MacroMisuse(`the variable of ${macro}() must be a simple name`, node ?? call);
  }
  if (reservedVariables.has(node.name)) {
    throw new MacroMisuse(`${node.name} is reserved, choose another variable for ${macro}()`, node);
  }
  return node.name;
}

function comprehension(
  macro: MacroName,
  range: SyntaxNode,
  given: SyntaxNode[],
  variableCount: number,
  filtered: boolean,
  call: SyntaxNode,
): ComprehensionNode {
  const variables = given.slice(0, variableCount).map((node) => variableName(node, macro, call));
  if (variables.length === 2 && variables[0] === variables[1]) {
    throw new MacroMisuse(`the two variables of ${macro}() must differ`, given[1] ?? call);
  }
  const body = given.at(-1) ?? call;
  const node: ComprehensionNode = {
    kind: 'comprehension',
    macro,
    range,
    variables,
    body,
    start: call.start,
    end: call.end,
  };
  if (filtered) node.filter = given[variableCount] ?? call;
  return node;
}

const quantifiers: Readonly<Record<string, MacroName>> = {
  all: 'all',
  exists: 'exists',
  exists_one: 'exists_one',
  existsOne: 'exists_one',
};

/**
 * Replaces a macro call, or returns undefined for an ordinary call. Macros by name, style and arity as in
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros and cel-go's `ext.TwoVarComprehensions`.
 */
export function expandMacro(
  name: string,
  target: SyntaxNode | undefined,
  given: SyntaxNode[],
  call: SyntaxNode,
  options: ParserOptions,
): SyntaxNode | undefined {
  const count = given.length;
  if (target === undefined) {
    if (name !== 'has' || count !== 1) return undefined;
    const [argument] = given;
    if (argument?.kind !== 'select' || argument.presence || argument.optional) {
      throw new MacroMisuse('has() takes a field selection such as has(a.b)', argument ?? call);
    }
    return { ...argument, presence: true, start: call.start, end: call.end };
  }
  if (
    name === 'bind' &&
    options.bindings &&
    count === 3 &&
    target.kind === 'identifier' &&
    target.name === 'cel'
  ) {
    const [variable, initial, body] = given;
    return {
      kind: 'binding',
      macro: 'bind',
      variable: variableName(variable, 'cel.bind', call),
      initial: initial ?? call,
      body: body ?? call,
      start: call.start,
      end: call.end,
    };
  }
  const quantifier = Object.hasOwn(quantifiers, name) ? quantifiers[name] : undefined;
  if (quantifier !== undefined) {
    // The one-variable form of existsOne is newer than what Kubernetes enables.
    if (count === 2 && name !== 'existsOne') return comprehension(quantifier, target, given, 1, false, call);
    if (count === 3 && options.twoVariableMacros) {
      return comprehension(quantifier, target, given, 2, false, call);
    }
    return undefined;
  }
  if (name === 'filter' && count === 2) return comprehension('filter', target, given, 1, false, call);
  if (name === 'sortBy' && count === 2 && options.listMacros) {
    return comprehension('sortBy', target, given, 1, false, call);
  }
  if (name === 'map' && (count === 2 || count === 3)) {
    return comprehension('map', target, given, 1, count === 3, call);
  }
  if (
    options.twoVariableMacros &&
    (name === 'transformList' || name === 'transformMap' || name === 'transformMapEntry') &&
    (count === 3 || count === 4)
  ) {
    return comprehension(name, target, given, 2, count === 4, call);
  }
  if (options.optionals && (name === 'optMap' || name === 'optFlatMap') && count === 2) {
    return {
      kind: 'binding',
      macro: name,
      variable: variableName(given[0], name, call),
      initial: target,
      body: given[1] ?? call,
      start: call.start,
      end: call.end,
    };
  }
  return undefined;
}
