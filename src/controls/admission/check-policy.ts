import { compileSelector, type FieldPath, type LabelSelector, SelectorError } from '../../cluster/index.ts';
import type { MatchResources, NamedRule } from '../validating-admission-policy.ts';
import type { ValidatingAdmissionPolicyBindingSpec, WrittenBinding, WrittenPolicy } from './policy.ts';
import type { ProblemList } from './problem-list.ts';

type Report = (path: FieldPath, message: string) => void;

/** A name with an optional DNS prefix, such as `example.com/exempt`. */
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const celIdentifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What the form of a policy cannot say and the API server refuses all the same.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/admissionregistration/validation/validation.go
 */
export function checkPolicy({ name, spec, document }: WrittenPolicy, problems: ProblemList): void {
  const report: Report = (path, message) =>
    problems.add(document, 'policy-shape', ['spec', ...path], message, { policy: name });
  if (spec.matchConstraints?.resourceRules === undefined) {
    report(['matchConstraints'], 'matchConstraints.resourceRules must have at least one rule');
  }
  checkMatchResources(['matchConstraints'], spec.matchConstraints, report);
  if ((spec.validations ?? []).length === 0 && (spec.auditAnnotations ?? []).length === 0) {
    report([], 'validations or auditAnnotations must contain at least one item');
  }
  const conditions = spec.matchConditions ?? [];
  checkUnique('matchConditions', conditions, ({ name: condition }) => condition, 'name', report);
  for (const [index, condition] of conditions.entries()) {
    if (!qualifiedName.test(condition.name))
      report(['matchConditions', index, 'name'], `${condition.name} is no qualified name`);
  }
  for (const [index, variable] of (spec.variables ?? []).entries()) {
    if (!celIdentifier.test(variable.name))
      report(['variables', index, 'name'], `${variable.name} is no CEL identifier`);
  }
  for (const [index, { message }] of (spec.validations ?? []).entries()) {
    if (message !== undefined && /[\n\r]/.test(message.trim()))
      report(['validations', index, 'message'], 'message must not contain line breaks');
    if (message !== undefined && message.trim() === '')
      report(['validations', index, 'message'], 'message must not be empty');
  }
  const annotations = spec.auditAnnotations ?? [];
  checkUnique('auditAnnotations', annotations, ({ key }) => key, 'key', report);
  if (annotations.length > 20) report(['auditAnnotations'], 'there may be at most 20 auditAnnotations');
  for (const [index, { key }] of annotations.entries()) {
    if (!qualifiedName.test(`${name}/${key}`))
      report(['auditAnnotations', index, 'key'], `${name}/${key} is no qualified name`);
  }
}

/** The same for a binding. */
export function checkBinding({ name, spec, document }: WrittenBinding, problems: ProblemList): void {
  const report: Report = (path, message) =>
    problems.add(document, 'policy-shape', ['spec', ...path], `binding ${name}: ${message}`, {
      policy: spec.policyName,
    });
  const actions = new Set(spec.validationActions);
  if (actions.size < spec.validationActions.length) report(['validationActions'], 'an action is named twice');
  if (actions.has('Deny') && actions.has('Warn'))
    report(['validationActions'], 'must not contain both Deny and Warn');
  checkParamRef(spec.paramRef, report);
  checkMatchResources(['matchResources'], spec.matchResources, report);
}

function checkParamRef(reference: ValidatingAdmissionPolicyBindingSpec['paramRef'], report: Report): void {
  if (reference === undefined) return;
  const { name, selector } = reference;
  if (name !== undefined && selector !== undefined)
    report(['paramRef'], 'paramRef.name and paramRef.selector exclude each other');
  if (name === undefined && selector === undefined)
    report(['paramRef'], 'paramRef needs a name or a selector');
  checkSelector(['paramRef', 'selector'], selector, report);
}

function checkMatchResources(path: FieldPath, match: MatchResources | undefined, report: Report): void {
  if (match === undefined) return;
  checkSelector([...path, 'namespaceSelector'], match.namespaceSelector, report);
  checkSelector([...path, 'objectSelector'], match.objectSelector, report);
  for (const field of ['resourceRules', 'excludeResourceRules'] as const) {
    for (const [index, rule] of (match[field] ?? []).entries())
      checkRule([...path, field, index], rule, report);
  }
}

function checkSelector(path: FieldPath, selector: unknown, report: Report): void {
  if (selector === undefined) return;
  try {
    compileSelector(selector as LabelSelector);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    report(path, error.message);
  }
}

function checkRule(path: FieldPath, rule: NamedRule, report: Report): void {
  for (const field of ['apiGroups', 'apiVersions', 'operations', 'resources'] as const) {
    const values = rule[field];
    if (values.length === 0) report([...path, field], `${field} must not be empty`);
    const wildcard = field === 'resources' ? '*/*' : '*';
    if (values.length > 1 && values.includes(wildcard))
      report([...path, field], `if '${wildcard}' is present, must not specify others`);
  }
  const hasPlain = rule.resources.some((resource) => !resource.includes('/') && resource !== '*');
  if (rule.resources.includes('*') && hasPlain)
    report(
      [...path, 'resources'],
      "if '*' is present, must not specify other resources without subresources",
    );
}

function checkUnique<Item>(
  field: string,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  keyName: string,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item);
    if (seen.has(key)) report([field, index, keyName], `${key} is there twice`);
    seen.add(key);
  }
}
