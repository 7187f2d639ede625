import { audit, configMap, deny, namespace, policy, type Scenario, warn } from './scenario.ts';

const never = [{ expression: "object.data.mode == 'good'", message: 'mode must be good' }];
const good = { mode: 'good' };
const bad = { mode: 'bad' };

/** What policies say: validations, messages, conditions, variables, annotations, actions, failures. */
export const evaluationScenarios: readonly Scenario[] = [
  {
    name: 'deny',
    policies: [policy('deny', { validations: never })],
    bindings: [deny],
    asks: [{ object: configMap('deny', 'good', good) }, { object: configMap('deny', 'bad', bad) }],
  },
  {
    name: 'warn',
    policies: [policy('warn', { validations: never })],
    bindings: [warn],
    asks: [{ object: configMap('warn', 'good', good) }, { object: configMap('warn', 'bad', bad) }],
  },
  {
    name: 'audit',
    policies: [policy('audit', { validations: never })],
    bindings: [audit],
    asks: [{ object: configMap('audit', 'bad', bad) }],
  },
  {
    name: 'deny-and-audit',
    policies: [policy('deny-and-audit', { validations: [...never, { expression: "'x' in object.data" }] })],
    bindings: [{ validationActions: ['Audit', 'Deny'] }],
    asks: [{ object: configMap('deny-and-audit', 'bad', bad) }],
  },
  {
    name: 'warn-and-audit',
    policies: [policy('warn-and-audit', { validations: never })],
    bindings: [{ validationActions: ['Warn', 'Audit'] }],
    asks: [{ object: configMap('warn-and-audit', 'bad', bad) }],
  },
  {
    name: 'messages',
    policies: [
      policy('messages', {
        validations: [
          {
            expression: 'object.data.a == "1"',
            messageExpression: '"a is " + object.data.a',
            message: 'fixed a',
          },
          { expression: 'object.data.b == "1"', messageExpression: '"two\\nlines"', message: 'fixed b' },
          {
            expression: 'object.data.c == "1"',
            messageExpression: 'string(object.data.nothing)',
            message: 'fixed c',
          },
          { expression: '  object.data.d == "1"  ', messageExpression: '"   "' },
          { expression: 'object.data.e == "1"', message: '  spaces around  ' },
        ],
      }),
    ],
    bindings: [warn],
    asks: [{ object: configMap('messages', 'all', { a: '2', b: '2', c: '2', d: '2', e: '2' }) }],
  },
  {
    name: 'long-message',
    policies: [
      policy('long-message', {
        variables: [
          {
            name: 'long',
            expression:
              "'xxxxxxxxxx'.replace('x', 'yyyyyyyyyyyyyyyyyyyy').replace('y', 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz')",
          },
        ],
        validations: [{ expression: 'false', messageExpression: 'variables.long', message: 'short' }],
      }),
    ],
    bindings: [warn],
    asks: [{ object: configMap('long-message', 'x') }],
  },
  {
    name: 'fail-closed',
    policies: [policy('fail-closed', { validations: [{ expression: "object.data.missing == 'x'" }] })],
    bindings: [deny],
    asks: [
      { object: configMap('fail-closed', 'x') },
      { object: configMap('fail-closed', 'y', { missing: 'x' }) },
    ],
  },
  {
    name: 'fail-open',
    policies: [
      policy('fail-open', {
        failurePolicy: 'Ignore',
        validations: [{ expression: "object.data.missing == 'x'", message: 'wrong' }],
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('fail-open', 'x') },
      { object: configMap('fail-open', 'y', { missing: 'y' }) },
    ],
  },
  {
    name: 'error-warned',
    policies: [policy('error-warned', { validations: [{ expression: 'object.spec.x == 1' }, ...never] })],
    bindings: [warn],
    asks: [{ object: configMap('error-warned', 'x', bad) }],
  },
  {
    name: 'conditions',
    policies: [
      policy('conditions', {
        matchConditions: [
          { name: 'not-exempt', expression: "!('exempt' in object.data)" },
          { name: 'fails', expression: "object.data.fail != 'yes'" },
        ],
        validations: never,
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('conditions', 'exempt', { ...bad, exempt: 'x' }) },
      { object: configMap('conditions', 'fails', bad) },
      { object: configMap('conditions', 'applies', { ...bad, fail: 'no' }) },
      { object: configMap('conditions', 'turned-away', { ...bad, fail: 'yes' }) },
    ],
  },
  {
    name: 'conditions-open',
    policies: [
      policy('conditions-open', {
        failurePolicy: 'Ignore',
        matchConditions: [{ name: 'fails', expression: "object.data.fail == 'yes'" }],
        validations: [{ expression: 'false', message: 'never' }],
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('conditions-open', 'fails') },
      { object: configMap('conditions-open', 'applies', { fail: 'yes' }) },
    ],
  },
  {
    name: 'namespace-in-conditions',
    policies: [
      policy('namespace-in-conditions', {
        failurePolicy: 'Fail',
        matchConditions: [{ name: 'null-there', expression: 'namespaceObject == null' }],
        validations: [
          { expression: 'namespaceObject == null', message: 'namespace is shown to validations' },
        ],
      }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('namespace-in-conditions', 'x') }],
  },
  {
    name: 'variables',
    policies: [
      policy('variables', {
        variables: [
          { name: 'mode', expression: 'object.data.mode' },
          { name: 'isGood', expression: "variables.mode == 'good'" },
          { name: 'unused', expression: 'object.spec.fails' },
        ],
        validations: [
          { expression: 'variables.isGood', messageExpression: "'mode is ' + string(variables.mode)" },
        ],
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('variables', 'good', good) },
      { object: configMap('variables', 'bad', bad) },
      { object: configMap('variables', 'none') },
    ],
  },
  {
    name: 'absorbed-error',
    policies: [
      policy('absorbed-error', {
        variables: [{ name: 'broken', expression: "object.data.missing == 'x'" }],
        validations: [{ expression: "variables.broken || object.data.mode == 'good'", message: 'absorbed' }],
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('absorbed-error', 'good', good) },
      { object: configMap('absorbed-error', 'bad', bad) },
    ],
  },
  {
    name: 'annotations',
    policies: [
      policy('annotations', {
        validations: [{ expression: 'true' }],
        auditAnnotations: [
          { key: 'mode', valueExpression: "'mode ' + object.data.mode" },
          { key: 'nothing', valueExpression: 'null' },
          { key: 'blank', valueExpression: "'  '" },
        ],
      }),
    ],
    bindings: [audit],
    asks: [{ object: configMap('annotations', 'x', bad) }],
  },
  {
    name: 'annotation-fails',
    policies: [
      policy('annotation-fails', {
        auditAnnotations: [{ key: 'mode', valueExpression: "'mode ' + string(object.data.mode)" }],
      }),
    ],
    bindings: [audit],
    asks: [
      { object: configMap('annotation-fails', 'x', bad) },
      { object: configMap('annotation-fails', 'denied') },
    ],
  },
  {
    name: 'two-bindings',
    policies: [
      policy('two-bindings', {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        validations: [{ expression: 'params.data.mode == object.data.mode', message: 'differs' }],
        auditAnnotations: [{ key: 'wanted', valueExpression: "'wanted ' + string(params.data.mode)" }],
      }),
    ],
    setup: [
      namespace('two-bindings'),
      configMap('none', 'good', good, { namespace: 'two-bindings', name: 'good', labels: {} }),
      configMap('none', 'bad', bad, { namespace: 'two-bindings', name: 'bad', labels: {} }),
    ],
    bindings: [
      { ...warn, paramRef: { name: 'good', namespace: 'two-bindings', parameterNotFoundAction: 'Deny' } },
      { ...audit, paramRef: { name: 'bad', namespace: 'two-bindings', parameterNotFoundAction: 'Deny' } },
    ],
    asks: [{ object: configMap('two-bindings', 'x', bad) }, { object: configMap('two-bindings', 'y', good) }],
  },
  {
    name: 'request-fields',
    policies: [
      policy('request-fields', {
        validations: [
          { expression: "request.operation == 'CREATE'", message: 'operation' },
          { expression: "request.kind.kind == 'ConfigMap' && request.kind.group == ''", message: 'kind' },
          { expression: "request.resource.resource == 'configmaps'", message: 'resource' },
          {
            expression: "request.name == object.metadata.name && request.namespace == 'default'",
            message: 'name',
          },
          {
            expression: '!has(request.subResource) && !has(request.requestSubResource)',
            message: 'subResource',
          },
          { expression: "request.requestKind.kind == 'ConfigMap'", message: 'requestKind' },
          { expression: 'oldObject == null', message: 'oldObject' },
          { expression: "request.options.kind == 'CreateOptions'", message: 'options' },
        ],
      }),
    ],
    bindings: [warn],
    asks: [{ object: configMap('request-fields', 'x') }],
  },
  {
    name: 'sub-resource-absent',
    policies: [
      policy('sub-resource-absent', {
        validations: [{ expression: "request.subResource == ''", message: 'absent' }],
      }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('sub-resource-absent', 'x') }],
  },
  {
    name: 'namespace-object',
    policies: [
      policy('namespace-object', {
        validations: [
          { expression: "namespaceObject.metadata.name == 'default'", message: 'name' },
          {
            expression: "namespaceObject.metadata.labels['kubernetes.io/metadata.name'] == 'default'",
            message: 'label',
          },
          { expression: "namespaceObject.status.phase == 'Active'", message: 'phase' },
          { expression: "namespaceObject.spec.finalizers == ['kubernetes']", message: 'finalizers' },
          { expression: '!has(namespaceObject.metadata.annotations)', message: 'annotations' },
        ],
      }),
    ],
    bindings: [warn],
    asks: [{ object: configMap('namespace-object', 'x') }],
  },
  {
    name: 'reasons',
    policies: [
      policy('reasons', { validations: [{ expression: 'false', message: 'no', reason: 'Forbidden' }] }),
    ],
    bindings: [deny],
    asks: [{ object: configMap('reasons', 'x') }],
  },
  {
    name: 'expensive',
    policies: [
      policy('expensive', {
        variables: [{ name: 'list', expression: "object.data.text.split(',')" }],
        validations: [
          {
            expression:
              'variables.list.all(a, variables.list.all(b, variables.list.all(c, a + b + c != "x")))',
            message: 'x',
          },
        ],
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('expensive', 'small', { text: 'a,b,c' }) },
      { object: configMap('expensive', 'large', { text: Array.from({ length: 300 }, String).join(',') }) },
    ],
  },
  {
    name: 'expensive-policy',
    policies: [
      policy('expensive-policy', {
        failurePolicy: 'Fail',
        variables: [{ name: 'list', expression: "object.data.text.split(',')" }],
        validations: Array.from({ length: 14 }, (_, index) => ({
          expression: `variables.list.all(a, variables.list.all(b, a + b != 'x${index}'))`,
          message: `x${index}`,
        })),
      }),
    ],
    bindings: [deny],
    asks: [
      { object: configMap('expensive-policy', 'small', { text: 'a,b,c' }) },
      {
        object: configMap('expensive-policy', 'large', {
          text: Array.from({ length: 360 }, String).join(','),
        }),
      },
    ],
  },
];
