import { CelError, type CelErrorCode, rangeAt } from '../cel-error.ts';
import { type CelType, formatType, types } from '../cel-type.ts';
import type { FunctionRegistry } from '../declaration.ts';
import type { SchemaProvider } from '../schema-provider.ts';
import type { IdentifierNode, SyntaxNode } from '../syntax/syntax-tree.ts';
import { Scope } from './scope.ts';
import { TypeInference } from './type-inference.ts';

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

/** What the checks of all node kinds share: names in scope, types found so far, errors. */
export abstract class CheckContext {
  readonly options: CheckerOptions;
  readonly inference = new TypeInference();
  protected readonly errors: CelError[] = [];
  protected slotCount: number;
  private readonly source: string;
  private scope = new Scope();

  constructor(source: string, options: CheckerOptions) {
    this.source = source;
    this.options = options;
    this.slotCount = options.variables.size;
    for (const [name, { type, slot }] of options.variables) this.scope.declare(name, type, slot);
  }

  /** Finds the type of a node and notes it there. */
  abstract check(node: SyntaxNode): CelType;

  report(code: CelErrorCode, message: string, node: { start: number; end: number }): CelType {
    this.errors.push(new CelError(code, message, rangeAt(this.source, node.start, node.end)));
    return types.error;
  }

  mismatch(expected: CelType, found: CelType, node: SyntaxNode): CelType {
    const [wanted, given] = [expected, found].map((type) =>
      formatType(this.inference.substitute(type, true)),
    );
    return this.report('type-mismatch', `expected type '${wanted}' but found '${given}'`, node);
  }

  /** Full names a name may stand for, from the innermost container outwards. */
  candidates(name: string): string[] {
    if (name.startsWith('.')) return [name.slice(1)];
    const parts = this.options.container === '' ? [] : this.options.container.split('.');
    const names: string[] = [];
    for (let count = parts.length; count > 0; count--)
      names.push(`${parts.slice(0, count).join('.')}.${name}`);
    names.push(name);
    return names;
  }

  /** Resolves a (dotted) name to a variable or a constant and notes it on the identifier. */
  resolve(name: string, node: IdentifierNode): CelType | undefined {
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

  /** The type a node ended up with, as far as known now. */
  known(node: SyntaxNode): CelType {
    return this.inference.substitute(node.type ?? types.dyn);
  }

  inner<Result>(declared: [string, CelType][], slots: number[], work: () => Result): Result {
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

  expect(expected: CelType, node: SyntaxNode): void {
    const type = this.check(node);
    if (!this.inference.isAssignable(expected, type) && !this.options.unchecked)
      this.mismatch(expected, type, node);
  }

  /** Whether the first part of a dotted name is a variable of a comprehension. */
  isLocal(name: string): boolean {
    return this.scope.isLocal(name.split('.')[0] ?? name);
  }
}
