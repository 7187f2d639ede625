import type { KubernetesObject } from '../../../cluster/index.ts';
import {
  configMap,
  configMaps,
  deny,
  namespace,
  pod,
  policy,
  type Scenario,
  scenarioLabel,
} from './scenario.ts';

const refuse = [{ expression: 'false', message: 'matched' }];
const team = { team: 'red' };

function clusterRole(scenario: string, name: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `${scenario}-${name}`, labels: { [scenarioLabel]: scenario } },
    rules: [],
  };
}

function widget(scenario: string, name: string, version: string): KubernetesObject {
  return {
    apiVersion: `truth.plimsoll.example/${version}`,
    kind: 'Widget',
    metadata: { name: `${scenario}-${name}`, namespace: 'default', labels: { [scenarioLabel]: scenario } },
    spec: { size: 3 },
  };
}

export const widgetDefinition: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.truth.plimsoll.example' },
  spec: {
    group: 'truth.plimsoll.example',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
    versions: ['v1', 'v1beta1'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    })),
  },
};

const widgets = (apiVersions: string[]) => [
  { apiGroups: ['truth.plimsoll.example'], apiVersions, operations: ['CREATE'], resources: ['widgets'] },
];

/** Which objects a policy and a binding match. */
export const matchingScenarios: readonly Scenario[] = [
  {
    name: 'excluded',
    policies: [
      policy('excluded', {
        matchConstraints: {
          resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }],
          excludeResourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('excluded', 'x') },
      { object: pod('excluded', 'x') },
      { object: clusterRole('excluded', 'x') },
    ],
  },
  {
    name: 'resource-names',
    policies: [
      policy('resource-names', {
        matchConstraints: {
          resourceRules: configMaps.map((rule) => ({ ...rule, resourceNames: ['resource-names-this'] })),
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('resource-names', 'this') }, { object: configMap('resource-names', 'other') }],
  },
  {
    name: 'with-subresources',
    policies: [
      policy('with-subresources', {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods/*'] },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: pod('with-subresources', 'x') }],
  },
  {
    name: 'only-subresources',
    policies: [
      policy('only-subresources', {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods/exec', '*/scale'],
            },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: pod('only-subresources', 'x') }],
  },
  {
    name: 'scope-cluster',
    policies: [
      policy('scope-cluster', {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['*'],
              apiVersions: ['*'],
              operations: ['CREATE'],
              resources: ['*'],
              scope: 'Cluster',
            },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('scope-cluster', 'x') },
      { object: clusterRole('scope-cluster', 'x') },
      { object: namespace('scope-cluster-x', { [scenarioLabel]: 'scope-cluster' }) },
    ],
  },
  {
    name: 'scope-namespaced',
    policies: [
      policy('scope-namespaced', {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['*'],
              apiVersions: ['*'],
              operations: ['CREATE'],
              resources: ['*'],
              scope: 'Namespaced',
            },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('scope-namespaced', 'x') },
      { object: clusterRole('scope-namespaced', 'x') },
      { object: namespace('scope-namespaced-x', { [scenarioLabel]: 'scope-namespaced' }) },
    ],
  },
  {
    name: 'namespace-selector',
    setup: [namespace('selected-red', team), namespace('selected-blue', { team: 'blue' })],
    policies: [
      policy('namespace-selector', {
        matchConstraints: {
          resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }],
          namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['red'] }] },
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('namespace-selector', 'red', {}, { namespace: 'selected-red' }) },
      { object: configMap('namespace-selector', 'blue', {}, { namespace: 'selected-blue' }) },
      { object: clusterRole('namespace-selector', 'always') },
      { object: namespace('namespace-selector-red', { ...team, [scenarioLabel]: 'namespace-selector' }) },
      { object: namespace('namespace-selector-blue', { [scenarioLabel]: 'namespace-selector' }) },
    ],
  },
  {
    name: 'by-namespace-name',
    policies: [
      policy('by-namespace-name', {
        matchConstraints: {
          resourceRules: configMaps,
          namespaceSelector: {
            matchExpressions: [
              { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'default'] },
            ],
          },
        },
        validations: refuse,
      }),
    ],
    setup: [namespace('by-namespace-name')],
    bindings: [deny],
    asks: [
      { object: configMap('by-namespace-name', 'exempt') },
      { object: configMap('by-namespace-name', 'x', {}, { namespace: 'by-namespace-name' }) },
    ],
  },
  {
    name: 'object-selector',
    policies: [
      policy('object-selector', {
        matchConstraints: {
          resourceRules: configMaps,
          objectSelector: {
            matchLabels: { [scenarioLabel]: 'object-selector' },
            matchExpressions: [{ key: 'exempt', operator: 'DoesNotExist' }],
          },
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('object-selector', 'x') },
      {
        object: configMap(
          'object-selector',
          'exempt',
          {},
          { labels: { [scenarioLabel]: 'object-selector', exempt: '' } },
        ),
      },
    ],
  },
  {
    name: 'bound-selector',
    policies: [policy('bound-selector', { validations: refuse })],
    setup: [namespace('bound-red', team)],
    bindings: [
      { ...deny, matchResources: { namespaceSelector: { matchLabels: team } } },
      {
        validationActions: ['Warn'],
        matchResources: { objectSelector: { matchLabels: { warned: 'yes' } } },
      },
    ],
    asks: [
      { object: configMap('bound-selector', 'red', {}, { namespace: 'bound-red' }) },
      { object: configMap('bound-selector', 'none') },
      {
        object: configMap(
          'bound-selector',
          'warned',
          {},
          { labels: { [scenarioLabel]: 'bound-selector', warned: 'yes' } },
        ),
      },
    ],
  },
  {
    name: 'bound-rules',
    policies: [
      policy('bound-rules', {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['configmaps', 'pods'],
            },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [
      {
        ...deny,
        matchResources: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods', 'secrets'] },
          ],
          excludeResourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['*'],
              resources: ['pods'],
              resourceNames: ['bound-rules-exempt'],
            },
          ],
        },
      },
    ],
    asks: [
      { object: configMap('bound-rules', 'x') },
      { object: pod('bound-rules', 'x') },
      { object: pod('bound-rules', 'exempt') },
    ],
  },
  {
    name: 'no-binding',
    policies: [policy('no-binding', { validations: refuse })],
    bindings: [],
    asks: [{ object: configMap('no-binding', 'x') }],
  },
  {
    name: 'equivalent',
    policies: [
      policy('equivalent', {
        matchConstraints: { resourceRules: widgets(['v1beta1']), matchPolicy: 'Equivalent' },
        validations: [
          {
            expression: "request.kind.version == 'v1'",
            messageExpression:
              "'seen as ' + object.apiVersion + ' ' + request.kind.version + ' of ' + request.requestKind.version",
          },
        ],
      }),
    ],
    bindings: [deny],
    asks: [{ object: widget('equivalent', 'new', 'v1') }, { object: widget('equivalent', 'old', 'v1beta1') }],
  },
  {
    name: 'exact',
    policies: [
      policy('exact', {
        matchConstraints: { resourceRules: widgets(['v1beta1']), matchPolicy: 'Exact' },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: widget('exact', 'new', 'v1') }, { object: widget('exact', 'old', 'v1beta1') }],
  },
  {
    name: 'equivalent-exclusion',
    policies: [
      policy('equivalent-exclusion', {
        matchConstraints: { resourceRules: widgets(['*']), excludeResourceRules: widgets(['v1beta1']) },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: widget('equivalent-exclusion', 'new', 'v1') }],
  },
  {
    name: 'equivalent-binding',
    policies: [
      policy('equivalent-binding', {
        matchConstraints: { resourceRules: widgets(['v1']), matchPolicy: 'Exact' },
        validations: refuse,
      }),
    ],
    bindings: [
      { ...deny, matchResources: { resourceRules: widgets(['v1beta1']), matchPolicy: 'Equivalent' } },
    ],
    asks: [
      { object: widget('equivalent-binding', 'new', 'v1') },
      { object: widget('equivalent-binding', 'old', 'v1beta1') },
    ],
  },
  {
    name: 'not-served-version',
    policies: [
      policy('not-served-version', {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v2'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
        },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('not-served-version', 'x') }],
  },
  {
    name: 'only-update',
    policies: [
      policy('only-update', {
        matchConstraints: { resourceRules: configMaps.map((rule) => ({ ...rule, operations: ['UPDATE'] })) },
        validations: [
          {
            expression: 'oldObject != null && oldObject.metadata.name == object.metadata.name',
            message: 'old',
          },
          { expression: "request.operation != 'UPDATE'", message: 'is an update' },
          { expression: "request.options.kind == 'UpdateOptions'", message: 'options' },
        ],
      }),
    ],
    bindings: [{ validationActions: ['Warn'] }],
    asks: [{ object: configMap('only-update', 'x'), update: true }],
  },
  {
    name: 'only-delete',
    policies: [
      policy('only-delete', {
        matchConstraints: { resourceRules: configMaps.map((rule) => ({ ...rule, operations: ['DELETE'] })) },
        validations: refuse,
      }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('only-delete', 'x') }],
  },
];
