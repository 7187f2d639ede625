import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import {
  type ClusterDescription,
  type KubernetesObject,
  parseKubernetesVersion,
} from '../../cluster/index.ts';
import { subjectKey } from '../subject.ts';
import { parseSubject } from '../subject-argument.ts';
import { attackGraphOf } from './attack-graph.ts';
import type { AttackPath } from './attack-path.ts';
import { cheapestPath } from './find-paths.ts';
import { account, binding, grant, namespace, workload } from './path-fixtures.ts';
import type { SinkName, Vertex } from './vertex.ts';

const rbac = ['rbac.authorization.k8s.io'];

/** The cheapest path of a subject or workload. */
function pathFrom(
  from: string,
  to: SinkName,
  objects: readonly KubernetesObject[],
  description: Partial<ClusterDescription> = {},
): AttackPath | undefined {
  const attack = attackGraphOf(clusterOf(objects, description));
  const subject = parseSubject(from);
  const isStart = (vertex: Vertex) =>
    vertex.type === 'subject'
      ? subject !== undefined && subjectKey(vertex.subject) === subjectKey(subject)
      : vertex.type === 'workload'
        ? vertex.workload.reference.name === from
        : vertex.type === 'entry-point' && `entry:${vertex.entry.object.name}` === from;
  const start = attack.vertices.findIndex(isStart);
  return start < 0 ? undefined : cheapestPath(attack, start, to);
}

/** Kinds of the steps, `-` where there is no path. */
function kinds(...asked: Parameters<typeof pathFrom>): string {
  const path = pathFrom(...asked);
  return path === undefined ? '-' : path.hops.flatMap((hop) => hop.kinds).join(' ');
}

const at = (version: string): Partial<ClusterDescription> => {
  const parsed = parseKubernetesVersion(version);
  return parsed === undefined ? {} : { version: parsed };
};

/** A service account with everything, its pods included, in a namespace that enforces `restricted`. */
const strong = [
  namespace('ops', { 'pod-security.kubernetes.io/enforce': 'restricted' }),
  account('ops/boss'),
  binding('sa:ops/boss', '*', 'boss', 'ClusterRole/cluster-admin'),
  workload('Deployment', 'ops/boss', { serviceAccountName: 'boss' }),
];

describe('holding', () => {
  test('cluster-admin, under any name of the role', () => {
    expect(kinds('sa:ops/boss', 'cluster-admin', strong)).toBe('holds-everything');
    const other = grant('user:ann', '*', 'helper', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
    expect(kinds('user:ann', 'cluster-admin', other)).toBe('holds-everything');
  });

  // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
  test('cluster-admin in a RoleBinding is that of the namespace, which takes Pod Security off itself', () => {
    const objects = [namespace('shop'), binding('user:ann', 'shop', 'ann', 'ClusterRole/cluster-admin')];
    expect(kinds('user:ann', 'namespace-admin:shop', objects)).toBe('holds-everything');
    expect(kinds('user:ann', 'all-nodes', objects)).toBe('holds-everything relabel-namespace');
    expect(kinds('user:ann', 'all-secrets', objects)).toBe('-');
  });

  test('groups of service accounts count for each of them', () => {
    const objects = [
      account('shop/api'),
      workload('Deployment', 'shop/api', { serviceAccountName: 'api' }),
      binding('group:system:serviceaccounts:shop', '*', 'all', 'ClusterRole/cluster-admin'),
    ];
    expect(kinds('api', 'cluster-admin', objects)).toBe('uses-account member-of holds-everything');
  });
});

describe('impersonation', () => {
  test('of a service account, in a namespace and by name', () => {
    const rule = { verbs: ['impersonate'], resources: ['serviceaccounts'] };
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', 'ops', 'i', rule)])).toBe(
      'impersonate-account holds-everything',
    );
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 'i', { ...rule, resourceNames: ['boss'] }),
      ]),
    ).toBe('impersonate-account holds-everything');
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 'i', { ...rule, resourceNames: ['other'] }),
      ]),
    ).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', 'shop', 'i', rule)])).toBe(
      '-',
    );
  });

  // A request that impersonates groups alone is refused: it has to name a user.
  test('of groups takes a user as well', () => {
    const groups = { verbs: ['impersonate'], resources: ['groups'] };
    const users = { verbs: ['impersonate'], resources: ['users'], resourceNames: ['bot'] };
    expect(kinds('user:ann', 'system-masters', grant('user:ann', '*', 'i', groups))).toBe('-');
    expect(kinds('user:ann', 'system-masters', grant('user:ann', '*', 'i', groups, users))).toBe(
      'impersonate-group',
    );
    const named = { ...groups, resourceNames: ['developers'] };
    expect(kinds('user:ann', 'system-masters', grant('user:ann', '*', 'i', named, users))).toBe('-');
  });

  test('of users and groups has no effect in a RoleBinding', () => {
    const rule = { verbs: ['impersonate'], resources: ['users', 'groups'] };
    expect(kinds('user:ann', 'system-masters', grant('user:ann', 'ops', 'i', rule))).toBe('-');
  });

  test('two bindings together do what neither does', () => {
    const objects = [
      ...grant('user:ann', '*', 'one', { verbs: ['impersonate'], resources: ['groups'] }),
      ...grant('user:ann', '*', 'two', { verbs: ['impersonate'], resources: ['users'] }),
    ];
    const path = pathFrom('user:ann', 'system-masters', objects);
    expect(path?.hops[0]?.bindings.map(({ binding: { name } }) => name)).toEqual(['one', 'two']);
  });
});

describe('tokens, Secrets and certificates', () => {
  test('tokens are made in the place of the grant, of the named accounts', () => {
    const rule = { verbs: ['create'], resources: ['serviceaccounts/token'] };
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', '*', 't', rule)])).toBe(
      'mint-token holds-everything',
    );
    // The request carries the name, so that resourceNames limit it.
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 't', { ...rule, resourceNames: ['boss'] }),
      ]),
    ).toBe('mint-token holds-everything');
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 't', { ...rule, resourceNames: ['x'] }),
      ]),
    ).toBe('-');
    // `serviceaccounts/*` is no pattern.
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 't', { ...rule, resources: ['serviceaccounts/*', 'serviceaccounts'] }),
      ]),
    ).toBe('-');
  });

  test('no token of an account that does not exist', () => {
    const objects = [
      namespace('ops'),
      namespace('shop'),
      binding('sa:ops/gone', '*', 'gone', 'ClusterRole/cluster-admin'),
      ...grant('user:ann', 'ops', 't', { verbs: ['create'], resources: ['serviceaccounts/token'] }),
    ];
    expect(kinds('user:ann', 'cluster-admin', objects)).toBe('-');
  });

  test('reading Secrets leads to an account only where a token lies in one', () => {
    const rule = { verbs: ['watch'], resources: ['secrets'] };
    const reader = [...strong, ...grant('user:ann', 'ops', 's', rule)];
    const token = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'boss-token',
        namespace: 'ops',
        annotations: { 'kubernetes.io/service-account.name': 'boss' },
      },
      type: 'kubernetes.io/service-account-token',
    };
    expect(kinds('user:ann', 'cluster-admin', reader)).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...reader, token])).toBe(
      'list-secrets token-in-secret holds-everything',
    );
    const named = grant('user:ann', 'ops', 's', {
      verbs: ['get'],
      resources: ['secrets'],
      resourceNames: ['boss-token'],
    });
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...named, token])).toBe(
      'token-in-secret holds-everything',
    );
    // Whoever lists names it by the field selector metadata.name: the API server takes that for the name of the request.
    // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
    const listed = grant('user:ann', 'ops', 's', {
      verbs: ['list'],
      resources: ['secrets'],
      resourceNames: ['boss-token'],
    });
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...listed, token])).toBe(
      'token-in-secret holds-everything',
    );
  });

  test('a Secret that is created is filled with a token for who can read it', () => {
    const create = { verbs: ['create'], resources: ['secrets'] };
    const read = { verbs: ['get'], resources: ['secrets'] };
    expect(
      kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', 'ops', 's', create, read)]),
    ).toBe('token-by-secret holds-everything');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', 'ops', 's', create)])).toBe(
      '-',
    );
  });

  // https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
  test('a certificate takes request, approval and the signer, of the signer that makes client certificates', () => {
    const group = { apiGroups: ['certificates.k8s.io'] };
    const request = { ...group, verbs: ['create'], resources: ['certificatesigningrequests'] };
    const approval = { ...group, verbs: ['update'], resources: ['certificatesigningrequests/approval'] };
    const signer = (name: string) => ({
      ...group,
      verbs: ['approve'],
      resources: ['signers'],
      resourceNames: [name],
    });
    const ann = (...rules: Parameters<typeof grant>[3][]) => [
      ...strong,
      ...grant('user:ann', '*', 'c', ...rules),
    ];
    expect(kinds('user:ann', 'cluster-admin', ann(request, approval, signer('kubernetes.io/*')))).toBe(
      'issue-certificate holds-everything',
    );
    expect(
      kinds('user:ann', 'cluster-admin', ann(request, approval, signer('kubernetes.io/kubelet-serving'))),
    ).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', ann(request, approval))).toBe('-');
    // CertificateSubjectRestriction keeps system:masters out of certificates.
    const path = pathFrom(
      'user:ann',
      'system-masters',
      ann(request, approval, signer('kubernetes.io/kube-apiserver-client')),
    );
    expect(path?.hops[0]?.to.type).not.toBe('system-masters');
  });
});

describe('roles and bindings', () => {
  const bind = { verbs: ['bind'], apiGroups: rbac, resources: ['clusterroles'] };
  const create = { verbs: ['create'], apiGroups: rbac, resources: ['clusterrolebindings'] };

  test('bind and the writing of bindings, together only', () => {
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', '*', 'b', bind, create))).toBe('bind-role');
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', '*', 'b', bind))).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', '*', 'b', create))).toBe('-');
  });

  // The verb is asked for on roles: on bindings it means nothing. Verb and resource must stand in one rule.
  test('bind on bindings, and verbs of different rules', () => {
    const wrong = { verbs: ['bind', 'create'], apiGroups: rbac, resources: ['clusterrolebindings'] };
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', '*', 'b', wrong))).toBe('-');
    const crossed = [
      { verbs: ['bind'], apiGroups: rbac, resources: ['clusterrolebindings'] },
      { verbs: ['create'], apiGroups: rbac, resources: ['clusterroles'] },
    ];
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', '*', 'b', ...crossed))).toBe('-');
  });

  test('bind of named roles hands out those', () => {
    const named = (name: string) => grant('user:ann', '*', 'b', { ...bind, resourceNames: [name] }, create);
    expect(kinds('user:ann', 'cluster-admin', named('cluster-admin'))).toBe('bind-role holds-everything');
    expect(kinds('user:ann', 'cluster-admin', named('view'))).toBe('-');
  });

  test('bindings of a namespace make its administrator', () => {
    const rules = [bind, { ...create, resources: ['rolebindings'] }];
    expect(kinds('user:ann', 'namespace-admin:shop', grant('user:ann', 'shop', 'b', ...rules))).toBe(
      'bind-role',
    );
    expect(kinds('user:ann', 'namespace-admin:ops', grant('user:ann', 'shop', 'b', ...rules))).toBe('-');
    // A ClusterRoleBinding is no resource of a namespace.
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', 'shop', 'b', bind, create))).toBe('-');
  });

  // roleRef is immutable: a change adds a subject to a binding that is there.
  test('who may only change bindings reaches the roles of those that are there', () => {
    const change = { ...create, verbs: ['patch'], resourceNames: ['boss'] };
    const rules = grant('user:ann', '*', 'b', bind, change);
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...rules])).toBe('bind-role holds-everything');
    expect(kinds('user:ann', 'cluster-admin', rules)).toBe('-');
  });

  test('escalate takes the change of a role that one is bound to', () => {
    const escalate = { verbs: ['escalate', 'update'], apiGroups: rbac, resources: ['clusterroles'] };
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', '*', 'e', escalate))).toBe('escalate-role');
    expect(
      kinds(
        'user:ann',
        'cluster-admin',
        grant('user:ann', '*', 'e', { ...escalate, resourceNames: ['other'] }),
      ),
    ).toBe('-');
    expect(
      kinds(
        'user:ann',
        'cluster-admin',
        grant('user:ann', '*', 'e', { ...escalate, verbs: ['escalate', 'create'] }),
      ),
    ).toBe('-');
    const inNamespace = { verbs: ['escalate', 'patch'], apiGroups: rbac, resources: ['roles'] };
    expect(kinds('user:ann', 'namespace-admin:shop', grant('user:ann', 'shop', 'e', inNamespace))).toBe(
      'escalate-role',
    );
  });

  test('escalate of one binding and the role of another', () => {
    const rights = grant('user:ann', '*', 'e', {
      verbs: ['escalate', 'update'],
      apiGroups: rbac,
      resources: ['roles'],
    });
    const objects = [
      ...rights,
      ...grant('user:ann', 'shop', 'mine', {
        verbs: ['patch'],
        apiGroups: rbac,
        resources: ['roles'],
        resourceNames: ['none'],
      }),
    ];
    expect(kinds('user:ann', 'namespace-admin:shop', rights)).toBe('-');
    expect(kinds('user:ann', 'namespace-admin:shop', objects)).toBe('escalate-role');
  });
});

describe('workloads', () => {
  const pods = { verbs: ['create'], resources: ['pods'] };

  test('a pod runs as any account of its namespace', () => {
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', 'ops', 'p', pods)])).toBe(
      'create-pod run-as-account holds-everything',
    );
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'shop', 'p', { ...pods, verbs: ['get', 'list'] }),
      ]),
    ).toBe('-');
    // A create names no pod, so that names allow none.
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 'p', { ...pods, resourceNames: ['a'] }),
      ]),
    ).toBe('-');
  });

  test('controllers, in their own API group only', () => {
    const jobs = (apiGroup: string) =>
      grant('user:ann', 'ops', 'j', { verbs: ['create'], apiGroups: [apiGroup], resources: ['jobs'] });
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...jobs('batch')])).toBe(
      'create-workload run-as-account holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...jobs('')])).toBe('-');
  });

  test('a change needs a workload that is there', () => {
    const patch = (resource: string, names?: string[]) =>
      grant('user:ann', 'ops', 'd', {
        verbs: ['patch'],
        apiGroups: ['apps'],
        resources: [resource],
        ...(names && { resourceNames: names }),
      });
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...patch('deployments')])).toBe(
      'change-workload run-as-account holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...patch('deployments', ['boss'])])).toBe(
      'change-workload run-as-account holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...patch('deployments', ['other'])])).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...patch('statefulsets')])).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...patch('deployments/scale')])).toBe('-');
  });

  // https://kubernetes.io/docs/concepts/security/pod-security-admission/
  test('a privileged pod only where Pod Security lets it', () => {
    const enforce = (level: string) => [
      namespace('shop', { 'pod-security.kubernetes.io/enforce': level }),
      ...grant('user:ann', 'shop', 'p', pods),
    ];
    expect(kinds('user:ann', 'all-nodes', [namespace('shop'), ...grant('user:ann', 'shop', 'p', pods)])).toBe(
      'create-pod privileged-pod',
    );
    expect(kinds('user:ann', 'all-nodes', enforce('privileged'))).toBe('create-pod privileged-pod');
    expect(kinds('user:ann', 'all-nodes', enforce('baseline'))).toBe('-');
    expect(kinds('user:ann', 'all-nodes', enforce('restricted'))).toBe('-');
    // A level that is none enforces restricted.
    expect(kinds('user:ann', 'all-nodes', enforce('strict'))).toBe('-');
    const warned = [
      namespace('shop', { 'pod-security.kubernetes.io/warn': 'restricted' }),
      ...grant('user:ann', 'shop', 'p', pods),
    ];
    expect(kinds('user:ann', 'all-nodes', warned)).toBe('create-pod privileged-pod');
  });

  test('who may change the Namespace takes it off', () => {
    const shop = namespace('shop', { 'pod-security.kubernetes.io/enforce': 'restricted' });
    const change = { verbs: ['patch'], resources: ['namespaces'] };
    expect(kinds('user:ann', 'all-nodes', [shop, ...grant('user:ann', 'shop', 'p', pods, change)])).toBe(
      'relabel-namespace',
    );
    const other = { ...change, resourceNames: ['other'] };
    expect(kinds('user:ann', 'all-nodes', [shop, ...grant('user:ann', 'shop', 'p', pods, other)])).toBe('-');
  });

  // Pod Security sees the claim and not what is behind it.
  test('a volume of the node takes the volume cluster-wide, a claim and a pod that may be root', () => {
    const volume = grant('user:ann', '*', 'v', { verbs: ['create'], resources: ['persistentvolumes'] });
    const rest = [pods, { verbs: ['create'], resources: ['persistentvolumeclaims'] }];
    const shop = (level: string) => namespace('shop', { 'pod-security.kubernetes.io/enforce': level });
    expect(
      kinds('user:ann', 'all-nodes', [
        shop('baseline'),
        ...volume,
        ...grant('user:ann', 'shop', 'p', ...rest),
      ]),
    ).toBe('node-volume');
    expect(
      kinds('user:ann', 'all-nodes', [
        shop('restricted'),
        ...volume,
        ...grant('user:ann', 'shop', 'p', ...rest),
      ]),
    ).toBe('-');
    const ineffective = grant('user:ann', 'shop', 'p', ...rest, {
      verbs: ['create'],
      resources: ['persistentvolumes'],
    });
    expect(kinds('user:ann', 'all-nodes', [shop('baseline'), ...ineffective])).toBe('-');
  });
});

describe('pods that run', () => {
  const exec = (resource: string, verbs = ['create']) =>
    grant('user:ann', 'ops', 'x', { verbs, resources: [resource] });

  test('exec, attach and debug containers lead to the account of the pod', () => {
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/exec')])).toBe(
      'exec-pod uses-account holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/attach')])).toBe(
      'attach-pod uses-account holds-everything',
    );
    expect(
      kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/ephemeralcontainers', ['patch'])]),
    ).toBe('debug-pod uses-account holds-everything');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods', ['patch'])])).toBe(
      'change-image uses-account holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('*/exec')])).toBe(
      'exec-pod uses-account holds-everything',
    );
  });

  // `pods/*` is no wildcard, and `pods` does not cover its subresources.
  test('what looks like exec and is not', () => {
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/*', ['*'])])).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods', ['get'])])).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/log', ['get'])])).toBe('-');
  });

  // kubernetes/kubernetes#78741: a WebSocket is a GET, which needs create as well since 1.35.
  test('get is exec before 1.35', () => {
    expect(
      kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/exec', ['get'])], at('v1.34.0')),
    ).toBe('exec-pod uses-account holds-everything');
    expect(
      kinds('user:ann', 'cluster-admin', [...strong, ...exec('pods/exec', ['get'])], at('v1.35.0')),
    ).toBe('-');
  });

  // https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
  test('a pod without a token leads nowhere', () => {
    const pod = (spec: Record<string, unknown>) => [
      account('ops/boss', { automountServiceAccountToken: false }),
      binding('sa:ops/boss', '*', 'boss', 'ClusterRole/cluster-admin'),
      workload('Deployment', 'ops/boss', { serviceAccountName: 'boss', ...spec }),
    ];
    expect(kinds('boss', 'cluster-admin', pod({}))).toBe('-');
    expect(kinds('boss', 'cluster-admin', pod({ automountServiceAccountToken: true }))).toBe(
      'uses-account holds-everything',
    );
    const projected = {
      volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
    };
    expect(kinds('boss', 'cluster-admin', pod(projected))).toBe('uses-account holds-everything');
  });

  test('nodes/proxy by any verb, in the whole cluster only', () => {
    const proxy = (place: string) =>
      grant('user:ann', place, 'n', { verbs: ['get'], resources: ['nodes/proxy'] });
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...proxy('*')])).toBe(
      'kubelet-exec uses-account holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...proxy('ops')])).toBe('-');
  });
});

describe('nodes', () => {
  const privileged = {
    containers: [{ name: 'app', securityContext: { privileged: true } }],
    automountServiceAccountToken: false,
  };

  test('a container that leaves has its node, and what runs on every node', () => {
    const agent = [account('ops/agent'), binding('sa:ops/agent', '*', 'agent', 'ClusterRole/cluster-admin')];
    const escaping = workload('Deployment', 'shop/web', privileged);
    const onEvery = workload('DaemonSet', 'ops/agent', { serviceAccountName: 'agent' });
    const onOne = workload('Deployment', 'ops/agent', { serviceAccountName: 'agent' });
    expect(kinds('web', 'any-node', [escaping])).toBe('escape-container');
    expect(kinds('web', 'all-nodes', [escaping])).toBe('-');
    expect(kinds('web', 'cluster-admin', [...agent, escaping, onEvery])).toBe(
      'escape-container node-pods uses-account holds-everything',
    );
    expect(kinds('web', 'cluster-admin', [...agent, escaping, onOne])).toBe('-');
    const selected = workload('DaemonSet', 'ops/agent', {
      serviceAccountName: 'agent',
      nodeSelector: { gpu: 'true' },
    });
    expect(kinds('web', 'cluster-admin', [...agent, escaping, selected])).toBe('-');
  });

  test('all nodes are all pods, and the keys where the control plane is one of them', () => {
    const ann = [
      namespace('shop'),
      ...grant('user:ann', 'shop', 'p', { verbs: ['create'], resources: ['pods'] }),
    ];
    const node = (labels: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n', labels },
    });
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...ann])).toBe(
      'create-pod privileged-pod node-pods uses-account holds-everything',
    );
    expect(
      kinds('user:ann', 'system-masters', [...ann, node({ 'node-role.kubernetes.io/control-plane': '' })]),
    ).toBe('create-pod privileged-pod control-plane-keys');
    expect(kinds('user:ann', 'system-masters', [...ann, node({})])).toBe('-');
  });

  test('an entry point leads to the workload behind it', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'ops' },
      spec: { type: 'LoadBalancer', selector: { app: 'boss' }, ports: [{ port: 80 }] },
    };
    expect(kinds('entry:web', 'cluster-admin', [...strong, service])).toBe(
      'exploit-service uses-account holds-everything',
    );
    const inside = { ...service, spec: { ...service.spec, type: 'ClusterIP' } };
    expect(kinds('entry:web', 'cluster-admin', [...strong, inside])).toBe('-');
  });
});

describe('the control plane and operators', () => {
  const admission = {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['mutatingwebhookconfigurations'],
  };

  test('webhooks see and rewrite; changing one takes one', () => {
    expect(
      kinds(
        'user:ann',
        'traffic-intercept',
        grant('user:ann', '*', 'w', { ...admission, verbs: ['create'] }),
      ),
    ).toBe('intercept-webhook');
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', '*', 'w', { ...admission, verbs: ['create'] }),
      ]),
    ).toBe('inject-by-webhook run-as-account holds-everything');
    const patch = grant('user:ann', '*', 'w', { ...admission, verbs: ['patch'] });
    expect(kinds('user:ann', 'traffic-intercept', patch)).toBe('-');
    const webhook = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'w' },
    };
    expect(kinds('user:ann', 'traffic-intercept', [...patch, webhook])).toBe('intercept-webhook');
    expect(
      kinds(
        'user:ann',
        'traffic-intercept',
        grant('user:ann', 'ops', 'w', { ...admission, verbs: ['create'] }),
      ),
    ).toBe('-');
  });

  test('aws-auth and coredns, where they are', () => {
    const map = (name: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'kube-system' },
    });
    const change = { verbs: ['update'], resources: ['configmaps'] };
    expect(
      kinds('user:ann', 'system-masters', [
        map('aws-auth'),
        ...grant('user:ann', 'kube-system', 'c', change),
      ]),
    ).toBe('map-aws-identity');
    expect(kinds('user:ann', 'system-masters', grant('user:ann', 'kube-system', 'c', change))).toBe('-');
    expect(
      kinds('user:ann', 'system-masters', [map('aws-auth'), ...grant('user:ann', 'shop', 'c', change)]),
    ).toBe('-');
    expect(
      kinds('user:ann', 'traffic-intercept', [
        map('coredns'),
        ...grant('user:ann', 'kube-system', 'c', { ...change, resourceNames: ['coredns'] }),
      ]),
    ).toBe('change-dns');
  });

  test('API services and conversion of custom resources', () => {
    expect(
      kinds(
        'user:ann',
        'traffic-intercept',
        grant('user:ann', '*', 'a', {
          verbs: ['create'],
          apiGroups: ['apiregistration.k8s.io'],
          resources: ['apiservices'],
        }),
      ),
    ).toBe('hijack-api');
    expect(
      kinds(
        'user:ann',
        'traffic-intercept',
        grant('user:ann', '*', 'a', {
          verbs: ['patch'],
          apiGroups: ['apiextensions.k8s.io'],
          resources: ['customresourcedefinitions'],
        }),
      ),
    ).toBe('convert-resources');
  });

  test('an operator acts with its own account, where it is and looks', () => {
    const argo = [
      account('argocd/argocd-application-controller'),
      binding('sa:argocd/argocd-application-controller', '*', 'argo', 'ClusterRole/cluster-admin'),
      workload('StatefulSet', 'argocd/argocd-application-controller', {
        serviceAccountName: 'argocd-application-controller',
      }),
    ];
    const rule = { verbs: ['create'], apiGroups: ['argoproj.io'], resources: ['applications'] };
    expect(kinds('user:ann', 'cluster-admin', [...argo, ...grant('user:ann', 'argocd', 'a', rule)])).toBe(
      'steer-operator holds-everything',
    );
    expect(kinds('user:ann', 'cluster-admin', [...argo, ...grant('user:ann', 'shop', 'a', rule)])).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', grant('user:ann', 'argocd', 'a', rule))).toBe('-');
    const workflows = { verbs: ['create'], apiGroups: ['argoproj.io'], resources: ['workflows'] };
    expect(
      kinds('user:ann', 'cluster-admin', [
        ...strong,
        ...grant('user:ann', 'ops', 'a', workflows),
        workload('Deployment', 'argo/workflow-controller'),
      ]),
    ).toBe('operator-pod run-as-account holds-everything');
    expect(kinds('user:ann', 'cluster-admin', [...strong, ...grant('user:ann', 'ops', 'a', workflows)])).toBe(
      '-',
    );
  });
});

describe('confused deputies', () => {
  const everything = (place: string) => {
    const [, name = ''] = place.split('/');
    return [
      account(place),
      binding(`sa:${place}`, '*', name, 'ClusterRole/cluster-admin'),
      workload('Deployment', place, { serviceAccountName: name }),
    ];
  };
  const may = (place: string, group: string, resource: string, verb = 'create') =>
    grant('user:ann', place, 'ann', { verbs: [verb], apiGroups: [group], resources: [resource] });
  const steered = 'steer-operator holds-everything';

  // https://kyverno.io/docs/policy-types/cluster-policy/generate/
  test.each<[string, string, string, string]>([
    ['kyverno/kyverno-background-controller', 'kyverno.io', 'clusterpolicies', '*'],
    ['crossplane-system/provider-kubernetes', 'kubernetes.crossplane.io', 'objects', '*'],
    ['crossplane-system/provider-helm', 'helm.crossplane.io', 'releases', '*'],
    ['olm/olm-operator', 'operators.coreos.com', 'clusterserviceversions', 'shop'],
  ])('%s carries out %s %s', (controller, group, resource, place) => {
    const running = everything(controller);
    expect(kinds('user:ann', 'cluster-admin', [...running, ...may(place, group, resource)])).toBe(steered);
    expect(kinds('user:ann', 'cluster-admin', [...running, ...may(place, group, resource, 'list')])).toBe(
      '-',
    );
    expect(kinds('user:ann', 'cluster-admin', [...running, ...may(place, 'example.com', resource)])).toBe(
      '-',
    );
    expect(kinds('user:ann', 'cluster-admin', may(place, group, resource))).toBe('-');
  });

  test('what belongs to no namespace is not granted in one', () => {
    const running = everything('kyverno/kyverno-background-controller');
    expect(
      kinds('user:ann', 'cluster-admin', [...running, ...may('shop', 'kyverno.io', 'clusterpolicies')]),
    ).toBe('-');
  });

  // https://fluxcd.io/flux/installation/configuration/multitenancy/
  test('Flux acts as accounts of the namespace where it was told to', () => {
    const name = 'kustomize-controller';
    const locked = [
      account(`flux-system/${name}`),
      binding(`sa:flux-system/${name}`, '*', name, 'ClusterRole/cluster-admin'),
      workload('Deployment', `flux-system/${name}`, {
        serviceAccountName: name,
        containers: [{ name: 'manager', image: 'm:1', args: ['--default-service-account=default'] }],
      }),
    ];
    const inShop = may('shop', 'kustomize.toolkit.fluxcd.io', 'kustomizations');
    const inOps = may('ops', 'kustomize.toolkit.fluxcd.io', 'kustomizations');
    const open = everything(`flux-system/${name}`);
    expect(kinds('user:ann', 'cluster-admin', [...open, ...inShop])).toBe(steered);
    expect(kinds('user:ann', 'cluster-admin', [...locked, ...inShop])).toBe('-');
    expect(kinds('user:ann', 'cluster-admin', [...locked, ...strong, ...inOps])).toBe(steered);
  });

  // https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
  describe('Argo CD goes where a project lets it', () => {
    const name = 'argocd-application-controller';
    const argo = everything(`argocd/${name}`);
    const applications = may('argocd', 'argoproj.io', 'applications');
    const project = (spec: object) =>
      ({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'p', namespace: 'argocd' },
        spec,
      }) as KubernetesObject;
    const here = 'https://kubernetes.default.svc';
    const any = [{ group: '*', kind: '*' }];
    const ops = { namespace: 'ops', server: here };

    test.each<[string, object, string]>([
      [
        'everywhere',
        {
          sourceRepos: ['*'],
          destinations: [{ namespace: '*', server: '*' }],
          clusterResourceWhitelist: any,
        },
        steered,
      ],
      [
        'into a namespace',
        { sourceRepos: ['*'], destinations: [ops] },
        'steer-operator run-as-account holds-everything',
      ],
      ['into another', { sourceRepos: ['*'], destinations: [{ ...ops, namespace: 'shop' }] }, '-'],
      ['into another cluster', { sourceRepos: ['*'], destinations: [{ ...ops, server: 'https://b' }] }, '-'],
      [
        'from repositories that are named',
        { sourceRepos: ['https://git.example.com/shop'], destinations: [ops], clusterResourceWhitelist: any },
        '-',
      ],
      ['nowhere', {}, '-'],
    ])('%s', (_title, spec, expected) => {
      expect(kinds('user:ann', 'cluster-admin', [...argo, ...strong, project(spec), ...applications])).toBe(
        expected,
      );
    });

    test('an ApplicationSet makes Applications where its controller runs', () => {
      const sets = may('argocd', 'argoproj.io', 'applicationsets');
      const controller = workload('Deployment', 'argocd/argocd-applicationset-controller');
      expect(kinds('user:ann', 'cluster-admin', [...argo, ...sets])).toBe('-');
      expect(kinds('user:ann', 'cluster-admin', [...argo, controller, ...sets])).toBe(steered);
    });
  });

  // https://external-secrets.io/latest/provider/kubernetes/
  describe('a store copies Secrets out of the namespace that it reads', () => {
    const store = (spec: object, conditions?: object[]) =>
      ({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ClusterSecretStore',
        metadata: { name: 's' },
        spec: { provider: spec, ...(conditions && { conditions }) },
      }) as KubernetesObject;
    const system = { kubernetes: { remoteNamespace: 'kube-system' } };
    const copies = { verbs: ['create'], apiGroups: ['external-secrets.io'], resources: ['externalsecrets'] };
    const reads = { verbs: ['get'], resources: ['secrets'] };
    const both = grant('user:ann', 'shop', 'a', copies, reads);

    test.each<[string, readonly KubernetesObject[], string]>([
      ['read and copied', [store(system), ...both], 'copy-secret'],
      [
        'by two bindings',
        [store(system), ...grant('user:ann', 'shop', 'a', copies), ...grant('user:ann', 'shop', 'b', reads)],
        'copy-secret',
      ],
      ['for this namespace', [store(system, [{ namespaces: ['shop'] }]), ...both], 'copy-secret'],
      ['for another namespace', [store(system, [{ namespaces: ['web'] }]), ...both], '-'],
      ['copied and not read', [store(system), ...grant('user:ann', 'shop', 'a', copies)], '-'],
      ['of another namespace', [store({ kubernetes: { remoteNamespace: 'web' } }), ...both], '-'],
      [
        'of another cluster',
        [store({ kubernetes: { ...system.kubernetes, server: { url: 'https://b.example.com' } } }), ...both],
        '-',
      ],
      ['of a vault', [store({ vault: {} }), ...both], '-'],
    ])('%s', (_title, objects, expected) => {
      expect(kinds('user:ann', 'kube-system-secrets', [namespace('shop'), ...objects])).toBe(expected);
    });
  });
});

// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
describe('driving pods onto a held node', () => {
  const privileged = {
    serviceAccountName: 'agent',
    containers: [{ name: 'a', image: 'a:1', securityContext: { privileged: true } }],
  };
  const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const may = (...rules: Parameters<typeof grant>[3][]) => [
    namespace('kube-node', restricted),
    account('kube-node/agent'),
    ...grant('sa:kube-node/agent', '*', 'agent', ...rules),
  ];
  const nodes = (verb: string, resource = 'nodes') => ({ verbs: [verb], resources: [resource] });
  const stolen = 'drain-nodes uses-account holds-everything';

  test.each<[string, readonly KubernetesObject[], string]>([
    ['taints', may(nodes('patch')), stolen],
    ['deletes nodes', may(nodes('delete')), stolen],
    ['marks nodes and evicts', may(nodes('patch', 'nodes/status'), nodes('create', 'pods/eviction')), stolen],
    ['marks nodes alone', may(nodes('patch', 'nodes/status')), '-'],
    ['evicts alone', may(nodes('create', 'pods/eviction')), '-'],
    ['reads nodes', may(nodes('list')), '-'],
    ['one node by name', may({ ...nodes('patch'), resourceNames: ['node-1'] }), '-'],
    ['nodes/* is nothing', may({ verbs: ['patch'], resources: ['nodes/*'] }), '-'],
  ])('a privileged workload whose account %s', (_title, objects, expected) => {
    const all = [...strong, ...objects, workload('Deployment', 'kube-node/agent', privileged)];
    expect(kinds('agent', 'cluster-admin', all)).toBe(expected);
  });

  test('a workload that stays in its container holds no node', () => {
    const plain = workload('Deployment', 'kube-node/agent', { serviceAccountName: 'agent' });
    expect(kinds('agent', 'cluster-admin', [...strong, ...may(nodes('patch')), plain])).toBe('-');
  });

  test('a node has the account of every DaemonSet, so that whoever gets to one has the pods of all', () => {
    const plain = workload('DaemonSet', 'kube-node/agent', { serviceAccountName: 'agent' });
    const escaping = workload('Deployment', 'kube-node/other', {
      ...privileged,
      automountServiceAccountToken: false,
    });
    expect(kinds('other', 'cluster-admin', [...strong, ...may(nodes('patch')), plain, escaping])).toBe(
      `escape-container ${stolen}`,
    );
    expect(kinds('other', 'cluster-admin', [...strong, ...may(nodes('list')), plain, escaping])).toBe('-');
  });
});
