import { CelError, type CelErrorCode, rangeAt } from '../cel-error.ts';
import { type CelType, formatType, optionalValueType, types } from '../cel-type.ts';
import type { FunctionRegistry } from '../declaration.ts';
import { type SchemaProvider, unescapeFieldName } from '../schema-provider.ts';
import {
  type BindingNode,
  type CallNode,
  type ComprehensionNode,
  childrenOf,
  type Expression,
  type IdentifierNode,
  type IndexNode,
  type ListNode,
  type MapNode,
  type ObjectNode,
  type SelectNode,
  type SyntaxNode,
} from '../syntax/syntax-tree.ts';
import { Uint } from '../values/numbers.ts';
import { resolveOverloads } from './overload-resolution.ts';
import { Scope } from './scope.ts';
import { mostGeneral, TypeInference } from './type-inference.ts';

/** What the checker goes by. */
export interface CheckerOptions {
  /** Declared variables, each with the frame slot that will hold it. */
  variables: ReadonlyMap<string, { type: CelType; slot: number }>;
  functions: FunctionRegistry;
  provider: SchemaProvider | undefined;
  /** Constants by name: the types themselves (`int`, `google.protobuf.Timestamp`) and enum-like values. */
  constants: ReadonlyMap<string, { type: CelType; value: unknown }>;
  /** The namespace names are resolved in, innermost first; `''` everywhere but in conformance tests. */
  container: string;
  /** Whether unknown names and calls whose argument types do not fit are left to fail at run time. */
  unchecked: boolean;
}

/** The result of a check: the root carries types and overloads, and this many slots hold all variables. */
export interface CheckedExpression extends Expression {
  resultType: CelType;
  slotCount: number;
  /** Names of the declared variables, by slot; slots beyond belong to comprehensions. */
  variableNames: readonly string[];
}

const sortableKinds: ReadonlySet<string> = new Set(
  'dyn error parameter null int uint double bool duration timestamp string bytes'.split(' '),
);

class Checker {
  private readonly options: CheckerOptions;
  private readonly source: string;
  private readonly inference = new TypeInference();
  private readonly errors: CelError[] = [];
  private scope = new Scope();
  private slotCount: number;

  constructor(source: string, options: CheckerOptions) {
    this.source = source;
    this.options = options;
    this.slotCount = options.variables.size;
    for (const [name, { type, slot }] of options.variables) this.scope.declare(name, type, slot);
  }

  run(expression: Expression): CheckedExpression {
    const type = this.check(expression.root);
    const [first, ...related] = this.errors;
    if (first !== undefined) throw new CelError(first.code, first.message, first.range, related);
    this.finish(expression.root);
    return {
      ...expression,
      resultType: this.inference.substitute(type, true),
      slotCount: this.slotCount,
      variableNames: [...this.options.variables.keys()],
    };
  }

  /** Gives every node its final type. */
  private finish(node: SyntaxNode): void {
    node.type = this.inference.substitute(node.type ?? types.dyn, true);
    for (const child of childrenOf(node)) this.finish(child);
  }

  private report(code: CelErrorCode, message: string, node: { start: number; end: number }): CelType {
    this.errors.push(new CelError(code, message, rangeAt(this.source, node.start, node.end)));
    return types.error;
  }

  private mismatch(expected: CelType, found: CelType, node: SyntaxNode): CelType {
    const [wanted, given] = [expected, found].map((type) =>
      formatType(this.inference.substitute(type, true)),
    );
    return this.report('type-mismatch', `expected type '${wanted}' but found '${given}'`, node);
  }

  private check(node: SyntaxNode): CelType {
    const type = this.typeOf(node);
    node.type = type;
    return type;
  }

  /** The type a node ended up with, as far as known now. */
  private known(node: SyntaxNode): CelType {
    return this.inference.substitute(node.type ?? types.dyn);
  }

  private typeOf(node: SyntaxNode): CelType {
    switch (node.kind) {
      case 'constant':
        return constantType(node.value);
      case 'identifier':
        return this.identifier(node);
      case 'select':
        return this.select(node);
      case 'index':
        return this.index(node);
      case 'call':
        return this.call(node);
      case 'logic':
        for (const term of node.terms) this.expect(types.bool, term);
        return types.bool;
      case 'conditional': {
        this.expect(types.bool, node.condition);
        this.check(node.whenTrue);
        this.check(node.whenFalse);
        return this.overloads('_?_:_', [node.condition, node.whenTrue, node.whenFalse], false, node, node);
      }
      case 'list':
        return this.list(node);
      case 'map':
        return this.map(node);
      case 'object':
        return this.object(node);
      case 'comprehension':
        return this.comprehension(node);
      case 'binding':
        return this.binding(node);
    }
  }

  private expect(expected: CelType, node: SyntaxNode): void {
    const type = this.check(node);
    if (!this.inference.isAssignable(expected, type) && !this.options.unchecked)
      this.mismatch(expected, type, node);
  }

  /** Full names a name may stand for, from the innermost container outwards. */
  private candidates(name: string): string[] {
    if (name.startsWith('.')) return [name.slice(1)];
    const parts = this.options.container === '' ? [] : this.options.container.split('.');
    const names: string[] = [];
    for (let count = parts.length; count > 0; count--)
      names.push(`${parts.slice(0, count).join('.')}.${name}`);
    names.push(name);
    return names;
  }

  /** Resolves a (dotted) name to a variable or a constant and notes it on the identifier. */
  private resolve(name: string, node: IdentifierNode): CelType | undefined {
    const first = name.split('.')[0] ?? name;
    if (!name.startsWith('.') && this.scope.isLocal(first)) {
      if (first !== name) return undefined;
      const local = this.scope.find(name);
      if (local === undefined) return undefined;
      node.slot = local.slot;
      return local.type;
    }
    for (const candidate of this.candidates(name)) {
      const variable = this.scope.findGlobal(candidate);
      if (variable !== undefined) {
        node.slot = variable.slot;
        return variable.type;
      }
      const constant = this.options.constants.get(candidate);
      if (constant !== undefined) {
        node.constant = constant.value;
        return constant.type;
      }
    }
    return undefined;
  }

  private identifier(node: IdentifierNode): CelType {
    const type = this.resolve(node.name, node);
    if (type !== undefined) return type;
    if (this.options.unchecked) {
      node.unresolved = true;
      return types.dyn;
    }
    return this.report('undeclared-reference', `undeclared reference to '${node.name}'`, node);
  }

  private select(node: SelectNode): CelType {
    const qualified = node.presence ? undefined : qualifiedName(node);
    if (qualified !== undefined) {
      const resolved: IdentifierNode = {
        kind: 'identifier',
        name: qualified,
        start: node.start,
        end: node.end,
      };
      const type = this.resolve(qualified, resolved);
      if (type !== undefined) {
        resolved.type = type;
        node.resolved = resolved;
        return type;
      }
    }
    this.check(node.operand);
    const operand = this.known(node.operand);
    const inner = optionalValueType(operand);
    const field = this.fieldType(inner ?? operand, node);
    if (node.presence) return types.bool;
    return inner !== undefined || node.optional ? types.optional(field) : field;
  }

  private fieldType(operand: CelType, node: SelectNode): CelType {
    switch (operand.kind) {
      case 'map':
        return operand.value;
      case 'object': {
        const field = unescapeFieldName(node.field);
        return (
          this.options.provider?.findField(operand.name, field) ??
          this.report('undefined-field', `undefined field '${node.field}'`, {
            start: node.end - node.field.length,
            end: node.end,
          })
        );
      }
      case 'parameter':
        this.inference.isAssignable(types.dyn, operand);
        return types.dyn;
      case 'dyn':
      case 'error':
        return types.dyn;
      default:
        return this.report(
          'type-mismatch',
          `type '${formatType(this.inference.substitute(operand, true))}' does not support field selection`,
          node,
        );
    }
  }

  private index(node: IndexNode): CelType {
    this.check(node.operand);
    this.check(node.index);
    return this.overloads(node.optional ? '_[?_]' : '_[_]', [node.operand, node.index], false, node, node);
  }

  private call(node: CallNode): CelType {
    for (const given of node.arguments) this.check(given);
    const place = { start: node.nameStart, end: node.nameEnd };
    if (node.target !== undefined) {
      const prefix = qualifiedName(node.target);
      if (prefix !== undefined && !this.scope.isLocal(prefix.split('.')[0] ?? prefix)) {
        for (const candidate of this.candidates(`${prefix}.${node.name}`)) {
          if (this.options.functions.find(candidate) === undefined) continue;
          node.resolvedName = candidate;
          return this.overloads(candidate, node.arguments, false, node, place);
        }
      }
      this.check(node.target);
      if (this.options.functions.find(node.name) !== undefined) {
        return this.overloads(node.name, [node.target, ...node.arguments], true, node, place);
      }
    } else {
      for (const candidate of this.candidates(node.name)) {
        if (this.options.functions.find(candidate) === undefined) continue;
        if (candidate !== node.name) node.resolvedName = candidate;
        return this.overloads(candidate, node.arguments, false, node, place);
      }
    }
    if (this.options.unchecked) return types.dyn;
    return this.report('undeclared-reference', `undeclared reference to '${node.name}'`, place);
  }

  private overloads(
    name: string,
    given: SyntaxNode[],
    member: boolean,
    node: SyntaxNode,
    place: { start: number; end: number },
  ): CelType {
    const declared = this.options.functions.find(name) ?? [];
    const givenTypes = given.map((argument) => argument.type ?? types.dyn);
    const resolution = resolveOverloads(this.inference, declared, givenTypes, member);
    if (resolution !== undefined) {
      if (node.kind === 'call') node.overloads = resolution.ids;
      return resolution.result;
    }
    if (this.options.unchecked) {
      if (node.kind === 'call') node.overloads = declared.map((overload) => overload.id);
      return types.dyn;
    }
    const printed = givenTypes.map((type) => formatType(this.inference.substitute(type, true)));
    const applied = member ? `${printed[0]}.(${printed.slice(1).join(', ')})` : `(${printed.join(', ')})`;
    return this.report(
      'no-matching-overload',
      `found no matching overload for '${name}' applied to '${applied}'`,
      place,
    );
  }

  private join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    return this.inference.isAssignable(previous, current) ? mostGeneral(previous, current) : types.dyn;
  }

  /** The type of a literal's entry; `?` entries hold an optional of it. */
  private entry(node: SyntaxNode, optional: boolean): CelType {
    const type = this.inference.substitute(this.check(node));
    if (!optional) return type;
    const inner = optionalValueType(type);
    if (inner === undefined && type.kind !== 'dyn') this.mismatch(types.optional(type), type, node);
    return inner ?? type;
  }

  private list(node: ListNode): CelType {
    let element: CelType | undefined;
    for (const { value, optional } of node.elements)
      element = this.join(element, this.entry(value, optional));
    return types.list(element ?? this.inference.fresh());
  }

  private map(node: MapNode): CelType {
    let key: CelType | undefined;
    let value: CelType | undefined;
    for (const entry of node.entries) {
      key = this.join(key, this.check(entry.key));
      value = this.join(value, this.entry(entry.value, entry.optional));
    }
    return types.map(key ?? this.inference.fresh(), value ?? this.inference.fresh());
  }

  private object(node: ObjectNode): CelType {
    const { provider } = this.options;
    const name = this.candidates(node.typeName).find((candidate) => provider?.hasType(candidate) === true);
    if (name === undefined || provider === undefined) {
      for (const { value } of node.fields) this.check(value);
      return this.report('undeclared-reference', `undeclared reference to '${node.typeName}'`, node);
    }
    for (const field of node.fields) {
      const given = this.entry(field.value, field.optional);
      const expected = provider.findField(name, unescapeFieldName(field.name));
      if (expected === undefined) this.report('undefined-field', `undefined field '${field.name}'`, field);
      else if (!this.inference.isAssignable(expected, given)) {
        const [wanted, found] = [expected, given].map((type) =>
          formatType(this.inference.substitute(type, true)),
        );
        this.report(
          'type-mismatch',
          `expected type of field '${field.name}' is '${wanted}' but provided type is '${found}'`,
          field,
        );
      }
    }
    return types.object(name);
  }

  private inner<Result>(declared: [string, CelType][], slots: number[], work: () => Result): Result {
    const outer = this.scope;
    this.scope = new Scope(outer);
    for (const [name, type] of declared) {
      const slot = this.slotCount++;
      slots.push(slot);
      this.scope.declare(name, type, slot);
    }
    try {
      return work();
    } finally {
      this.scope = outer;
    }
  }

  /** Key (or index) and value types of what a comprehension ranges over. */
  private rangeTypes(node: ComprehensionNode): { key: CelType; value: CelType; single: CelType } {
    this.check(node.range);
    const range = this.known(node.range);
    switch (range.kind) {
      case 'list':
        return { key: types.int, value: range.element, single: range.element };
      case 'map':
        return { key: range.key, value: range.value, single: range.key };
      case 'dyn':
      case 'error':
      case 'parameter':
        this.inference.isAssignable(types.dyn, range);
        return { key: types.dyn, value: types.dyn, single: types.dyn };
      default:
        this.report(
          'type-mismatch',
          `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
          node.range,
        );
        return { key: types.error, value: types.error, single: types.error };
    }
  }

  private comprehension(node: ComprehensionNode): CelType {
    const { key, value, single } = this.rangeTypes(node);
    const [first = '', second] = node.variables;
    const declared: [string, CelType][] =
      second === undefined
        ? [[first, single]]
        : [
            [first, key],
            [second, value],
          ];
    node.slots = [];
    return this.inner(declared, node.slots, () => {
      if (node.filter !== undefined) this.expect(types.bool, node.filter);
      switch (node.macro) {
        case 'all':
        case 'exists':
        case 'exists_one':
          this.expect(types.bool, node.body);
          return types.bool;
        case 'filter':
          this.expect(types.bool, node.body);
          return types.list(single);
        case 'sortBy': {
          let keyType = this.inference.substitute(this.check(node.body));
          // Of an empty list nothing is known about the keys; the first overload upstream tries is that of int.
          if (keyType.kind === 'parameter' && this.inference.isAssignable(types.int, keyType))
            keyType = types.int;
          if (!sortableKinds.has(keyType.kind)) {
            this.report(
              'no-matching-overload',
              `found no matching overload for 'sortBy' applied to keys of type '${formatType(keyType)}'`,
              node.body,
            );
          }
          if (this.known(node.range).kind !== 'dyn') return types.list(single);
          // Of a list of unknown type with several overloads left, not even the result is known to be a list.
          return keyType.kind === 'dyn' ? types.dyn : types.list(this.inference.fresh());
        }
        case 'map':
        case 'transformList':
          return types.list(this.check(node.body));
        case 'transformMap':
          return types.map(key, this.check(node.body));
        case 'transformMapEntry': {
          const entry = types.map(this.inference.fresh(), this.inference.fresh());
          this.expect(entry, node.body);
          return this.inference.substitute(entry);
        }
      }
    });
  }

  private binding(node: BindingNode): CelType {
    const initial = this.inference.substitute(this.check(node.initial));
    let bound = initial;
    if (node.macro !== 'bind') {
      const value = this.inference.fresh();
      if (!this.inference.isAssignable(types.optional(value), initial)) {
        return this.mismatch(types.optional(types.dyn), initial, node.initial);
      }
      bound = this.inference.substitute(value);
    }
    const slots: number[] = [];
    const body = this.inner([[node.variable, bound]], slots, () => this.check(node.body));
    node.slot = slots[0];
    if (node.macro === 'bind') return body;
    if (node.macro === 'optMap') return types.optional(body);
    const result = types.optional(this.inference.fresh());
    if (!this.inference.isAssignable(result, body)) return this.mismatch(result, body, node.body);
    return this.inference.substitute(result);
  }
}

/** `a.b.c` as one dotted name, or undefined when the node is anything else. */
function qualifiedName(node: SyntaxNode): string | undefined {
  if (node.kind === 'identifier') return node.name;
  if (node.kind !== 'select' || node.presence || node.optional) return undefined;
  const prefix = qualifiedName(node.operand);
  return prefix === undefined ? undefined : `${prefix}.${node.field}`;
}

function constantType(value: unknown): CelType {
  if (value === null) return types.null;
  if (value instanceof Uint8Array) return types.bytes;
  switch (typeof value) {
    case 'boolean':
      return types.bool;
    case 'string':
      return types.string;
    case 'bigint':
      return types.int;
    case 'number':
      return Number.isInteger(value) ? types.int : types.double;
    default:
      return value instanceof Uint ? types.uint : types.double;
  }
}

/** Checks a parsed expression and notes types, slots and overloads on its nodes; throws all errors as one. */
export function checkExpression(expression: Expression, options: CheckerOptions): CheckedExpression {
  return new Checker(expression.source, options).run(expression);
}
