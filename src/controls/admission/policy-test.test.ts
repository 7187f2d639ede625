import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../cluster/index.ts';
import { createClusterStore } from '../../cluster/index.ts';
import { wholeCluster } from '../../cluster/object-fixtures.ts';
import { ProblemList, policyControls, readPolicies, readPolicyTests, runPolicyTest } from './index.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';
const resourceRules = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
];
const spec = {
  paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
  matchConstraints: { resourceRules, namespaceSelector: { matchLabels: { team: 'red' } } },
  validations: [{ expression: 'object.data.mode == params.data.mode', message: 'other mode' }],
};
const policy = { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'mode' }, spec };
const binding = {
  apiVersion,
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'mode' },
  spec: { policyName: 'mode', validationActions: ['Deny'] },
};

function run(entries: readonly object[], documents: readonly object[] = [policy]) {
  const set = readPolicies(
    documents.map((content) => ({ file: 'p/mode.yaml', content })),
    37,
  );
  const problems = new ProblemList();
  const document = { file: 'p/mode.test.yaml', content: entries };
  const tests = readPolicyTests(document, set, () => undefined, problems);
  return { problems: problems.problems, outcomes: tests.map((each) => runPolicyTest(each, set, [], 37)) };
}

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', namespace: 'shop' },
  data: { mode: 'good' },
};
const shared = { object, namespaceLabels: { team: 'red' }, params: { data: { mode: 'good' } } };

test('a policy is tested as if it were bound, with the parameters and the namespace of the test', () => {
  const { outcomes } = run([
    { ...shared, name: 'pass', expect: 'pass' },
    { ...shared, name: 'fail', params: { data: { mode: 'bad' } }, expect: 'fail', message: 'other mode' },
    { ...shared, name: 'error', params: { data: {} }, expect: 'error' },
    { ...shared, name: 'skip', namespaceLabels: {}, expect: 'skip' },
  ]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'error', 'skip']);
  expect(outcomes.flatMap(({ failures }) => failures)).toEqual([]);
});

test('what is not as expected says what came instead, and why', () => {
  const { outcomes } = run([
    { ...shared, name: 'a', params: { data: { mode: 'bad' } }, expect: 'pass' },
    { ...shared, name: 'b', params: { data: { mode: 'bad' } }, expect: 'fail', message: 'nothing like it' },
  ]);
  expect(outcomes[0]?.failures).toEqual(['expected pass, got fail: other mode']);
  expect(outcomes[1]?.failures[0]).toContain('other mode');
});

test.each([
  [{ name: 'x', expect: 'pass' }, 'needs either object or file'],
  [{ name: 'x', object, expect: 'maybe' }, 'must be one of'],
  [{ name: 'x', object, policy: 'other', expect: 'pass' }, 'no policy to test'],
  [{ name: 'x', file: 'nowhere.yaml', expect: 'pass' }, 'has no object'],
])('a mistake in the expected results is said: %j', (entry, message) => {
  const { problems } = run([entry]);
  expect(problems.map((problem) => problem.message).join()).toContain(message);
  expect(problems.every(({ code }) => code === 'policy-test-shape')).toBe(true);
});

function controlsOf(documents: readonly object[]) {
  return policyControls(
    documents.map((content) => ({ file: 'p/mode.yaml', content })),
    () => [],
  );
}

test('a scan judges by policies that are bound, and says which are not', () => {
  const simple = {
    matchConstraints: { resourceRules },
    validations: [{ expression: "object.data.mode == 'good'" }],
  };
  const controls = controlsOf([{ ...policy, spec: simple }, binding]);
  expect(controls.documents).toMatchObject([{ content: { id: 'mode', severity: 'high', analysis: 'mode' } }]);
  expect(controlsOf([{ ...policy, spec: simple }]).problems).toMatchObject([{ code: 'policy-unbound' }]);

  const store = createClusterStore({ description: wholeCluster });
  for (const mode of ['good', 'bad'])
    store.apply({
      ...object,
      metadata: { name: mode, namespace: 'shop' },
      data: { mode },
    } as KubernetesObject);
  const analysis = controls.analyses['mode'];
  const drafts = [...(analysis?.({ cluster: store.snapshot(), control: {} as never, parameters: {} }) ?? [])];
  expect(drafts.map(({ verdict, subject }) => `${subject.name} ${verdict}`).sort()).toEqual([
    'bad fail',
    'good pass',
  ]);
});
