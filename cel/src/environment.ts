import { CelError, rangeAt } from './cel-error.ts';
import { type CelType, formatType, types } from './cel-type.ts';
import type { CheckerOptions } from './check/check-context.ts';
import { checkExpression } from './check/checker.ts';
import { TypeInference } from './check/type-inference.ts';
import { Compiler } from './compile/compiler.ts';
import { FunctionRegistry, type Library } from './declaration.ts';
import { Failure } from './failure.ts';
import { typeConstants } from './library/standard-operators.ts';
import { Program } from './program.ts';
import type { SchemaProvider } from './schema-provider.ts';
import type { ParserOptions } from './syntax/macro.ts';
import { parseExpression } from './syntax/parser.ts';
import type { Expression, SyntaxNode } from './syntax/syntax-tree.ts';
import { TypeValue } from './values/value-type.ts';

/** Everything that makes a dialect of CEL. */
export interface EnvironmentDefinition {
  variables: Readonly<Record<string, CelType>>;
  libraries: readonly Library[];
  parser: ParserOptions;
  provider?: SchemaProvider | undefined;
  crossNumeric: boolean;
  /** Whether map literals refuse keys that are no keys, and keys given twice; Go's maps take both. */
  strictMapKeys: boolean;
  /** Whether `or` and `orValue` pass values through that are no optionals, as cel-go did up to 0.26. */
  looseOptionals: boolean;
  /** Called with each checked expression; throws when a literal in it cannot be read. */
  validate?: ((root: SyntaxNode, source: string) => void) | undefined;
  container?: string;
}

export interface CompileOptions {
  /** The type the result must have; `bool` for validations. */
  resultType?: CelType;
  /** Leaves unknown names and arguments of wrong types to fail at run time, as evaluation of unchecked expressions does. */
  unchecked?: boolean;
}

/** Names of types, as constants. */
const constants: CheckerOptions['constants'] = new Map(
  Array.from(typeConstants.keys(), (name) => [
    name,
    { type: types.type(namedType(name)), value: new TypeValue(name) },
  ]),
);

function namedType(name: string): CelType {
  const simple = ['bool', 'bytes', 'double', 'int', 'string', 'uint'] as const;
  const found = simple.find((known) => known === name);
  if (found !== undefined) return types[found];
  switch (name) {
    case 'list':
      return types.list(types.dyn);
    case 'map':
      return types.map(types.dyn, types.dyn);
    case 'null_type':
      return types.null;
    case 'type':
      return types.type();
    case 'google.protobuf.Timestamp':
      return types.timestamp;
    case 'google.protobuf.Duration':
      return types.duration;
    case 'optional_type':
      return types.optional(types.dyn);
    default:
      return types.opaque(name);
  }
}

/** A dialect with its declared variables: compiles expressions. */
export class Environment {
  private readonly definition: EnvironmentDefinition;
  private readonly functions: FunctionRegistry;
  private readonly checkerOptions: CheckerOptions;

  constructor(definition: EnvironmentDefinition, functions?: FunctionRegistry) {
    this.definition = definition;
    this.functions = functions ?? new FunctionRegistry(definition.libraries);
    this.checkerOptions = {
      variables: new Map(
        Object.entries(definition.variables).map(([name, type], slot) => [name, { type, slot }]),
      ),
      functions: this.functions,
      provider: definition.provider,
      constants,
      unchecked: false,
      container: definition.container ?? '',
    };
  }

  /**
   * Parses only.
   * @throws CelError
   */
  parse(source: string): Expression {
    return parseExpression(source, this.definition.parser);
  }

  /**
   * Parses, checks and compiles.
   * @throws CelError with all errors of the check: the first itself, others as `related`
   */
  compile(source: string, options: CompileOptions = {}): Program {
    const checked = checkExpression(this.parse(source), {
      ...this.checkerOptions,
      unchecked: options.unchecked ?? false,
    });
    this.definition.validate?.(checked.root, source);
    const { resultType } = options;
    if (resultType !== undefined && !new TypeInference().isAssignable(resultType, checked.resultType)) {
      throw new CelError(
        'type-mismatch',
        `must evaluate to ${formatType(resultType)}, not ${formatType(checked.resultType)}`,
        rangeAt(source, checked.root.start, checked.root.end),
      );
    }
    try {
      return new Program(checked, new Compiler(this.functions, this.definition));
    } catch (error) {
      // A conversion or a regular expression of constants that cannot be done is an error of the expression.
      if (!(error instanceof Failure)) throw error;
      const { start, end } = error.start === -1 ? checked.root : error;
      throw new CelError(error.code, error.message, rangeAt(source, start, end));
    }
  }

  /** The same dialect with more variables; new ones hide old ones of the same name. */
  extend(variables: Readonly<Record<string, CelType>>): Environment {
    return new Environment(
      { ...this.definition, variables: { ...this.definition.variables, ...variables } },
      this.functions,
    );
  }

  /** Names of all functions, for completion and documentation. */
  functionNames(): string[] {
    return this.functions.names();
  }
}
