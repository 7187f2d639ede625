import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { type AdmissionProblem, expressionWarnings, readPolicies } from './index.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

function policy(name: string, resources: string[], spec: object) {
  const group = resources.includes('pods') ? '' : 'apps';
  const resourceRules = [
    { apiGroups: ['apps', ''], apiVersions: ['v1'], operations: ['CREATE'], resources },
    { apiGroups: [group], apiVersions: ['v1'], operations: ['UPDATE'], resources },
  ];
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: { matchConstraints: { resourceRules }, ...spec },
  };
}

function warningsOf(content: object, minor = 37): readonly AdmissionProblem[] {
  const set = readPolicies([{ file: 'p.yaml', content }], minor);
  expect(set.problems).toEqual([]);
  return expressionWarnings(set, minor);
}

const validation = (...expressions: string[]) => ({
  validations: expressions.map((expression) => ({ expression })),
});

/** Policies that are stored, sound or not. */
const stored = [
  policy('sound', ['deployments'], validation('object.spec.replicas > 1')),
  policy('misspelt', ['deployments'], validation('true', 'object.spec.replicaz > 1')),
  policy('wrong-type', ['deployments'], validation("object.spec.replicas == 'three'")),
  policy('of-two-kinds', ['deployments', 'pods'], validation('has(object.spec.template)')),
  policy('in-a-variable', ['deployments'], {
    variables: [{ name: 'count', expression: 'object.spec.replicaz' }],
    ...validation('variables.count > 1'),
  }),
  policy('a-simple-variable', ['deployments'], {
    variables: [{ name: 'count', expression: 'object.spec.replicas' }],
    ...validation("variables.count == 'three'"),
  }),
  policy('a-variable-that-is-an-object', ['deployments'], {
    variables: [{ name: 'spec', expression: 'object.spec' }],
    ...validation('variables.spec.replicaz > 1'),
  }),
  policy(
    'asks-the-authorizer',
    ['deployments'],
    validation("authorizer.requestResource.check('x').allowed()"),
  ),
  policy('a-message', ['deployments'], {
    validations: [{ expression: 'true', messageExpression: 'object.spec.nope' }].map((each) => ({
      ...each,
      messageExpression: `string(${each.messageExpression})`,
    })),
  }),
  policy('a-condition', ['deployments'], {
    matchConditions: [{ name: 'c', expression: "object.metdata.name != ''" }],
    ...validation('true'),
  }),
];

test('a field that a kind does not have is said with its place, and with what the API server does', () => {
  const [found] = warningsOf(stored[1] ?? {});
  expect(found).toMatchObject({ code: 'policy-type', severity: 'warning', policy: 'misspelt' });
  expect(found?.message).toBe("undefined field 'replicaz', for Deployment [undefined-field]");
  expect(found?.effect).toContain('status.typeChecking');
});

test.each(['in-a-variable', 'a-variable-that-is-an-object', 'a-condition'])(
  '%s: what the API server does not check is said as well',
  (name) => {
    const [found, ...others] = warningsOf(stored.find(({ metadata }) => metadata.name === name) ?? {});
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'policy-type', severity: 'warning' });
    expect(found?.effect).toContain('does not check');
  },
);

test('a variable that chooses a field by the kind of the object is right', () => {
  const byKind = policy('p', ['deployments', 'pods'], {
    variables: [
      { name: 'spec', expression: "object.kind == 'Pod' ? object.spec : object.spec.template.spec" },
    ],
    ...validation('variables.spec.containers.size() > 0'),
  });
  expect(warningsOf(byKind)).toEqual([]);
});

test('types are those of the version', () => {
  const known = policy('p', ['pods'], validation('object.spec.hostnameOverride != "x"'));
  expect(warningsOf(known, 37)).toEqual([]);
});

test('loops within loops may exhaust the budget, one loop does not', () => {
  const loops = (expression: string) =>
    warningsOf(policy('p', ['pods'], { failurePolicy: 'Ignore', ...validation(expression) }));
  expect(loops("object.spec.containers.all(c, c.image != '')")).toEqual([]);
  const [found, ...others] = loops(
    'object.spec.containers.all(a, object.spec.containers.exists_one(b, a.name == b.name))',
  );
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: 'policy-cost', severity: 'warning' });
  expect(found?.effect).toContain('failurePolicy: Ignore');
});

/** The checker of the API server does not know `authorizer.requestResource`, which policies may use. */
const falseAlarm = 'asks-the-authorizer: ';

const available = (await kubeboxBinary()) !== undefined;

interface CheckedPolicy {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly typeChecking?: { readonly expressionWarnings?: readonly { readonly warning: string }[] };
    readonly observedGeneration?: number;
  };
}

// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
describe.skipIf(!available)('what we say of the API server is in its status.typeChecking', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ controllerManager: true });
  });
  afterAll(() => cluster?.stop());

  test('for each policy, expression by expression', async () => {
    await cluster.apply(stored);
    const checked = await whenChecked(cluster);
    const theirs = checked.flatMap(({ metadata, status }) =>
      (status?.typeChecking?.expressionWarnings ?? []).flatMap(({ warning }) =>
        Array.from(
          warning.matchAll(/Kind=(\w+): ERROR: <input>:\d+:\d+: ([^\n]*)/g),
          ([, kind, message]) => `${metadata.name}: ${message}, for ${kind}`,
        ),
      ),
    );
    const ours = stored.flatMap((each) =>
      warningsOf(each)
        .filter(({ effect }) => effect?.includes('status.typeChecking') === true)
        .map(({ policy: name, message }) => `${name}: ${message.replace(/ \[[a-z-]+\]$/, '')}`),
    );
    expect(ours.sort()).toEqual(theirs.filter((line) => !line.startsWith(falseAlarm)).sort());
    expect(theirs.some((line) => line.startsWith(falseAlarm))).toBe(true);
    expect(theirs.length).toBeGreaterThan(3);
  }, 60_000);
});

async function whenChecked(cluster: TestCluster): Promise<readonly CheckedPolicy[]> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const { body } = await cluster.request('GET', `/apis/${apiVersion}/validatingadmissionpolicies`);
    const { items } = body as { items: readonly CheckedPolicy[] };
    if (items.filter(({ status }) => status?.observedGeneration !== undefined).length === stored.length)
      return items;
    if (Date.now() > deadline) throw new Error('the policies were not checked in 40 s');
    await pause(250);
  }
}
