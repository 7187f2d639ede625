import type { AuditCluster, AuditDocument, AuditSubject } from '../../src/identity/audit-schema.ts';

interface AuditSize {
  readonly subjects: number;
  readonly complete?: boolean;
  readonly error?: string;
}

const abilities: AuditDocument['abilities'] = [
  { id: 'read-secrets', title: 'Secrets', what: 'read every Secret', severity: 'high' },
  { id: 'mint-tokens', title: 'Tokens', what: 'make tokens of every service account', severity: 'critical' },
  { id: 'erase-traces', title: 'Events', what: 'delete events', severity: 'medium' },
];

/**
 * An audit of any size with what the pages show: people, groups and machines with power, accounts that nothing needs, and
 * accounts that each reach cluster-admin by a binding of their own and by one that they share.
 */
export function generateAudit(...sizes: readonly AuditSize[]): AuditDocument {
  return {
    schema: 'plimsoll.identity-audit/v2',
    tool: '0.0.0',
    command: 'plimsoll identity audit --context prod -o html=identity.html',
    time: '2026-11-25T08:00:00.000Z',
    abilities,
    clusters: sizes.map(clusterOf),
  };
}

function clusterOf({ subjects: size, complete = true, error }: AuditSize, place: number): AuditCluster {
  const subjects = Array.from({ length: size }, (_, at) => subjectOf(at));
  const bindings = subjects.map(({ text }, at) => ({
    text: `ClusterRoleBinding of-${at}-${text.replaceAll(/\W+/g, '-')}`,
    namespace: '',
    role: at % 7 === 0 ? 'ClusterRole cluster-admin' : 'ClusterRole operator',
    created: '2026-01-02T03:04:05Z',
    owner: 'platform',
    power: at % 7 === 0 ? ('everything' as const) : ('limited' as const),
  }));
  const shared = bindings.length;
  if (size > 0)
    bindings.push({
      text: 'RoleBinding ci/shared-by-all',
      namespace: 'ci',
      role: 'Role deployer',
      created: '2026-01-02T03:04:05Z',
      owner: 'platform',
      power: 'limited',
    });
  return {
    name: place === 0 ? 'prod' : `cluster-${place}`,
    ...(error !== undefined && { error }),
    version: 'v1.35.0',
    complete: complete && error === undefined,
    unread: complete ? [] : ['ClusterRoleBindings could not be read: the reader needs get and list.'],
    outside: ['EKS access entries can allow more, outside RBAC: not connected.'],
    bindings,
    subjects,
    masters: [],
    chokePoints: {
      paths: size,
      left: 0,
      points: size > 0 ? [{ binding: 0, ends: 1 }] : [],
    },
    changes:
      size === 0
        ? []
        : [
            {
              why: 'user person-0@shop.example may do everything, at any time',
              apply: 'kubectl delete clusterrolebinding of-0',
              undo: 'kubectl create clusterrolebinding of-0 --clusterrole=cluster-admin --user=person-0@shop.example',
              yaml: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n',
            },
          ],
    graph: graphOf(subjects, shared),
  };
}

function subjectOf(at: number): AuditSubject {
  const kind = (['User', 'Group', 'ServiceAccount', 'ServiceAccount'] as const)[at % 4] ?? 'User';
  const id =
    kind === 'User'
      ? `user:person-${at}@shop.example`
      : kind === 'Group'
        ? `group:shop:team-${at}`
        : `sa:namespace-${at % 9}/a-service-account-with-a-long-name-${at}`;
  const everything = at % 7 === 0;
  return {
    id,
    kind,
    text: id.replace(':', ' '),
    nature: kind === 'ServiceAccount' ? 'machine' : 'human',
    power: everything ? 'everything' : 'limited',
    ...(everything && { may: 'do everything', since: '2026-01-02T03:04:05Z' }),
    breakGlass: false,
    ...(kind === 'ServiceAccount' && { exists: true }),
    ...(at % 11 === 10 && { stale: 'nothing-runs-as-it' as const }),
    runs: [],
    bindings: [at],
    held: [
      ...(everything ? [-1, 0, 1, 2].map((ability) => ({ ability, namespace: '', ways: [[at]] })) : []),
      ...(at % 5 === 1 ? [{ ability: 0, namespace: 'ci', ways: [[at]] }] : []),
    ],
    becomes: [],
    ...(at % 13 === 12 && { further: { difficulty: 'easy' as const, steps: 4, ways: [[at]] } }),
    through: [[at]],
    vertex: at,
  };
}

/** Each subject by its own binding to cluster-admin; every second also by the shared one and an account. */
function graphOf(subjects: readonly AuditSubject[], shared: number): AuditCluster['graph'] {
  const size = subjects.length;
  const [account, admin] = [2 * size + 1, 2 * size + 2];
  const step = (from: number, to: number, cost: number, kind: number) => [from, to, cost, kind, 0];
  return {
    vertices: [
      ...subjects.map(({ text, id }) => ({ text, subject: id, source: id })),
      ...subjects.map((_, at) => ({ place: '*', binding: at })),
      { place: 'ci', binding: shared },
      { text: 'sa ci/runner' },
      { text: 'cluster-admin' },
    ].slice(size === 0 ? 3 : 0),
    edges:
      size === 0
        ? []
        : [
            ...subjects.flatMap((_, at) => [
              ...step(at, size + at, 0, -1),
              ...step(size + at, admin, 1, 0),
              ...(at % 2 === 0 ? step(at, 2 * size, 0, -1) : []),
            ]),
            ...step(2 * size, account, 10, 1),
            ...step(account, admin, 1, 0),
          ],
    details: {},
    kinds:
      size === 0
        ? []
        : [
            {
              id: 'holds-everything',
              title: 'Holds every right',
              what: 'may do everything',
              difficulty: 'given',
              cut: 'Bind a role with what is needed in place of it.',
            },
            {
              id: 'run-pods',
              title: 'Run pods',
              what: 'may create pods',
              difficulty: 'easy',
              cut: 'Remove the binding.',
            },
          ],
    sinks: size === 0 ? [] : [{ name: 'cluster-admin', text: 'cluster-admin', vertices: [admin] }],
    removable: size === 0 ? [] : [...subjects.keys(), shared],
  };
}
