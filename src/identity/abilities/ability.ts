import type { Severity } from '../../controls/index.ts';

/** One thing a rule can allow: any of the verbs on any of the resources of a group. */
export interface Power {
  readonly verbs: readonly string[];
  readonly apiGroup: string;
  /** `pods`, `pods/exec`. */
  readonly resources: readonly string[];
  /**
   * Whether a rule that is limited to names counts as well: always, or where it names a ClusterRole that may do everything
   * or what `admin` and `edit` may.
   */
  readonly named?: 'always' | 'powerful-role';
}

/** Something that a subject with certain powers can do to others. */
export interface Ability {
  readonly id: string;
  /** Completes "may …": `read every Secret`. */
  readonly what: string;
  /** Alternatives; each needs all of its powers, from any of the subject's bindings. */
  readonly anyOf: readonly (readonly Power[])[];
  /** In place of `what`, for those alternatives that are less or go another way than it says. */
  readonly whatBy?: readonly (string | undefined)[];
  /** True where the resources belong to no namespace, so that only a ClusterRoleBinding grants it. */
  readonly clusterOnly?: boolean;
  /** Whoever has it in the whole cluster is one step from everything. */
  readonly adminEquivalent?: boolean;
  /** How grave it is in the whole cluster, for order among abilities. */
  readonly severity: Severity;
}

const rbac = 'rbac.authorization.k8s.io';
const write = ['create', 'update', 'patch'];
const change = ['update', 'patch'];
const secretsRead: Power = { verbs: ['get', 'list', 'watch'], apiGroup: '', resources: ['secrets'] };

const workloads: readonly Power[] = [
  { verbs: ['create'], apiGroup: '', resources: ['pods'] },
  { verbs: write, apiGroup: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'] },
  { verbs: write, apiGroup: 'batch', resources: ['jobs', 'cronjobs'] },
  { verbs: write, apiGroup: '', resources: ['replicationcontrollers'] },
];

/**
 * What makes a subject dangerous, each with the conditions under which the API server really lets it through: `bind` or
 * `escalate` without the right to write is inert, approving needs the signer as well.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
export const abilities = {
  bindRoles: {
    id: 'bind-roles',
    what: 'bind itself to any role',
    anyOf: [
      [
        { verbs: ['bind'], apiGroup: rbac, resources: ['clusterroles'], named: 'powerful-role' },
        { verbs: write, apiGroup: rbac, resources: ['clusterrolebindings'] },
      ],
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  escalateRoles: {
    id: 'escalate-roles',
    what: 'write any rule into roles',
    anyOf: [
      [
        { verbs: ['escalate'], apiGroup: rbac, resources: ['clusterroles'], named: 'always' },
        { verbs: change, apiGroup: rbac, resources: ['clusterroles'], named: 'always' },
      ],
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  ruleNamespace: {
    id: 'rule-namespace',
    what: 'give itself every right',
    anyOf: [
      [
        { verbs: ['bind'], apiGroup: rbac, resources: ['roles', 'clusterroles'], named: 'powerful-role' },
        { verbs: write, apiGroup: rbac, resources: ['rolebindings'] },
      ],
      [
        { verbs: ['escalate'], apiGroup: rbac, resources: ['roles'] },
        { verbs: change, apiGroup: rbac, resources: ['roles'] },
      ],
    ],
    adminEquivalent: true,
    severity: 'critical',
  },
  impersonate: {
    id: 'impersonate',
    what: 'act as other users or groups',
    anyOf: [
      [{ verbs: ['impersonate'], apiGroup: '', resources: ['users'], named: 'always' }],
      // A group goes with a user or service account, never alone: the API server refuses it.
      // https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
      [
        { verbs: ['impersonate'], apiGroup: '', resources: ['groups'], named: 'always' },
        { verbs: ['impersonate'], apiGroup: '', resources: ['serviceaccounts'], named: 'always' },
      ],
      [
        {
          verbs: ['impersonate:user-info'],
          apiGroup: 'authentication.k8s.io',
          resources: ['users'],
          named: 'always',
        },
      ],
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  impersonateServiceAccounts: {
    id: 'impersonate-service-accounts',
    what: 'act as every service account',
    anyOf: [
      [{ verbs: ['impersonate'], apiGroup: '', resources: ['serviceaccounts'] }],
      [
        {
          verbs: ['impersonate:serviceaccount'],
          apiGroup: 'authentication.k8s.io',
          resources: ['serviceaccounts'],
        },
      ],
    ],
    adminEquivalent: true,
    severity: 'critical',
  },
  mintTokens: {
    id: 'mint-tokens',
    what: 'make tokens of every service account',
    anyOf: [
      [{ verbs: ['create'], apiGroup: '', resources: ['serviceaccounts/token'] }],
      [{ verbs: ['create'], apiGroup: '', resources: ['secrets'] }, secretsRead],
    ],
    whatBy: [undefined, 'have tokens of every service account written into Secrets, and read them'],
    adminEquivalent: true,
    severity: 'critical',
  },
  readSecrets: {
    id: 'read-secrets',
    what: 'read every Secret',
    anyOf: [[secretsRead]],
    severity: 'high',
  },
  createWorkloads: {
    id: 'create-workloads',
    what: 'run pods as any service account and with any Secret',
    anyOf: workloads.map((power) => [power]),
    adminEquivalent: true,
    severity: 'high',
  },
  enterPods: {
    id: 'enter-pods',
    what: 'run commands in running pods',
    anyOf: [
      [{ verbs: ['create'], apiGroup: '', resources: ['pods/exec', 'pods/attach'] }],
      [{ verbs: change, apiGroup: '', resources: ['pods/ephemeralcontainers'] }],
    ],
    adminEquivalent: true,
    severity: 'high',
  },
  nodesProxy: {
    id: 'nodes-proxy',
    what: 'run commands in every pod by way of the kubelet and past the audit log',
    anyOf: [[{ verbs: ['get', 'create'], apiGroup: '', resources: ['nodes/proxy'] }]],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  approveCertificates: {
    id: 'approve-certificates',
    what: 'have itself issued a client certificate of another identity',
    anyOf: [
      [
        { verbs: ['create'], apiGroup: 'certificates.k8s.io', resources: ['certificatesigningrequests'] },
        {
          verbs: change,
          apiGroup: 'certificates.k8s.io',
          resources: ['certificatesigningrequests/approval'],
        },
        { verbs: ['approve'], apiGroup: 'certificates.k8s.io', resources: ['signers'], named: 'always' },
      ],
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  changeAdmission: {
    id: 'change-admission',
    what: 'change what admission lets in, sees and rewrites',
    anyOf: [
      [
        {
          verbs: write,
          apiGroup: 'admissionregistration.k8s.io',
          resources: [
            'mutatingwebhookconfigurations',
            'mutatingadmissionpolicies',
            'mutatingadmissionpolicybindings',
          ],
        },
      ],
      [
        {
          verbs: write,
          apiGroup: 'admissionregistration.k8s.io',
          resources: ['validatingwebhookconfigurations'],
        },
      ],
      [
        {
          verbs: write,
          apiGroup: 'admissionregistration.k8s.io',
          resources: ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
        },
      ],
    ],
    whatBy: [undefined, 'change what admission lets in and sees', 'change what admission lets in'],
    clusterOnly: true,
    severity: 'high',
  },
  relabelNamespaces: {
    id: 'relabel-namespaces',
    what: 'take Pod Security off and run privileged pods',
    anyOf: workloads.map((power) => [
      { verbs: change, apiGroup: '', resources: ['namespaces'], named: 'always' as const },
      power,
    ]),
    severity: 'medium',
  },
  createPersistentVolumes: {
    id: 'create-persistent-volumes',
    what: 'create volumes of any path of a node',
    anyOf: [[{ verbs: ['create'], apiGroup: '', resources: ['persistentvolumes'] }]],
    clusterOnly: true,
    severity: 'medium',
  },
  eraseTraces: {
    id: 'erase-traces',
    what: 'delete events',
    anyOf: [
      [{ verbs: ['delete', 'deletecollection'], apiGroup: '', resources: ['events'] }],
      [{ verbs: ['delete', 'deletecollection'], apiGroup: 'events.k8s.io', resources: ['events'] }],
    ],
    severity: 'medium',
  },
} as const satisfies Readonly<Record<string, Ability>>;

export type AbilityName = keyof typeof abilities;
