import { CelError, type Environment, formatType, type Program, types } from '@plimsoll/cel';
import type { FieldPath } from '../../cluster/index.ts';
import { PolicyTypes } from './kubernetes-types.ts';
import type { WrittenPolicy } from './policy.ts';
import { type PolicyEnvironments, policyEnvironments, useTypes } from './policy-environments.ts';
import type { ProblemList } from './problem-list.ts';

/** An expression with its place in the policy. */
export interface CompiledExpression {
  readonly program: Program;
  readonly source: string;
  readonly path: FieldPath;
}

/** A policy ready to run. */
export interface CompiledAdmissionPolicy {
  readonly policy: WrittenPolicy;
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly matchConditions: readonly (CompiledExpression & { readonly name: string })[];
  readonly variables: readonly (CompiledExpression & { readonly name: string })[];
  readonly validations: readonly (CompiledExpression & {
    readonly message?: string;
    readonly reason: string;
    readonly messageExpression?: CompiledExpression;
  })[];
  readonly auditAnnotations: readonly (CompiledExpression & { readonly key: string })[];
}

type ResultType = 'bool' | 'string' | 'text-or-null' | 'any';

/**
 * Compiles every expression as the API server of a version does when a policy is stored.
 * @param minor of Kubernetes: 37 for 1.37
 * @returns undefined when an expression is broken; the problems say where and why
 */
export function compileAdmissionPolicy(
  policy: WrittenPolicy,
  minor: number,
  problems: ProblemList,
): CompiledAdmissionPolicy | undefined {
  const before = problems.problems.length;
  const compiler = new PolicyCompiler(policy, minor, problems);
  const { spec } = policy;
  const failurePolicy = spec.failurePolicy ?? 'Fail';
  const matchConditions = (spec.matchConditions ?? []).map(({ name, expression }, index) => ({
    name,
    ...compiler.compile(compiler.conditions, ['matchConditions', index, 'expression'], expression, 'bool'),
  }));
  const variables = (spec.variables ?? []).map(({ name, expression }, index) => {
    const path = ['variables', index, 'expression'];
    const compiled = compiler.compile(compiler.rules, path, expression, 'any');
    compiler.types.addVariable(name, compiled.program?.resultType ?? types.dyn);
    return { name, ...compiled };
  });
  const validations = (spec.validations ?? []).map((validation, index) => {
    const { expression, message, messageExpression, reason } = validation;
    const path = ['validations', index];
    const compiled = compiler.compile(compiler.rules, [...path, 'expression'], expression, 'bool');
    return {
      ...compiled,
      ...(message === undefined ? {} : { message }),
      reason: reason ?? 'Invalid',
      ...(messageExpression === undefined
        ? {}
        : {
            messageExpression: compiler.compile(
              compiler.messages,
              [...path, 'messageExpression'],
              messageExpression,
              'string',
            ),
          }),
    };
  });
  const auditAnnotations = (spec.auditAnnotations ?? []).map(({ key, valueExpression }, index) => {
    const path = ['auditAnnotations', index, 'valueExpression'];
    return { key, ...compiler.compile(compiler.rules, path, valueExpression, 'text-or-null') };
  });
  if (problems.problems.length > before) return undefined;
  return {
    policy,
    failurePolicy,
    matchConditions,
    variables,
    validations,
    auditAnnotations,
  } as CompiledAdmissionPolicy;
}

/** An environment for what is stored, and the older one that expressions of a new policy must also keep to. */
interface Dialect {
  readonly stored: Environment;
  readonly fresh?: Environment;
}

/** Dialects of one policy: which variables are declared differs by the place of an expression. */
class PolicyCompiler {
  readonly types = new PolicyTypes();
  readonly conditions: Dialect;
  readonly rules: Dialect;
  readonly messages: Dialect;
  readonly #policy: WrittenPolicy;
  readonly #minor: number;
  readonly #problems: ProblemList;

  constructor(policy: WrittenPolicy, minor: number, problems: ProblemList) {
    const hasParams = policy.spec.paramKind !== undefined;
    const stored = policyEnvironments(minor, hasParams);
    const fresh = policy.document.stored === true ? undefined : policyEnvironments(minor - 1, hasParams);
    const dialect = (place: keyof PolicyEnvironments): Dialect => ({
      stored: stored[place],
      ...(fresh && { fresh: fresh[place] }),
    });
    this.conditions = dialect('conditions');
    this.messages = dialect('messages');
    this.rules = dialect('rules');
    this.#policy = policy;
    this.#minor = minor;
    this.#problems = problems;
  }

  compile(
    { stored, fresh }: Dialect,
    path: FieldPath,
    source: string,
    result: ResultType,
  ): { readonly program: Program | undefined; readonly source: string; readonly path: FieldPath } {
    try {
      useTypes(this.types);
      const program = stored.compile(source);
      this.#checkResult(program, path, source, result);
      if (fresh !== undefined) this.#checkFresh(fresh, path, source);
      return { program, source, path };
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      for (const each of [error, ...error.related]) this.#report(path, source, each);
      return { program: undefined, source, path };
    }
  }

  /**
   * An API server that may be rolled back must not store what its last version cannot read: new expressions keep to the
   * libraries of the version before. https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go
   */
  #checkFresh(fresh: Environment, path: FieldPath, source: string): void {
    try {
      fresh.compile(source);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      const { document, name } = this.#policy;
      const message = `${error.message} in new policies of Kubernetes 1.${this.#minor}: they keep to the CEL of 1.${this.#minor - 1}`;
      this.#problems.addExpression(
        document,
        'policy-cel-too-new',
        ['spec', ...path],
        source,
        error.range,
        message,
        { policy: name, effect: 'The API server refuses to store this policy.' },
      );
    }
  }

  #report(path: FieldPath, source: string, { range, message, code }: CelError): void {
    const { document, name, spec } = this.#policy;
    this.#problems.addExpression(
      document,
      'policy-cel',
      ['spec', ...path],
      source,
      range,
      `${message} [${code}]`,
      { policy: name, effect: refusedEffect(spec.failurePolicy ?? 'Fail') },
    );
  }

  /** The type must be that one: `dyn` is not enough, as `object.spec.paused` without `== true` shows. */
  #checkResult(program: Program, path: FieldPath, source: string, result: ResultType): void {
    const { kind } = program.resultType;
    const allowed = { bool: ['bool'], string: ['string'], 'text-or-null': ['string', 'null'] };
    if (result === 'any' || allowed[result].includes(kind)) return;
    const wanted = result === 'text-or-null' ? 'string or null' : result;
    const { document, name, spec } = this.#policy;
    this.#problems.addExpression(
      document,
      'policy-cel',
      ['spec', ...path],
      source,
      { start: 0, end: source.length },
      `must evaluate to ${wanted} but got ${formatType(program.resultType)} [type-mismatch]`,
      {
        policy: name,
        effect: refusedEffect(spec.failurePolicy ?? 'Fail'),
        ...(kind === 'dyn' && result === 'bool' && { hint: 'Compare it: add == true.' }),
        ...(kind === 'dyn' && result !== 'bool' && { hint: 'Wrap it: string(…).' }),
      },
    );
  }
}

/** What the API server does with a policy that does not compile. */
export function refusedEffect(failurePolicy: 'Fail' | 'Ignore'): string {
  const stored =
    failurePolicy === 'Fail' ? 'denies every request it matches' : 'lets every request it matches pass';
  return `The API server refuses to store this policy; one that was stored by an older version ${stored} (failurePolicy: ${failurePolicy}).`;
}
