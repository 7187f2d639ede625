import type { Severity } from '../../controls/index.ts';
import type { PowerName } from '../powers/power.ts';
import {
  allSigners,
  changingPods,
  clientSigner,
  createdAsAccount,
  createdAsUser,
  creatingPods,
  nodeSigner,
} from '../powers/power-groups.ts';
import { type Alternative, anyRole, type Need } from './alternative.ts';

/** Something that a subject with certain powers can do to others. */
export interface Ability {
  readonly id: string;
  /** Completes "may …": `read every Secret`. */
  readonly what: string;
  /** Ways over all objects; those over named ones depend on the cluster (see `named-alternatives.ts`). */
  readonly anyOf: readonly Alternative[];
  /** True where the resources belong to no namespace, so that only a ClusterRoleBinding grants it. */
  readonly clusterOnly?: boolean;
  /** Whoever has it in the whole cluster is one step from everything. */
  readonly adminEquivalent?: boolean;
  /** How grave it is in the whole cluster, for order among abilities. */
  readonly severity: Severity;
}

const any = (...powers: readonly PowerName[]): Need => ({ powers });
const over = (name: string, ...powers: readonly PowerName[]): Need => ({ powers, name });
const overAny = (...powers: readonly PowerName[]): Need => ({ powers, anyName: true });

const readingSecrets = any('listSecrets', 'getSecrets');
const runningPods: readonly (readonly PowerName[])[] = [
  ['createPod'],
  creatingPods.filter((power) => power !== 'createPod'),
  Object.keys(changingPods) as PowerName[],
];

function signedBy(signer: string, more: Omit<Alternative, 'needs'> = {}): Alternative[] {
  return [signer, allSigners].map((name) => ({
    ...more,
    needs: [any('createRequest'), overAny('approveRequest'), over(name, 'approveSigner')],
  }));
}

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
      { needs: [any('bindClusterRoles'), any('createClusterRoleBinding', 'changeClusterRoleBinding')] },
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  escalateRoles: {
    id: 'escalate-roles',
    what: 'write any rule into roles',
    anyOf: [{ needs: [any('escalateClusterRoles'), any('changeClusterRoles')] }],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  ruleNamespace: {
    id: 'rule-namespace',
    what: 'give itself every right',
    anyOf: [
      { needs: [any('bindClusterRoles'), any('createRoleBinding')] },
      // A new Role helps whoever may bind it; one that is there helps whoever is bound to it.
      {
        needs: [any('escalateRoles'), any('createRole'), any('bindRoles'), any('createRoleBinding')],
      },
      { needs: [any('escalateRoles'), any('changeRoles'), { boundTo: anyRole }] },
    ],
    adminEquivalent: true,
    severity: 'critical',
  },
  impersonate: {
    id: 'impersonate',
    what: 'act as other users or groups',
    anyOf: [
      { needs: [any('impersonateUsers')] },
      // A group goes with a user or service account, never alone: the API server refuses it.
      // https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
      { needs: [any('impersonateGroups'), overAny('impersonateUsers', 'impersonateAccounts')] },
      { needs: [any('impersonateUserInfo'), any(...createdAsUser)] },
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  impersonateServiceAccounts: {
    id: 'impersonate-service-accounts',
    what: 'act as every service account',
    anyOf: [
      { needs: [any('impersonateAccounts')] },
      { needs: [any('impersonateAccountInfo'), any(...createdAsAccount)] },
    ],
    adminEquivalent: true,
    severity: 'critical',
  },
  mintTokens: {
    id: 'mint-tokens',
    what: 'make tokens of every service account',
    anyOf: [
      { needs: [any('mintToken')] },
      {
        needs: [any('createSecret'), readingSecrets],
        what: 'have tokens of every service account written into Secrets, and read them',
      },
    ],
    adminEquivalent: true,
    severity: 'critical',
  },
  readSecrets: {
    id: 'read-secrets',
    what: 'read every Secret',
    anyOf: [{ needs: [readingSecrets] }],
    severity: 'high',
  },
  createWorkloads: {
    id: 'create-workloads',
    what: 'run pods as any service account and with any Secret',
    anyOf: runningPods.map((powers) => ({ needs: [any(...powers)] })),
    adminEquivalent: true,
    severity: 'high',
  },
  enterPods: {
    id: 'enter-pods',
    what: 'run commands in running pods',
    anyOf: [
      { needs: [any('exec')] },
      { needs: [any('debug')] },
      { needs: [any('changePod')], what: 'replace the images of running pods' },
      // A process that reads no standard input takes no commands.
      { needs: [any('attach')], what: 'attach to the processes of running pods', lesser: true },
    ],
    adminEquivalent: true,
    severity: 'high',
  },
  nodesProxy: {
    id: 'nodes-proxy',
    what: 'run commands in every pod by way of the kubelet and past the audit log',
    anyOf: [{ needs: [any('kubelet')] }],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  approveCertificates: {
    id: 'approve-certificates',
    what: 'have itself issued a client certificate of another identity',
    anyOf: [
      ...signedBy(clientSigner),
      ...signedBy(nodeSigner, { what: 'have itself issued the certificate of a node', lesser: true }),
    ],
    clusterOnly: true,
    adminEquivalent: true,
    severity: 'critical',
  },
  changeAdmission: {
    id: 'change-admission',
    what: 'change what admission lets in, sees and rewrites',
    anyOf: [
      {
        needs: [
          any(
            'createMutatingWebhook',
            'changeMutatingWebhook',
            'putMutatingPolicy',
            'putMutatingPolicyBinding',
          ),
        ],
      },
      {
        needs: [any('createValidatingWebhook', 'changeValidatingWebhook')],
        what: 'change what admission lets in and sees',
      },
      {
        needs: [any('putValidatingPolicy', 'putValidatingPolicyBinding')],
        what: 'change what admission lets in',
      },
      {
        needs: [
          any(
            'deleteMutatingWebhook',
            'deleteValidatingWebhook',
            'deleteMutatingPolicy',
            'deleteMutatingPolicyBinding',
            'deleteValidatingPolicy',
            'deleteValidatingPolicyBinding',
          ),
        ],
        what: 'switch off what admission guards',
      },
    ],
    clusterOnly: true,
    severity: 'high',
  },
  relabelNamespaces: {
    id: 'relabel-namespaces',
    what: 'take Pod Security off and run privileged pods',
    anyOf: runningPods.map((powers) => ({ needs: [any('changeNamespace'), any(...powers)] })),
    severity: 'medium',
  },
  createPersistentVolumes: {
    id: 'create-persistent-volumes',
    what: 'create volumes of any path of a node',
    anyOf: [{ needs: [any('createVolume')] }],
    clusterOnly: true,
    severity: 'medium',
  },
  eraseTraces: {
    id: 'erase-traces',
    what: 'delete events',
    anyOf: [{ needs: [any('deleteEvent', 'deleteEventOfGroup')] }],
    severity: 'medium',
  },
} as const satisfies Readonly<Record<string, Ability>>;

export type AbilityName = keyof typeof abilities;
export type AbilityId = (typeof abilities)[AbilityName]['id'];
