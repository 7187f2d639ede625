import { CelError } from '../cel-error.ts';
import { type CelType, formatType, optionalValueType, types } from '../cel-type.ts';
import { unescapeFieldName } from '../schema-provider.ts';
import {
  type CallNode,
  childrenOf,
  type Expression,
  type IdentifierNode,
  type IndexNode,
  type SelectNode,
  type SyntaxNode,
} from '../syntax/syntax-tree.ts';
import { Uint } from '../values/numbers.ts';
import { CheckContext, type CheckerOptions } from './check-context.ts';
import { bindingType, comprehensionType } from './comprehension-types.ts';
import { listType, mapType, objectType } from './literal-types.ts';
import { resolveOverloads } from './overload-resolution.ts';

/** The result of a check: the root carries types and overloads, and this many slots hold all variables. */
export interface CheckedExpression extends Expression {
  resultType: CelType;
  slotCount: number;
  /** Names of the declared variables, by slot; slots beyond belong to comprehensions. */
  variableNames: readonly string[];
}

class Checker extends CheckContext {
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

  override check(node: SyntaxNode): CelType {
    const type = this.typeOf(node);
    node.type = type;
    return type;
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
        return listType(node, this);
      case 'map':
        return mapType(node, this);
      case 'object':
        return objectType(node, this);
      case 'comprehension':
        return comprehensionType(node, this);
      case 'binding':
        return bindingType(node, this);
    }
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
      if (prefix !== undefined && !this.isLocal(prefix)) {
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
      if (node.kind === 'call' || node.kind === 'index') node.overloads = resolution.ids;
      return resolution.result;
    }
    if (this.options.unchecked) {
      if (node.kind === 'call' || node.kind === 'index')
        node.overloads = declared.map((overload) => overload.id);
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
