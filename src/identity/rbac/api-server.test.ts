import fc from 'fast-check';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { parseKubernetesVersion } from '../../cluster/index.ts';
import { defaultPolicy, defaultStateOf } from '../defaults/default-policy.ts';
import { principalOf } from '../subject.ts';
import { can } from './access.ts';
import { type AccessRequest, isPathRequest } from './access-request.ts';
import { canWriteBinding, canWriteRole } from './escalation.ts';
import { indexOfObjects, modelObject } from './index-of-objects.ts';
import type { RbacIndex } from './rbac-index.ts';
import { writtenCases } from './written-fixtures.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const reviews = Number(process.env['SAR_QUESTIONS'] ?? 1200);
const available = (await kubeboxBinary()) !== undefined;
const apiVersion = 'rbac.authorization.k8s.io/v1';
const base = `/apis/${apiVersion}`;

const namespaces = ['alpha', 'beta', 'gamma'];
const writers = ['writer-a', 'writer-b', 'writer-c', 'writer-d', 'writer-e', 'writer-f'];
const roleNames = ['one', 'two', 'three', 'four'];

const rbacVerb = fc.constantFrom('create', 'update', 'bind', 'escalate', 'get', '*');
const list = <Value>(value: fc.Arbitrary<Value>, maxLength: number) =>
  fc.uniqueArray(value, { minLength: 1, maxLength });
const names = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  list(fc.constantFrom(...roleNames, 'a'), 2),
);
const resourceRule = fc
  .record({
    verbs: list(fc.constantFrom('get', 'list', 'create', 'delete', 'impersonate', 'use', '*'), 3),
    apiGroups: list(fc.constantFrom('', 'apps', '*', 'example.com'), 2),
    resources: list(
      fc.constantFrom(
        'pods',
        'pods/exec',
        'pods/*',
        'secrets',
        'deployments/scale',
        '*/scale',
        '*',
        'users',
        'nodes',
      ),
      3,
    ),
    resourceNames: names,
  })
  .map(withoutUndefined);
const rbacRule = fc
  .record({
    verbs: list(rbacVerb, 4),
    apiGroups: fc.constant(['rbac.authorization.k8s.io']),
    resources: list(fc.constantFrom('roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'), 3),
    resourceNames: names,
  })
  .map(withoutUndefined);
const pathRule = fc.record({
  verbs: list(fc.constantFrom('get', 'post', '*'), 2),
  nonResourceURLs: list(fc.constantFrom('/metrics', '/metrics/*', '/healthz', '*'), 2),
});
const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const namespacedRules = fc.array(fc.oneof(resourceRule, rbacRule), { minLength: 1, maxLength: 4 });
const clusterRules = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: resourceRule },
    { weight: 5, arbitrary: rbacRule },
    { weight: 2, arbitrary: pathRule },
    { weight: 1, arbitrary: fc.constant(everything) },
  ),
  { minLength: 1, maxLength: 5 },
);

const subjects = list(
  fc.oneof(
    fc
      .constantFrom(...writers)
      .map((name) => ({ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' })),
    fc.constantFrom('team', 'system:serviceaccounts:alpha', 'system:serviceaccounts').map((name) => ({
      kind: 'Group',
      name,
      apiGroup: 'rbac.authorization.k8s.io',
    })),
    fc.constantFrom(...namespaces).map((namespace) => ({ kind: 'ServiceAccount', name: 'bot', namespace })),
  ),
  3,
);
const clusterRef = fc
  .constantFrom(...roleNames, 'edit', 'view', 'admin', 'gathered', 'missing')
  .map((name) => ({
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name,
  }));
const anyRef = fc.oneof(
  clusterRef,
  fc
    .constantFrom(...roleNames)
    .map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name })),
);

function world(): KubernetesObject[] {
  const one = <Value>(value: fc.Arbitrary<Value>, at: number) =>
    fc.sample(value, { numRuns: 1, seed: seed + at })[0] as Value;
  let at = 0;
  const object = (kind: string, name: string, fields: object, namespace?: string) =>
    ({
      apiVersion,
      kind,
      metadata: { name, ...(namespace && { namespace }) },
      ...fields,
    }) as KubernetesObject;
  const roles = roleNames.map((name, index) => {
    const role = object('ClusterRole', name, { rules: one(clusterRules, at++) });
    return index < 2 ? { ...role, metadata: { name, labels: { gather: 'true' } } } : role;
  });
  const gathered = object('ClusterRole', 'gathered', {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { gather: 'true' } }] },
    rules: [],
  });
  const inNamespaces = namespaces.flatMap((namespace) => [
    ...roleNames.map((name) => object('Role', name, { rules: one(namespacedRules, at++) }, namespace)),
    ...[0, 1, 2, 3].map((index) =>
      object(
        'RoleBinding',
        `b-${index}`,
        { roleRef: one(anyRef, at++), subjects: one(subjects, at++) },
        namespace,
      ),
    ),
  ]);
  const cluster = [0, 1, 2].map((index) =>
    object('ClusterRoleBinding', `b-${index}`, {
      roleRef: one(clusterRef, at++),
      subjects: one(subjects, at++),
    }),
  );
  return [...roles, gathered, ...inNamespaces, ...cluster];
}

/** Each user alone, in a group; the service accounts with the groups that the server adds. */
const principals = [
  ...writers.map((name) => principalOf({ kind: 'User', name }, name < 'writer-c' ? ['team'] : [])),
  ...namespaces.map((namespace) => principalOf({ kind: 'ServiceAccount', namespace, name: 'bot' })),
  { user: 'root', groups: ['system:masters'] },
  principalOf({ kind: 'User', name: 'system:anonymous' }),
];

const question: fc.Arbitrary<AccessRequest> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        verb: fc.constantFrom(
          'get',
          'list',
          'create',
          'delete',
          'impersonate',
          'bind',
          'escalate',
          'use',
          '*',
        ),
        apiGroup: fc.constantFrom('', 'apps', 'rbac.authorization.k8s.io', 'example.com'),
        resource: fc.constantFrom(
          'pods',
          'secrets',
          'deployments',
          'users',
          'roles',
          'clusterroles',
          'nodes',
          'widgets',
          '*',
        ),
        subresource: fc.constantFrom(undefined, undefined, 'exec', 'scale', 'status'),
        name: fc.constantFrom(undefined, 'a', 'one', 'edit'),
        namespace: fc.constantFrom(undefined, ...namespaces),
      })
      .map(withoutUndefined),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constantFrom('get', 'post'),
      path: fc.constantFrom('/metrics', '/metrics/x', '/healthz', '/version', '/api', '/other'),
    }),
  },
);

function withoutUndefined<Value extends object>(
  value: Value,
): { [Field in keyof Value]: Exclude<Value[Field], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [Field in keyof Value]: Exclude<Value[Field], undefined>;
  };
}

describe.skipIf(!available)(`a real API server (FUZZ_SEED=${seed})`, () => {
  let cluster: TestCluster;
  let agent: Agent;
  let index: RbacIndex;
  let objects: KubernetesObject[];

  beforeAll(async () => {
    cluster = await startTestCluster({ controllerManager: true });
    // HTTP/2 would join headers of one name into one.
    agent = new Agent({ allowH2: false, connect: { ca: cluster.certificateAuthority }, connections: 32 });
    await cluster.apply([
      ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...world(),
    ]);
    await aggregated();
    objects = await readRbac();
    index = indexOfObjects(objects, { aggregate: false });
  }, 900_000);
  afterAll(async () => {
    await agent?.destroy();
    await cluster?.stop();
  });

  const api = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    as?: (typeof principals)[number],
  ) => {
    const answer = await request(cluster.server + path, {
      method,
      dispatcher: agent,
      // A flat list: a header that stands for several groups must be sent several times.
      headers: [
        'authorization',
        `Bearer ${cluster.users.admin.token}`,
        'content-type',
        'application/json',
        ...(as?.user === undefined ? [] : ['impersonate-user', as.user]),
        ...(as?.groups ?? []).flatMap((group) => ['impersonate-group', group]),
      ],
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  };

  async function readRbac(): Promise<KubernetesObject[]> {
    const lists = await Promise.all(
      (
        [
          ['clusterroles', 'ClusterRole'],
          ['clusterrolebindings', 'ClusterRoleBinding'],
          ['roles', 'Role'],
          ['rolebindings', 'RoleBinding'],
        ] as const
      ).map(async ([resource, kind]) => {
        const { body } = await api('GET', `${base}/${resource}`);
        return (body['items'] as KubernetesObject[]).map((item) => ({ ...item, apiVersion, kind }));
      }),
    );
    return lists.flat();
  }

  /** The controller needs a moment, and the authorizer one more: the last binding of the world decides. */
  async function aggregated(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const read = await readRbac();
      const filled = read.find(
        ({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'gathered',
      );
      const edit = read.find(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'edit');
      if ([filled, edit].every((role) => ((role?.['rules'] ?? []) as unknown[]).length > 0)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }

  async function inParallel<Value>(
    values: readonly Value[],
    work: (value: Value) => Promise<void>,
  ): Promise<void> {
    const queue = [...values];
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
    };
    await Promise.all(Array.from({ length: 24 }, worker));
  }

  test(`answers ${reviews} SubjectAccessReviews as we do`, { timeout: 120_000 }, async () => {
    const asked = fc.sample(fc.tuple(fc.constantFrom(...principals), question), { numRuns: reviews, seed });
    const differences: unknown[] = [];
    let allowed = 0;
    await inParallel(asked, async ([principal, request_]) => {
      const attributes = isPathRequest(request_)
        ? { nonResourceAttributes: request_ }
        : { resourceAttributes: { ...request_, group: request_.apiGroup } };
      const { body } = await api('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: principal.user, groups: principal.groups, ...attributes },
      });
      const theirs = (body['status'] as { allowed: boolean }).allowed;
      if (theirs) allowed++;
      if (theirs !== can(index, principal, request_).allowed)
        differences.push([theirs, principal, request_, body['status']]);
    });
    expect(differences).toEqual([]);
    // A world where everything, or nothing, is allowed proves little.
    expect(allowed).toBeGreaterThan(reviews / 50);
    expect(allowed).toBeLessThan(reviews * 0.98);
  });

  test('lets somebody write a role exactly where we say so', { timeout: 120_000 }, async () => {
    const cases = fc.sample(
      fc.tuple(
        fc.constantFrom(...principals),
        fc.constantFrom(undefined, ...namespaces),
        fc.boolean(),
        namespacedRules,
        fc.constantFrom('fresh', ...roleNames),
      ),
      { numRuns: 400, seed },
    );
    const differences: unknown[] = [];
    const seen = { allowed: 0, denied: 0 };
    await inParallel(cases, async ([principal, namespace, aggregate, rules, name]) => {
      const kind = namespace === undefined ? 'ClusterRole' : 'Role';
      const aggregationRule = aggregate &&
        namespace === undefined && { clusterRoleSelectors: [{ matchLabels: { never: 'x' } }] };
      const path = namespace === undefined ? `${base}/clusterroles` : `${base}/namespaces/${namespace}/roles`;
      const body = {
        apiVersion,
        kind,
        metadata: { name, ...(namespace !== undefined && { namespace }) },
        rules,
        ...(aggregationRule && { aggregationRule }),
      };
      const verb = name === 'fresh' ? 'create' : 'update';
      const answer =
        verb === 'create'
          ? await api('POST', `${path}?dryRun=All`, body, principal)
          : await api('PUT', `${path}/${name}?dryRun=All`, body, principal);
      expect([200, 201, 403]).toContain(answer.status);
      const theirs = answer.status !== 403;
      seen[theirs ? 'allowed' : 'denied']++;
      const role = {
        kind,
        namespace: namespace ?? '',
        name,
        rules: rules.map(complete),
        aggregated: aggregationRule !== false,
      } as const;
      if (canWriteRole(index, principal, verb, role) !== theirs)
        differences.push([theirs, principal, verb, role, answer.body['message']]);
    });
    expect(differences).toEqual([]);
    expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan(10);
  });

  test('lets somebody bind a role exactly where we say so', { timeout: 120_000 }, async () => {
    const cases = fc.sample(
      fc.tuple(fc.constantFrom(...principals), fc.constantFrom(undefined, ...namespaces), clusterRef, anyRef),
      { numRuns: 500, seed },
    );
    const differences: unknown[] = [];
    const seen = { allowed: 0, denied: 0 };
    await inParallel(cases, async ([principal, namespace, clusterRole, anyRole]) => {
      const roleRef = namespace === undefined ? clusterRole : anyRole;
      const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
      const path =
        namespace === undefined
          ? `${base}/clusterrolebindings`
          : `${base}/namespaces/${namespace}/rolebindings`;
      const answer = await api(
        'POST',
        `${path}?dryRun=All`,
        {
          apiVersion,
          kind,
          metadata: { name: 'fresh' },
          roleRef,
          subjects: [{ kind: 'User', name: 'friend', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        principal,
      );
      // A role that does not exist is 404 to somebody who may bind only what they hold.
      expect([201, 403, 404]).toContain(answer.status);
      const theirs = answer.status === 201;
      seen[theirs ? 'allowed' : 'denied']++;
      const role = { kind: roleRef.kind as 'Role' | 'ClusterRole', name: roleRef.name };
      const ours = canWriteBinding(index, principal, 'create', {
        namespace: namespace ?? '',
        name: 'fresh',
        role,
      });
      if (ours !== theirs)
        differences.push([theirs, principal, kind, namespace, roleRef, answer.body['message']]);
    });
    expect(differences).toEqual([]);
    expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan(10);
  });

  test('fills aggregated roles as we do from manifests', () => {
    const filled = (roles: RbacIndex) =>
      ['gathered', 'edit', 'admin', 'view'].map((name) => {
        const rules = roles.slot(`rbac.authorization.k8s.io/ClusterRole//${name}`)?.rules ?? [];
        return [name, [...new Set(rules.map(({ rule }) => JSON.stringify(rule)))].sort()];
      });
    expect(filled(indexOfObjects(objects, { aggregate: true }))).toEqual(filled(index));
  });

  test('makes the defaults that we know, and no others', async () => {
    const { body } = await api('GET', '/version');
    const version = parseKubernetesVersion(body['gitVersion'] as string);
    if (version === undefined) throw new Error('no version');
    const made = objects.filter(
      ({ metadata }) => metadata.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults',
    );
    expect(made.filter((object) => defaultStateOf(modelObject(object), version) !== 'default')).toEqual([]);
    expect(
      defaultPolicy(version)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(made.map((object) => modelObject(object).key).sort());
  });

  // Real requests: what a RoleBinding to cluster-scoped resources is worth.
  test('lets a RoleBinding reach the Namespace object of its own namespace, and no node', {
    timeout: 30_000,
  }, async () => {
    const who = { user: 'lodger', groups: ['system:authenticated'] };
    await cluster.apply([
      { apiVersion, kind: 'ClusterRole', metadata: { name: 'lodging' }, rules: [everything] },
      {
        apiVersion,
        kind: 'RoleBinding',
        metadata: { name: 'lodging', namespace: 'alpha' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'lodging' },
        subjects: [{ kind: 'User', name: 'lodger', apiGroup: 'rbac.authorization.k8s.io' }],
      },
    ]);
    const status = async (method: 'GET' | 'DELETE' | 'POST', path: string, body?: object) =>
      (await api(method, path, body, who)).status;
    await expect.poll(() => status('GET', '/api/v1/namespaces/alpha'), { timeout: 10_000 }).toBe(200);
    expect(await status('DELETE', '/api/v1/namespaces/alpha?dryRun=All')).toBe(200);
    expect(await status('GET', '/api/v1/namespaces/beta')).toBe(403);
    expect(await status('GET', '/api/v1/nodes')).toBe(403);
    expect(await status('GET', '/api/v1/namespaces')).toBe(403);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } };
    expect(await status('POST', '/api/v1/namespaces?dryRun=All', namespace)).toBe(403);
  });

  test.each(writtenCases)('refuses where we say so: $kind with $what', async ({ kind, fields, refused }) => {
    const inNamespace = kind.startsWith('Role');
    const metadata = { name: 'written', ...(inNamespace && { namespace: 'alpha' }) };
    const path = `${base}${inNamespace ? '/namespaces/alpha' : ''}/${kind.toLowerCase()}s?dryRun=All`;
    const { status, body } = await api('POST', path, { apiVersion, kind, metadata, ...fields });
    const causes = (body['details'] as { causes?: { field: string }[] } | undefined)?.causes ?? [];
    expect([status, [...new Set(causes.map(({ field }) => field))]]).toEqual([
      refused.length === 0 ? 201 : 422,
      refused,
    ]);
  });

  test('asks for bind of a ClusterRole where the RoleBinding is written, and for escalate in the whole cluster', {
    timeout: 30_000,
  }, async () => {
    const who = { user: 'delegate', groups: ['system:authenticated'] };
    const rbacRules = (resource: string, verbs: string[]) => ({
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: [resource],
      verbs,
    });
    const metadata = { name: 'delegating', namespace: 'alpha' };
    await cluster.apply([
      {
        apiVersion,
        kind: 'Role',
        metadata,
        rules: [
          { ...rbacRules('clusterroles', ['bind']), resourceNames: ['view'] },
          rbacRules('clusterroles', ['escalate', 'update', 'create']),
          rbacRules('rolebindings', ['create']),
        ],
      },
      {
        apiVersion,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'delegating' },
        subjects: [{ kind: 'User', name: 'delegate', apiGroup: 'rbac.authorization.k8s.io' }],
      },
    ]);
    const bindTo = async (name: string, namespace: string) =>
      (
        await api(
          'POST',
          `${base}/namespaces/${namespace}/rolebindings?dryRun=All`,
          {
            apiVersion,
            kind: 'RoleBinding',
            metadata: { name: 'bound', namespace },
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
            subjects: [],
          },
          who,
        )
      ).status;
    await expect.poll(() => bindTo('view', 'alpha'), { timeout: 10_000 }).toBe(201);
    expect(await bindTo('edit', 'alpha')).toBe(403);
    expect(await bindTo('view', 'beta')).toBe(403);
    const role = {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'fresh' },
      rules: [complete(everything)],
    };
    expect((await api('POST', `${base}/clusterroles?dryRun=All`, role, who)).status).toBe(403);
  });
});

function complete(rule: object) {
  return { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], ...rule };
}
