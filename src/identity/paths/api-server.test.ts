import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { type Principal, principalOf } from '../subject.ts';
import { attackGraphOf } from './attack-graph.ts';
import type { Hop } from './attack-path.ts';
import { cheapestPath, findPaths } from './find-paths.ts';
import { account, binding, grant, namespace } from './path-fixtures.ts';
import { randomCluster } from './random-cluster.ts';
import { replayOf } from './replay.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const clusters = Number(process.env['PATH_CLUSTERS'] ?? 12);
const available = (await kubeboxBinary()) !== undefined;

/** Generated clusters side by side in one: every name of one is its own. */
const worlds = fc
  .sample(randomCluster, { numRuns: clusters, seed })
  .map(
    (objects, at) =>
      JSON.parse(
        JSON.stringify(objects).replaceAll(/"(alpha|beta|ann|bob|team|admin|r-\d)"/g, `"$1-w${at}"`),
      ) as KubernetesObject[],
  );

const restricted = namespace('closed', { 'pod-security.kubernetes.io/enforce': 'restricted' });
const podsOnly = grant('user:pod-maker', 'closed', 'pods', { verbs: ['create'], resources: ['pods'] });

/** One step of each kind that a dry run can show, whatever is generated. */
const everyAct = [
  namespace('open'),
  account('open/boss'),
  binding('sa:open/boss', '*', 'boss', 'ClusterRole/cluster-admin'),
  ...grant('user:runner', 'open', 'runner', { verbs: ['create'], resources: ['pods'] }),
  ...grant('user:minter', 'open', 'minter', { verbs: ['create'], resources: ['serviceaccounts/token'] }),
  namespace('shut', { 'pod-security.kubernetes.io/enforce': 'restricted' }),
  ...grant(
    'user:labeller',
    'shut',
    'labeller',
    { verbs: ['create'], resources: ['pods'] },
    { verbs: ['patch'], resources: ['namespaces'] },
  ),
  ...grant(
    'user:binder',
    'shut',
    'binder',
    { verbs: ['bind'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'] },
    { verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'] },
  ),
];
worlds.push(everyAct);

const rbac = ['rbac.authorization.k8s.io'];
const info = { verbs: ['impersonate:user-info'], apiGroups: ['authentication.k8s.io'], resources: ['users'] };
const bindAs = {
  verbs: ['impersonate-on:user-info:create'],
  apiGroups: rbac,
  resources: ['clusterrolebindings'],
};

/** Accounts that act with their own tokens. */
const acting = [
  namespace('acting'),
  ...['both', 'half', 'lister'].map((name) => account(`acting/${name}`)),
  binding('user:boss', '*', 'boss-user', 'ClusterRole/cluster-admin'),
  ...grant('sa:acting/both', '*', 'both', info, bindAs),
  ...grant('sa:acting/half', '*', 'half', info),
  ...grant('sa:acting/lister', 'acting', 'lister', {
    verbs: ['list'],
    resources: ['secrets'],
    resourceNames: ['one'],
  }),
];

/** The demo's objects; of these the server gets what decides about access. */
const demo = readManifests(join(import.meta.dirname, '../../../demo'));
const decides = new Set(['Namespace', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

function readManifests(folder: string): KubernetesObject[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8'), { schema: CORE_SCHEMA }))
    .filter((object): object is KubernetesObject => isObject(object));
}

function isObject(value: unknown): value is KubernetesObject {
  const { kind, metadata } = (value ?? {}) as { kind?: unknown; metadata?: { name?: unknown } };
  return typeof kind === 'string' && typeof metadata?.name === 'string';
}

/** Steps that a subject takes by requests, each once. */
function stepsOf(objects: readonly KubernetesObject[]): Hop[] {
  const attack = attackGraphOf(clusterOf(objects));
  const steps = new Map<string, Hop>();
  for (const { source, sink } of findPaths(attack, { all: true }))
    for (const hop of cheapestPath(attack, source, sink)?.hops ?? [])
      if (replayOf(hop) !== undefined)
        steps.set(JSON.stringify([hop.from, hop.kinds, hop.place, hop.needs]), hop);
  return [...steps.values()];
}

describe.skipIf(!available)(`steps on a real API server (FUZZ_SEED=${seed})`, () => {
  let cluster: TestCluster;
  let agent: Agent;

  beforeAll(async () => {
    cluster = await startTestCluster({ controllerManager: true });
    // HTTP/2 would join headers of one name into one.
    agent = new Agent({ allowH2: false, connect: { ca: cluster.certificateAuthority }, connections: 16 });
    const access = demo.filter(({ kind }) => decides.has(kind));
    await cluster.apply([restricted, ...podsOnly, ...worlds.flat(), ...acting, ...access], {
      defaultServiceAccounts: true,
    });
    await aggregated();
  }, 900_000);
  afterAll(async () => {
    await agent?.destroy();
    await cluster?.stop();
  });

  const call = async (method: 'POST' | 'PATCH', path: string, body: object, as?: Principal) => {
    const answer = await request(cluster.server + path, {
      method,
      dispatcher: agent,
      headers: [
        'authorization',
        `Bearer ${cluster.users.admin.token}`,
        'content-type',
        method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...(as === undefined ? [] : ['impersonate-user', as.user ?? 'somebody']),
        ...(as?.user?.startsWith('system:serviceaccount:') === true
          ? []
          : (as?.groups ?? []).flatMap((group) => ['impersonate-group', group])),
      ],
      body: JSON.stringify(body),
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  };

  /** A controller fills `edit`, and the authorizer needs a moment more. */
  async function aggregated(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/edit';
      const { body } = await cluster.request('GET', path);
      if (((body as { rules?: unknown[] | null }).rules ?? []).length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }

  test('every request of every step is allowed', { timeout: 120_000 }, async () => {
    const denied: unknown[] = [];
    let asked = 0;
    for (const step of [demo, ...worlds].flatMap(stepsOf)) {
      const replay = replayOf(step);
      if (replay === undefined) continue;
      for (const { apiGroup, ...attributes } of replay.requests) {
        const { body } = await call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: {
            user: replay.principal.user ?? 'somebody',
            groups: replay.principal.groups,
            resourceAttributes: { ...attributes, group: apiGroup },
          },
        });
        asked++;
        if ((body['status'] as { allowed?: boolean } | undefined)?.allowed !== true)
          denied.push([step.kinds, replay.principal, apiGroup, attributes, body['status']]);
      }
    }
    expect(denied).toEqual([]);
    expect(asked).toBeGreaterThan(clusters);
    expect(stepsOf(demo).length).toBeGreaterThan(10);
  });

  test('what a step does is done, without being kept', { timeout: 120_000 }, async () => {
    const refused: unknown[] = [];
    const tried = new Map<string, number>();
    for (const step of worlds.flatMap(stepsOf)) {
      const act = actOf(step);
      const principal = replayOf(step)?.principal;
      if (act === undefined || principal === undefined) continue;
      const { status, body } = await call(act.method, `${act.path}?dryRun=All`, act.body, principal);
      tried.set(act.what, (tried.get(act.what) ?? 0) + 1);
      if (status >= 300) refused.push([step.kinds, principal.user, act.path, status, body['message']]);
    }
    expect(refused).toEqual([]);
    expect([...tried.keys()].sort()).toEqual([
      'bind a role',
      'change the labels of a namespace',
      'create a pod',
      'make a token',
    ]);
  });

  test('Pod Security refuses the privileged pod that no path tells of', async () => {
    const path = '/api/v1/namespaces/closed/pods?dryRun=All';
    const maker = principalOf({ kind: 'User', name: 'pod-maker' });
    const { status } = await call('POST', path, privilegedPod('default'), maker);
    expect(status).toBe(403);
    expect(stepsOf([restricted, ...podsOnly]).flatMap(({ kinds }) => kinds)).not.toContain('privileged-pod');
  });

  /** The status that an account gets for a request with its own token. */
  async function asAccount(
    name: string,
    method: 'GET' | 'POST',
    path: string,
    more: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<number> {
    const token = await call('POST', `/api/v1/namespaces/acting/serviceaccounts/${name}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: [] },
    });
    const answer = await request(cluster.server + path, {
      method,
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${(token.body['status'] as { token: string }).token}`,
        'content-type': 'application/json',
        ...more.headers,
      },
      ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
    });
    await answer.body.dump();
    return answer.statusCode;
  }

  // https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/5284-constrained-impersonation
  test('constrained impersonation takes a verb for the request as well', async () => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?dryRun=All';
    const body = {
      metadata: { name: 'try' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [],
    };
    const headers = { 'impersonate-user': 'boss' };
    expect(await asAccount('both', 'POST', path, { body, headers })).toBe(201);
    expect(await asAccount('half', 'POST', path, { body, headers })).toBe(403);
    const attack = attackGraphOf(clusterOf(acting));
    const starts = findPaths(attack, { sinks: ['cluster-admin'] }).map(({ source }) => {
      const vertex = attack.vertices[source];
      return vertex?.type === 'subject' ? vertex.subject.name : undefined;
    });
    expect(new Set(starts)).toEqual(new Set(['boss', 'both']));
  });

  // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
  test('whoever may list one name lists it by a field selector', async () => {
    const path = '/api/v1/namespaces/acting/secrets';
    expect(await asAccount('lister', 'GET', `${path}?fieldSelector=metadata.name%3Done`)).toBe(200);
    expect(await asAccount('lister', 'GET', path)).toBe(403);
  });

  test('nobody impersonates a group without a user', async () => {
    const answer = await request(`${cluster.server}/api/v1/namespaces`, {
      dispatcher: agent,
      headers: [
        'authorization',
        `Bearer ${cluster.users.admin.token}`,
        'impersonate-group',
        'system:masters',
      ],
    });
    await answer.body.dump();
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  });
});

interface Act {
  readonly what: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: object;
}

/** A step as the request that makes it, for the kinds of steps that a dry run can show. */
function actOf({ kinds, place, to, needs }: Hop): Act | undefined {
  const target = to.type === 'subject' && to.subject.kind === 'ServiceAccount' ? to.subject : undefined;
  const where = target?.namespace ?? (place === '*' ? 'default' : place);
  switch (kinds[0]) {
    case 'mint-token':
      return target === undefined
        ? undefined
        : {
            what: 'make a token',
            method: 'POST',
            path: `/api/v1/namespaces/${target.namespace}/serviceaccounts/${target.name}/token`,
            body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } },
          };
    case 'create-pod': {
      const pod = kinds.includes('privileged-pod')
        ? privilegedPod('default')
        : plainPod(target?.name ?? 'default');
      const path = `/api/v1/namespaces/${where}/pods`;
      return { what: 'create a pod', method: 'POST', path, body: pod };
    }
    case 'relabel-namespace':
      return {
        what: 'change the labels of a namespace',
        method: 'PATCH',
        path: `/api/v1/namespaces/${where}`,
        body: { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } },
      };
    case 'bind-role': {
      const inCluster =
        to.type === 'cluster-admin' && needs.some(({ power }) => power === 'createClusterRoleBinding');
      const creates = needs.some(({ power }) => power === 'createRoleBinding') && place !== '*';
      if (!inCluster && !creates) return undefined;
      const limited = needs.find(({ power }) => power === 'bindClusterRoles')?.name;
      const base = '/apis/rbac.authorization.k8s.io/v1';
      return {
        what: 'bind a role',
        method: 'POST',
        path: inCluster ? `${base}/clusterrolebindings` : `${base}/namespaces/${where}/rolebindings`,
        body: {
          metadata: { name: 'try' },
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'ClusterRole',
            name: limited ?? 'cluster-admin',
          },
          subjects: [],
        },
      };
    }
    default:
      return undefined;
  }
}

function plainPod(serviceAccountName: string): object {
  return {
    metadata: { name: 'try' },
    spec: {
      serviceAccountName,
      containers: [
        {
          name: 'app',
          image: 'app:1',
          securityContext: {
            allowPrivilegeEscalation: false,
            runAsNonRoot: true,
            capabilities: { drop: ['ALL'] },
            seccompProfile: { type: 'RuntimeDefault' },
          },
        },
      ],
    },
  };
}

function privilegedPod(serviceAccountName: string): object {
  return {
    metadata: { name: 'try' },
    spec: {
      serviceAccountName,
      nodeName: 'any',
      containers: [{ name: 'app', image: 'app:1', securityContext: { privileged: true } }],
    },
  };
}
