import type { KubernetesObject } from '../../../cluster/index.ts';
import { configMap, deny, namespace, policy, type Scenario, scenarioLabel } from './scenario.ts';

const configMapKind = { apiVersion: 'v1', kind: 'ConfigMap' };
const limitKind = { apiVersion: 'truth.plimsoll.example/v1', kind: 'Limit' };

function params(
  name: string,
  space: string,
  data: Readonly<Record<string, string>>,
  labels = {},
): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: space, labels }, data };
}

function limit(name: string, most: number, labels = {}): KubernetesObject {
  return { ...limitKind, metadata: { name, labels }, most };
}

export const limitDefinition: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'limits.truth.plimsoll.example' },
  spec: {
    group: 'truth.plimsoll.example',
    scope: 'Cluster',
    names: { kind: 'Limit', plural: 'limits', singular: 'limit', listKind: 'LimitList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const byParams = [
  {
    expression: 'params.data.mode == object.data.mode',
    messageExpression: "'wanted ' + string(params.data.mode)",
  },
];
const small = [
  {
    expression: 'int(object.data.size) <= params.most',
    messageExpression: "'at most ' + string(params.most)",
  },
];

function clusterRole(scenario: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `${scenario}-x`, labels: { [scenarioLabel]: scenario } },
    rules: [],
  };
}

/** Where parameters come from, and what happens when there are none. */
export const paramScenarios: readonly Scenario[] = [
  {
    name: 'param-by-name',
    setup: [namespace('params'), params('modes', 'params', { mode: 'good' })],
    policies: [policy('param-by-name', { paramKind: configMapKind, validations: byParams })],
    bindings: [
      { ...deny, paramRef: { name: 'modes', namespace: 'params', parameterNotFoundAction: 'Deny' } },
    ],
    asks: [
      { object: configMap('param-by-name', 'good', { mode: 'good' }) },
      { object: configMap('param-by-name', 'bad', { mode: 'bad' }) },
    ],
  },
  {
    name: 'param-missing-deny',
    policies: [policy('param-missing-deny', { paramKind: configMapKind, validations: byParams })],
    bindings: [
      {
        validationActions: ['Warn'],
        paramRef: { name: 'nothing', namespace: 'default', parameterNotFoundAction: 'Deny' },
      },
    ],
    asks: [{ object: configMap('param-missing-deny', 'x', { mode: 'good' }) }],
  },
  {
    name: 'param-missing-ignored',
    policies: [
      policy('param-missing-ignored', {
        failurePolicy: 'Ignore',
        paramKind: configMapKind,
        validations: byParams,
      }),
    ],
    bindings: [
      { ...deny, paramRef: { name: 'nothing', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    ],
    asks: [{ object: configMap('param-missing-ignored', 'x', { mode: 'good' }) }],
  },
  {
    name: 'param-missing-allow',
    policies: [policy('param-missing-allow', { paramKind: configMapKind, validations: byParams })],
    bindings: [
      { ...deny, paramRef: { name: 'nothing', namespace: 'default', parameterNotFoundAction: 'Allow' } },
    ],
    asks: [{ object: configMap('param-missing-allow', 'x', { mode: 'bad' }) }],
  },
  {
    name: 'param-of-namespace',
    setup: [
      namespace('param-red'),
      namespace('param-blue'),
      params('own', 'param-red', { mode: 'red' }),
      params('own', 'param-blue', { mode: 'blue' }),
    ],
    policies: [policy('param-of-namespace', { paramKind: configMapKind, validations: byParams })],
    bindings: [{ ...deny, paramRef: { name: 'own', parameterNotFoundAction: 'Deny' } }],
    asks: [
      { object: configMap('param-of-namespace', 'x', { mode: 'red' }, { namespace: 'param-red' }) },
      { object: configMap('param-of-namespace', 'y', { mode: 'red' }, { namespace: 'param-blue' }) },
    ],
  },
  {
    name: 'param-of-cluster-object',
    policies: [
      policy('param-of-cluster-object', {
        paramKind: configMapKind,
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['rbac.authorization.k8s.io'],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['clusterroles'],
            },
          ],
        },
        validations: [{ expression: 'true' }],
      }),
    ],
    bindings: [{ ...deny, paramRef: { name: 'own', parameterNotFoundAction: 'Allow' } }],
    asks: [{ object: clusterRole('param-of-cluster-object') }],
  },
  {
    name: 'param-by-selector',
    setup: [
      namespace('param-selected'),
      params('one', 'param-selected', { mode: 'good' }, { use: 'yes' }),
      params('two', 'param-selected', { mode: 'better' }, { use: 'yes' }),
      params('three', 'param-selected', { mode: 'other' }, { use: 'no' }),
    ],
    policies: [policy('param-by-selector', { paramKind: configMapKind, validations: byParams })],
    bindings: [
      {
        validationActions: ['Warn'],
        paramRef: {
          selector: { matchLabels: { use: 'yes' } },
          namespace: 'param-selected',
          parameterNotFoundAction: 'Deny',
        },
      },
    ],
    asks: [
      { object: configMap('param-by-selector', 'x', { mode: 'good' }) },
      { object: configMap('param-by-selector', 'y', { mode: 'none' }) },
    ],
  },
  {
    name: 'param-selector-empty',
    policies: [policy('param-selector-empty', { paramKind: configMapKind, validations: byParams })],
    bindings: [
      {
        ...deny,
        paramRef: {
          selector: { matchLabels: { use: 'nobody' } },
          namespace: 'default',
          parameterNotFoundAction: 'Deny',
        },
      },
    ],
    asks: [{ object: configMap('param-selector-empty', 'x', { mode: 'good' }) }],
  },
  {
    name: 'param-custom',
    setup: [limit('small', 3), limit('large', 30)],
    policies: [policy('param-custom', { paramKind: limitKind, validations: small })],
    bindings: [{ ...deny, paramRef: { name: 'small', parameterNotFoundAction: 'Deny' } }],
    asks: [
      { object: configMap('param-custom', 'x', { size: '3' }) },
      { object: configMap('param-custom', 'y', { size: '4' }) },
    ],
  },
  {
    name: 'param-custom-namespace',
    setup: [limit('small', 3)],
    policies: [policy('param-custom-namespace', { paramKind: limitKind, validations: small })],
    bindings: [
      { ...deny, paramRef: { name: 'small', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    ],
    asks: [{ object: configMap('param-custom-namespace', 'x', { size: '3' }) }],
  },
  {
    name: 'param-kind-unknown',
    policies: [
      policy('param-kind-unknown', {
        paramKind: { apiVersion: 'nobody.example/v1', kind: 'Nothing' },
        validations: [{ expression: 'true' }],
      }),
    ],
    bindings: [{ validationActions: ['Warn'], paramRef: { name: 'x', parameterNotFoundAction: 'Allow' } }],
    asks: [{ object: configMap('param-kind-unknown', 'x') }],
  },
  {
    name: 'param-without-reference',
    policies: [
      policy('param-without-reference', {
        paramKind: configMapKind,
        validations: [{ expression: 'params == null', message: 'there are params' }],
      }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('param-without-reference', 'x') }],
  },
  {
    name: 'param-type-meta',
    setup: [namespace('params'), params('modes', 'params', { mode: 'good' })],
    policies: [
      policy('param-type-meta', {
        paramKind: configMapKind,
        validations: [
          { expression: "params.kind == 'ConfigMap' && params.apiVersion == 'v1'", message: 'kind' },
          { expression: "params.metadata.name == 'modes'", message: 'name' },
        ],
      }),
    ],
    bindings: [
      { ...deny, paramRef: { name: 'modes', namespace: 'params', parameterNotFoundAction: 'Deny' } },
    ],
    asks: [{ object: configMap('param-type-meta', 'x') }],
  },
  {
    name: 'param-in-condition',
    setup: [namespace('params'), params('modes', 'params', { mode: 'good' })],
    policies: [
      policy('param-in-condition', {
        paramKind: configMapKind,
        matchConditions: [{ name: 'other-mode', expression: 'object.data.mode != params.data.mode' }],
        validations: [{ expression: 'false', message: 'other mode' }],
      }),
    ],
    bindings: [
      { ...deny, paramRef: { name: 'modes', namespace: 'params', parameterNotFoundAction: 'Deny' } },
    ],
    asks: [
      { object: configMap('param-in-condition', 'good', { mode: 'good' }) },
      { object: configMap('param-in-condition', 'bad', { mode: 'bad' }) },
    ],
  },
];
