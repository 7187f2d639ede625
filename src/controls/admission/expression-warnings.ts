import type { FieldPath } from '../../cluster/index.ts';
import { type ResourceKind, resourceOf } from '../judge/resource-name.ts';
import { checkTypes, kubernetesTypes, serverTypeWarnings, type TypeWarning } from '../schema/index.ts';
import type { NamedRule } from '../validating-admission-policy.ts';
import type { CompiledAdmissionPolicy, CompiledExpression } from './compile-admission-policy.ts';
import type { AdmissionProblem } from './errors.ts';
import { costLimits } from './expression-run.ts';
import { celVersion } from './policy-environments.ts';
import { ProblemList } from './problem-list.ts';
import type { PolicySet } from './read-policies.ts';

interface TypedKind {
  readonly kind: string;
  readonly strict: readonly TypeWarning[];
  readonly server: readonly TypeWarning[];
}

/**
 * What the API server stores and is a mistake all the same: expressions that cannot be right for the kinds that their
 * policy matches, and expressions that a large object exhausts.
 * @param minor of Kubernetes whose types and kinds count: 37 for 1.37
 */
export function expressionWarnings({ policies }: PolicySet, minor: number): readonly AdmissionProblem[] {
  const problems = new ProblemList();
  for (const policy of policies.values()) {
    addTypeWarnings(policy, minor, problems);
    addCostWarnings(policy, problems);
  }
  return problems.problems;
}

function addTypeWarnings(policy: CompiledAdmissionPolicy, minor: number, problems: ProblemList): void {
  const { name, document } = policy.policy;
  const kinds = typedKinds(policy, minor);
  for (const { path, source } of expressionsOf(policy)) {
    const field = fieldName(path);
    const server = ofField(kinds, 'server', field);
    const reported = server.length > 0 ? server : mistakes(kinds, field);
    for (const { error, kinds: wrongFor } of reported) {
      problems.addExpression(
        document,
        'policy-type',
        ['spec', ...path],
        source,
        error.range,
        `${error.message}, for ${wrongFor.join(', ')} [${error.code}]`,
        { severity: 'warning', policy: name, effect: server.length > 0 ? saidByServer : notChecked },
      );
    }
  }
}

const saidByServer = 'The API server stores the policy, and warns of this in its status.typeChecking.';
const notChecked = 'The API server stores the policy and does not check this; evaluating it will fail.';

interface Mistake {
  readonly error: TypeWarning['error'];
  readonly kinds: readonly string[];
}

/**
 * What the API server does not look at: a field that no kind of the policy has. One that some kinds have may be chosen by
 * the kind of the object.
 */
function mistakes(kinds: readonly TypedKind[], field: string): Mistake[] {
  return ofField(kinds, 'strict', field).filter(
    ({ error, kinds: wrongFor }) => error.code === 'undefined-field' && wrongFor.length === kinds.length,
  );
}

/** The same words about several kinds are one. */
function ofField(kinds: readonly TypedKind[], check: 'strict' | 'server', field: string): Mistake[] {
  const found = new Map<string, { error: TypeWarning['error']; kinds: string[] }>();
  for (const kind of kinds) {
    for (const { field: at, error } of kind[check]) {
      if (at !== field) continue;
      const key = `${error.range.start} ${error.message}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { error, kinds: [kind.kind] });
      else if (!known.kinds.includes(kind.kind)) known.kinds.push(kind.kind);
    }
  }
  return [...found.values()];
}

/** Kinds that rules name without a wildcard, as the API server's own check takes them; it stops after ten, we do not. */
function typedKinds({ policy: { spec } }: CompiledAdmissionPolicy, minor: number): TypedKind[] {
  const version = celVersion(minor);
  const known = kubernetesTypes(version);
  const rules = spec.matchConstraints?.resourceRules ?? [];
  return [...known.kinds()].flatMap(([group, apiVersion, kind]) => {
    const object = rules.some((rule) => names(rule, group, apiVersion, kind))
      ? known.ofKind(group, apiVersion, kind)
      : undefined;
    if (object === undefined) return [];
    const strict = checkTypes(spec, object, known, version);
    return [{ kind, strict, server: serverTypeWarnings(spec, object, known, version) }];
  });
}

function names(rule: NamedRule, group: string, version: string, kind: string): boolean {
  return (
    rule.apiGroups.includes(group) &&
    rule.apiVersions.includes(version) &&
    rule.resources.includes(resourceOf(noneKnown, group, kind))
  );
}

const noneKnown: ReadonlyMap<string, ResourceKind> = new Map();

/** Lists and texts of a large object. One loop over such a list is far from the limit, loops within loops are not. */
const largeSize = { min: 0n, max: 500n };

/** Above this the estimate says only that a size could not be followed, as that of a text which the expression makes. */
const mostEstimated = 10n ** 15n;

/**
 * The API server estimates the cost of rules of CustomResourceDefinitions before it stores them, not that of these
 * policies, which it stops while they run.
 * https://kubernetes.io/docs/reference/using-api/cel/#resource-constraints
 */
function addCostWarnings(policy: CompiledAdmissionPolicy, problems: ProblemList): void {
  const { name, document } = policy.policy;
  for (const { program, path, source } of expressionsOf(policy)) {
    const { max } = program.staticCost(() => largeSize);
    if (max <= BigInt(costLimits.expression) || max > mostEstimated) continue;
    const message = `may run out of its budget: where lists and texts have ${largeSize.max} entries it costs up to ${max}, and an expression has ${costLimits.expression}`;
    const outcome =
      policy.failurePolicy === 'Fail' ? 'denies the request' : 'lets the request pass without a word';
    problems.addExpression(
      document,
      'policy-cost',
      ['spec', ...path],
      source,
      { start: 0, end: source.length },
      message,
      {
        severity: 'warning',
        policy: name,
        effect: `The API server stores the policy; for an object that exhausts the budget it ${outcome} (failurePolicy: ${policy.failurePolicy}).`,
      },
    );
  }
}

function* expressionsOf(policy: CompiledAdmissionPolicy): Generator<CompiledExpression> {
  yield* policy.matchConditions;
  yield* policy.variables;
  for (const validation of policy.validations) {
    yield validation;
    if (validation.messageExpression !== undefined) yield validation.messageExpression;
  }
  yield* policy.auditAnnotations;
}

/** `validations[0].expression`, as type warnings name it. */
function fieldName([list, index, field]: FieldPath): string {
  return `${list}[${index}].${field}`;
}
