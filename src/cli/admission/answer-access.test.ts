import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { createClusterStore, createDoor, manifestCoverage } from '../../cluster/index.ts';
import { wholeCluster } from '../../cluster/object-fixtures.ts';
import { previewPolicies, type Requester, readPolicies } from '../../controls/index.ts';
import { answerFromRoles } from './answer-access.ts';

const expressions = [
  "authorizer.requestResource.check('delete').allowed()",
  "authorizer.requestResource.check('create').allowed()",
  "authorizer.group('apps').resource('deployments').namespace('shop').check('list').allowed()",
  "authorizer.group('apps').resource('deployments').namespace('other').check('list').allowed()",
  "authorizer.group('apps').resource('deployments').check('list').allowed()",
  "authorizer.group('').resource('pods').subresource('log').namespace('shop').check('get').allowed()",
  "authorizer.group('').resource('secrets').namespace('shop').name('key').check('get').allowed()",
  "authorizer.group('').resource('secrets').namespace('shop').name('other').check('get').allowed()",
  "authorizer.serviceAccount('shop', 'robot').group('').resource('secrets').namespace('shop').name('key').check('get').allowed()",
  "authorizer.path('/metrics').check('get').allowed()",
  "authorizer.path('/version').check('get').allowed()",
  "authorizer.requestResource.check('get').allowed() || request.userInfo.username == 'bob'",
];

const admission = 'admissionregistration.k8s.io/v1';
const rbac = 'rbac.authorization.k8s.io';
const label = (index: number) => ({ ask: `e${index}` });
const policies = expressions.flatMap((expression, index) => [
  {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `e${index}` },
    spec: {
      matchConstraints: {
        objectSelector: { matchLabels: label(index) },
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
        ],
      },
      validations: [{ expression }],
    },
  },
  {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: `e${index}` },
    spec: { policyName: `e${index}`, validationActions: ['Deny'] },
  },
]);
const asked = expressions.map((_, index) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `e${index}`, namespace: 'shop', labels: label(index) },
}));

const role = (name: string, rules: object[]) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'Role',
  metadata: { name, namespace: 'shop' },
  rules,
});
const bind = (name: string, subject: object) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'RoleBinding',
  metadata: { name, namespace: 'shop' },
  roleRef: { apiGroup: rbac, kind: 'Role', name },
  subjects: [subject],
});
const authenticated = { apiGroup: rbac, kind: 'Group', name: 'system:authenticated' };
const setup = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  role('writers', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }]),
  bind('writers', authenticated),
  role('owners', [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['*'] },
    { apiGroups: ['apps'], resources: ['*'], verbs: ['list'] },
    { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  ]),
  bind('owners', { apiGroup: rbac, kind: 'Group', name: 'owners' }),
  role('robots', [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['key'], verbs: ['get'] }]),
  bind('robots', { kind: 'ServiceAccount', name: 'robot', namespace: 'shop' }),
];

const requesters: Requester[] = [
  { username: 'ann', groups: ['owners', 'system:authenticated'] },
  { username: 'bob', groups: ['system:authenticated'] },
  { username: 'root', groups: ['system:masters', 'system:authenticated'] },
];

function previewed(objects: readonly object[], description: typeof wholeCluster, requester?: Requester) {
  const door = createDoor({ keyId: 'test', key: new Uint8Array(32) });
  const store = createClusterStore({ description });
  for (const each of objects) {
    const { object } = door.admit(each);
    if (object !== undefined) store.apply(object);
  }
  const cluster = store.snapshot();
  const set = readPolicies(
    policies.map((content) => ({ file: 'p.yaml', content })),
    37,
  );
  return previewPolicies(cluster, {
    policies: set,
    answerAccess: answerFromRoles(cluster),
    ...(requester && { requester }),
    only: ({ kind }) => kind === 'ConfigMap',
  }).rows;
}

test('without --as only what is asked of somebody named is known', () => {
  const known = previewed([...setup, ...asked], wholeCluster).filter(({ outcome }) => outcome !== 'unknown');
  expect(known).toEqual([]);
  const policy = previewed([...setup, ...asked], wholeCluster).map(({ policy: name }) => name);
  expect(policy).not.toContain('e8');
});

test('where roles were not all read, a permission is known and its absence is not', () => {
  const description = { ...wholeCluster, coverage: manifestCoverage({ complete: false }) };
  const rows = previewed([...setup, ...asked], description, requesters[0]);
  const outcomeOf = (name: string) => rows.find(({ policy }) => policy === name)?.outcome;
  expect(outcomeOf('e0')).toBeUndefined();
  expect(outcomeOf('e3')).toBe('unknown');
});

const available = (await kubeboxBinary()) !== undefined;

// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#authorization-checks
describe.skipIf(!available)('policies that ask the authorizer decide as on a real API server', () => {
  let cluster: TestCluster;
  let dispatcher: Agent;
  beforeAll(async () => {
    cluster = await startTestCluster();
    dispatcher = new Agent({ connect: { ca: cluster.certificateAuthority } });
  });
  afterAll(async () => {
    await dispatcher?.destroy();
    await cluster?.stop();
  });

  test('for each user and each question', async () => {
    await cluster.apply(setup);
    await cluster.apply(policies);
    const deadline = Date.now() + 30_000;
    while (!(await isDenied(asked[9] as (typeof asked)[0], requesters[1] as Requester)))
      if (Date.now() > deadline) throw new Error('the policies are not in force after 30 s');
      else await pause(100);
    await pause(1500);
    const roles = await Promise.all(
      ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map(async (resource) => {
        const { body } = await cluster.request('GET', `/apis/${rbac}/v1/${resource}`);
        const { items, kind } = body as { items: object[]; kind: string };
        return items.map((item) => ({ ...item, apiVersion: `${rbac}/v1`, kind: kind.replace(/List$/, '') }));
      }),
    );
    const differences: string[] = [];
    let denials = 0;
    for (const requester of requesters) {
      const rows = previewed([...setup.slice(0, 1), ...roles.flat(), ...asked], wholeCluster, requester);
      for (const [index, object] of asked.entries()) {
        const theirs = (await isDenied(object, requester)) ? 'denied' : undefined;
        if (theirs !== undefined) denials++;
        const ours = rows.find(({ policy }) => policy === `e${index}`)?.outcome;
        if (ours !== theirs)
          differences.push(`${requester.username}: ${expressions[index]}: ${ours}, the server ${theirs}`);
      }
    }
    expect(differences).toEqual([]);
    expect(denials).toBeGreaterThan(8);
  }, 90_000);

  async function isDenied(object: object, { username, groups }: Requester): Promise<boolean> {
    // The server itself adds system:authenticated.
    const extra = groups.find((group) => group !== authenticated.name);
    const answer = await request(`${cluster.server}/api/v1/namespaces/shop/configmaps?dryRun=All`, {
      method: 'POST',
      dispatcher,
      headers: {
        authorization: `Bearer ${cluster.users.admin.token}`,
        'content-type': 'application/json',
        'impersonate-user': username,
        ...(extra !== undefined && { 'impersonate-group': extra }),
      },
      body: JSON.stringify(object),
    });
    const { message = '' } = (await answer.body.json()) as { message?: string };
    if (answer.statusCode >= 300 && !message.includes('ValidatingAdmissionPolicy')) throw new Error(message);
    return answer.statusCode >= 300;
  }
});
