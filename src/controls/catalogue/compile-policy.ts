import { CelError, type CelType, type Environment, type Program, types } from '@plimsoll/cel';
import type { FieldPath } from '../../cluster/index.ts';
import type { Control } from '../control.ts';
import { compileMatchResources } from '../judge/match-resources.ts';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import type {
  CompiledPolicy,
  CompiledValidation,
  CompiledVariable,
  NamedProgram,
} from './compiled-control.ts';
import type { DocumentReader } from './document-reader.ts';
import { podTemplateVariables } from './pod-template-policy.ts';
import { policyEnvironment } from './policy-environment.ts';
import { rbacVariables } from './rbac-policy.ts';
import { templatePartsOf } from './template-parts.ts';

/** What differs from object to object; parameters do not. */
const objectNames = ['object', 'oldObject', 'request', 'namespaceObject', 'authorizer'];

const sharedVariables: ReadonlySet<string> = new Set(podTemplateVariables.map(({ name }) => name));

/**
 * Compiles every expression of a policy; the reader gets each error with the place in the file and a caret under the
 * expression.
 * @param policy as it stands in the file, so that places are right; the control holds the expanded one
 * @returns undefined when an expression is broken
 */
export function compilePolicy(
  control: Control,
  policy: ValidatingAdmissionPolicySpec,
  reader: DocumentReader,
): CompiledPolicy | undefined {
  const before = reader.problems.length;
  const expressions = new ExpressionCompiler(control, reader);
  const matchConditions = expressions.named('matchConditions', policy.matchConditions ?? []);
  const shared = expressions.declare(rbacVariables(control.appliesTo));
  const variables = [...shared, ...expressions.declare(policy.variables ?? [])];
  const validations = (policy.validations ?? []).map((validation, index): CompiledValidation => {
    const path = ['policy', 'validations', index];
    const program = expressions.compile([...path, 'expression'], validation.expression, {
      resultType: types.bool,
    });
    const messageProgram =
      validation.messageExpression === undefined
        ? undefined
        : expressions.compile([...path, 'messageExpression'], validation.messageExpression, {
            resultType: types.string,
          });
    return {
      program: program as Program,
      message: validation.message ?? `failed expression: ${validation.expression.trim()}`,
      ...(messageProgram === undefined ? {} : { messageProgram }),
    };
  });
  for (const [index, { valueExpression }] of (policy.auditAnnotations ?? []).entries()) {
    expressions.compile(['policy', 'auditAnnotations', index, 'valueExpression'], valueExpression);
  }
  if (reader.problems.length > before) return undefined;
  const words = expressions.read;
  const deciding = [...matchConditions, ...validations].map(({ program }) => program);
  return {
    matchConditions,
    variables,
    validations,
    reads: control.appliesTo === 'pod-templates' ? templatePartsOf(deciding, variables) : undefined,
    matcher: compileMatchResources(control.policy?.matchConstraints ?? {}),
    readsBeyondTemplate:
      /\b(object|oldObject|request|namespaceObject|authorizer|podMetadata|nodeName|hostname)\b/.test(words),
    readsNamespace: /\bnamespaceObject\b/.test(words),
    readsRequester: /\b(userInfo|authorizer)\b/.test(words),
  };
}

export interface ExpressionOptions {
  readonly environment?: Environment;
  readonly resultType?: CelType;
}

/** Compiles the expressions of one control and checks the names in them that CEL itself leaves open. */
export class ExpressionCompiler {
  /** Text of everything compiled so far. Names stand in it as they are, so a search can only find too much. */
  read = '';
  readonly #control: Control;
  readonly #reader: DocumentReader;
  readonly #variables: Set<string>;

  constructor(control: Control, reader: DocumentReader) {
    this.#control = control;
    this.#reader = reader;
    this.#variables = new Set(control.appliesTo === 'pod-templates' ? sharedVariables : []);
  }

  /** Lets expressions use variables that another compiler has compiled. */
  know(names: readonly string[]): void {
    for (const name of names) this.#variables.add(name);
  }

  named(field: string, entries: readonly { name: string; expression: string }[]): NamedProgram[] {
    return entries.map(({ name, expression }, index) => ({
      name,
      program: this.compile(['policy', field, index, 'expression'], expression, {
        resultType: types.bool,
      }) as Program,
    }));
  }

  /** A variable may use those before it: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#variable-composition */
  declare(entries: readonly { name: string; expression: string }[]): CompiledVariable[] {
    const varying = new Set([...objectNames, ...this.#variables]);
    const differing = new Set([...objectNames, 'params']);
    return entries.map(({ name, expression }, index) => {
      const path = ['policy', 'variables', index];
      if (this.#variables.has(name)) {
        this.#reader.report('catalogue-policy', [...path, 'name'], `variable ${name} is declared twice`);
      }
      const program = this.compile([...path, 'expression'], expression) as Program;
      this.#variables.add(name);
      const words = expression.match(/[A-Za-z_]\w*/g) ?? [];
      const constant = !words.some((word) => varying.has(word));
      if (!constant) varying.add(name);
      const ofTemplate =
        !constant && words.every((word) => sharedVariables.has(word) || !differing.has(word));
      differing.add(name);
      return { name, program, constant, ofTemplate };
    });
  }

  /** Compiles one expression; `environment` and `resultType` default to those of policy variables. */
  compile(path: FieldPath, source: string, options: ExpressionOptions = {}): Program | undefined {
    this.read += `${source}\n`;
    this.#checkNames(path, source, /\bvariables\s*\.\??\s*([A-Za-z_]\w*)/g, this.#variables, 'variable');
    const parameters = new Set(this.#control.parameters.map(({ name }) => name));
    this.#checkNames(path, source, /\bparams\.\??data\.\??([A-Za-z_]\w*)/g, parameters, 'parameter');
    try {
      const { environment = policyEnvironment(), resultType } = options;
      return environment.compile(source, resultType === undefined ? {} : { resultType });
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      this.#reader.report('catalogue-cel', path, `${this.#control.id}: ${error.format(source)}`);
      return undefined;
    }
  }

  #checkNames(
    path: FieldPath,
    source: string,
    pattern: RegExp,
    declared: ReadonlySet<string>,
    what: string,
  ): void {
    for (const [, name = ''] of source.matchAll(pattern)) {
      if (declared.has(name)) continue;
      const known = declared.size === 0 ? 'none is declared' : `declared: ${[...declared].join(', ')}`;
      this.#reader.report(
        'catalogue-cel',
        path,
        `${this.#control.id}: no ${what} is named ${name}; ${known}`,
      );
    }
  }
}
