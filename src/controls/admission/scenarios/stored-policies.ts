import type { ValidatingAdmissionPolicySpec } from '../../validating-admission-policy.ts';
import { configMaps } from './scenario.ts';

type Spec = Record<string, unknown>;

function policy(name: string, spec: Spec): [string, object] {
  const whole = {
    matchConstraints: { resourceRules: configMaps },
    validations: [{ expression: 'true' }],
    ...spec,
  };
  return [name, { kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: whole }];
}

function validation(name: string, expression: string, more: Spec = {}): [string, object] {
  return policy(name, { validations: [{ expression }], ...more });
}

function binding(name: string, spec: Spec): [string, object] {
  const whole = { policyName: 'any', validationActions: ['Deny'], ...spec };
  return [name, { kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: whole }];
}

const rule = configMaps[0] as NonNullable<ValidatingAdmissionPolicySpec['matchConstraints']>;

/** Policies and bindings that an API server stores or refuses: which, it says itself. By name. */
export const storedPolicies: ReadonlyMap<string, object> = new Map([
  policy('plain', {}),
  validation('syntax', 'object.data.x =='),
  validation('unknown-function', 'object.data.x.nothing()'),
  validation('unknown-variable', 'objekt.data.x == 1'),
  validation('dyn-result', 'object.data.x'),
  validation('string-result', "'x'"),
  validation('null-result', 'null'),
  validation('conditional-dyn', "has(object.data) ? object.data.x == 'y' : true"),
  validation('unknown-request-field', 'request.nothing == 1'),
  validation('wrong-request-type', 'request.name == 1'),
  validation('namespace-field', 'namespaceObject.metadata.labels.size() > 0'),
  validation('unknown-namespace-field', 'namespaceObject.metadata.managedFields.size() > 0'),
  validation('params-undeclared', 'params == null'),
  validation('params-declared', 'params == null', { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }),
  validation('authorizer', "authorizer.group('').resource('pods').check('get').allowed()"),
  validation('request-resource', "authorizer.requestResource.check('get').allowed()"),
  validation('unknown-composed', 'variables.nothing'),
  validation('mixed-list', "['a', 1].size() == 2"),
  validation('mixed-map', "{'a': 1, 'b': 'c'}.size() == 2"),
  validation('bad-regex', "object.data.x.matches('(')"),
  validation('bad-duration', "duration('x') > duration('1s')"),
  validation('divides-by-zero', '1 / 0 == 1'),
  validation('deep', `${'['.repeat(60)}1${']'.repeat(60)}.size() == 1`),
  validation('two-variables', "object.data.all(k, v, v != '')"),
  validation('named-format', "!format.dns1123Label().validate('x').hasValue()"),
  validation('semver', "isSemver('1.2.3')"),
  validation('list-sort', '[2, 1].sort() == [1, 2]'),
  validation('includes', "['a'].includes('a')"),
  validation('math', 'math.greatest(1, 2) == 2'),
  validation('base64', "base64.encode(b'x') == 'x'"),
  validation('bind', 'cel.bind(x, 1, x == 1)'),
  validation('ip', "isIP('10.0.0.1')"),
  validation('optional', "object.?data.?x.orValue('') == ''"),
  validation('or-value-of-plain', "object.data.x.orValue('') == ''"),
  validation(
    'long-nested',
    Array.from({ length: 7 }, (_, index) => `object.data.all(k${index}, `).join('') + 'true' + ')'.repeat(7),
  ),
  policy('no-rules', { matchConstraints: {} }),
  policy('no-constraints', { matchConstraints: undefined }),
  policy('nothing-to-check', { validations: undefined }),
  policy('only-annotations', {
    validations: undefined,
    auditAnnotations: [{ key: 'x', valueExpression: "'x'" }],
  }),
  policy('dyn-annotation', { auditAnnotations: [{ key: 'x', valueExpression: 'object.data.x' }] }),
  policy('bool-annotation', { auditAnnotations: [{ key: 'x', valueExpression: 'true' }] }),
  policy('null-annotation', { auditAnnotations: [{ key: 'x', valueExpression: 'null' }] }),
  policy('optional-annotation', { auditAnnotations: [{ key: 'x', valueExpression: "true ? 'x' : null" }] }),
  policy('annotation-twice', {
    auditAnnotations: [
      { key: 'x', valueExpression: "'x'" },
      { key: 'x', valueExpression: "'y'" },
    ],
  }),
  policy('annotation-key', { auditAnnotations: [{ key: 'a/b', valueExpression: "'x'" }] }),
  policy('message-dyn', { validations: [{ expression: 'true', messageExpression: 'object.data.x' }] }),
  policy('message-string', {
    validations: [{ expression: 'true', messageExpression: "'a' + object.data.x" }],
  }),
  policy('message-authorizer', {
    validations: [{ expression: 'true', messageExpression: "authorizer.path('/x').check('get').reason()" }],
  }),
  policy('message-lines', { validations: [{ expression: 'true', message: 'a\nb' }] }),
  policy('message-trailing-line', { validations: [{ expression: 'true', message: 'a\n' }] }),
  policy('reason', { validations: [{ expression: 'true', reason: 'Nothing' }] }),
  policy('condition-variables', {
    variables: [{ name: 'x', expression: 'true' }],
    matchConditions: [{ name: 'x', expression: 'variables.x' }],
  }),
  policy('condition-twice', {
    matchConditions: [
      { name: 'x', expression: 'true' },
      { name: 'x', expression: 'true' },
    ],
  }),
  policy('condition-name', { matchConditions: [{ name: 'not a name', expression: 'true' }] }),
  policy('condition-qualified', { matchConditions: [{ name: 'example.com/x', expression: 'true' }] }),
  policy('condition-dyn', { matchConditions: [{ name: 'x', expression: 'object.data.x' }] }),
  policy('conditions-many', {
    matchConditions: Array.from({ length: 65 }, (_, index) => ({ name: `x${index}`, expression: 'true' })),
  }),
  policy('variable-later', {
    variables: [
      { name: 'a', expression: 'variables.b' },
      { name: 'b', expression: 'true' },
    ],
  }),
  policy('variable-cycle', {
    variables: [
      { name: 'a', expression: 'variables.b' },
      { name: 'b', expression: 'variables.a' },
    ],
  }),
  policy('variable-self', { variables: [{ name: 'a', expression: 'variables.a' }] }),
  policy('variable-name', { variables: [{ name: 'a-b', expression: 'true' }] }),
  policy('variable-typed', {
    variables: [{ name: 'a', expression: "'x'" }],
    validations: [{ expression: 'variables.a == 1' }],
  }),
  policy('variable-dyn', {
    variables: [{ name: 'a', expression: 'object.data' }],
    validations: [{ expression: "variables.a.x == 'y'" }],
  }),
  policy('variable-optional', {
    variables: [{ name: 'a', expression: 'object.?data' }],
    validations: [{ expression: 'variables.a.hasValue()' }],
  }),
  policy('unknown-field', { matchConstraint: {} }),
  policy('operation', { matchConstraints: { resourceRules: [{ ...rule, operations: ['PATCH'] }] } }),
  policy('operations-star', {
    matchConstraints: { resourceRules: [{ ...rule, operations: ['*', 'CREATE'] }] },
  }),
  policy('resources-star', { matchConstraints: { resourceRules: [{ ...rule, resources: ['*', 'pods'] }] } }),
  policy('resources-star-sub', {
    matchConstraints: { resourceRules: [{ ...rule, resources: ['*', 'pods/log'] }] },
  }),
  policy('resources-empty', { matchConstraints: { resourceRules: [{ ...rule, resources: [] }] } }),
  policy('scope', { matchConstraints: { resourceRules: [{ ...rule, scope: 'Everything' }] } }),
  policy('match-policy', { matchConstraints: { resourceRules: configMaps, matchPolicy: 'Same' } }),
  policy('selector', {
    matchConstraints: {
      resourceRules: configMaps,
      objectSelector: { matchExpressions: [{ key: 'x', operator: 'In' }] },
    },
  }),
  policy('selector-empty', { matchConstraints: { resourceRules: configMaps, objectSelector: {} } }),
  policy('failure-policy', { failurePolicy: 'Maybe' }),
  policy('param-kind', { paramKind: { apiVersion: 'v1' } }),
  binding('bound', {}),
  binding('deny-and-warn', { validationActions: ['Deny', 'Warn'] }),
  binding('audit-and-warn', { validationActions: ['Audit', 'Warn'] }),
  binding('action-twice', { validationActions: ['Deny', 'Deny'] }),
  binding('no-action', { validationActions: [] }),
  binding('unknown-action', { validationActions: ['Log'] }),
  binding('no-policy-name', { policyName: undefined }),
  binding('param-name', { paramRef: { name: 'x', parameterNotFoundAction: 'Deny' } }),
  binding('param-no-action', { paramRef: { name: 'x' } }),
  binding('param-nothing', { paramRef: { parameterNotFoundAction: 'Deny' } }),
  binding('param-both', { paramRef: { name: 'x', selector: {}, parameterNotFoundAction: 'Deny' } }),
  binding('param-selector', { paramRef: { selector: {}, parameterNotFoundAction: 'Allow' } }),
  binding('param-ignore', { paramRef: { name: 'x', parameterNotFoundAction: 'Ignore' } }),
  binding('bound-rules', { matchResources: { resourceRules: configMaps } }),
]);
