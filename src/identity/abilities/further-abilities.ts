import type { PowerName } from '../powers/power.ts';
import { allSigners, clientSigner } from '../powers/power-groups.ts';
import type { Ability } from './ability.ts';
import type { Alternative, Need } from './alternative.ts';

const any = (...powers: readonly PowerName[]): Need => ({ powers });
const alone = (what: string, ...powers: readonly PowerName[]): Alternative => ({
  needs: [any(...powers)],
  what,
});

/** Security contexts of OpenShift that let pods have the node: https://docs.okd.io/latest/authentication/managing-security-context-constraints.html */
const openContexts = ['privileged', 'hostaccess', 'hostmount-anyuid', 'node-exporter'];

/**
 * What harms a cluster and is no step to everything by itself: each is judged only of those who are not one step from
 * everything anyway.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export const furtherAbilities = {
  /** https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ */
  serveApiGroups: {
    id: 'serve-api-groups',
    what: 'have requests of any API group sent to a server of its own',
    anyOf: [{ needs: [any('createApiService', 'changeApiService')] }],
    clusterOnly: true,
    severity: 'critical',
  },
  /** https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/ */
  changeResourceDefinitions: {
    id: 'change-resource-definitions',
    what: 'rewrite custom resources by a conversion webhook',
    anyOf: [
      { needs: [any('changeResourceDefinition')] },
      alone('delete every custom resource of a kind with its definition', 'deleteResourceDefinition'),
    ],
    clusterOnly: true,
    severity: 'high',
  },
  rewriteSecrets: {
    id: 'rewrite-secrets',
    what: 'rewrite every Secret',
    anyOf: [{ needs: [any('changeSecret')] }],
    severity: 'high',
  },
  /** https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
  changeNodes: {
    id: 'change-nodes',
    what: 'change labels and taints of nodes, and so where pods run',
    anyOf: [
      { needs: [any('changeNode')] },
      alone('delete nodes, and so have their pods made elsewhere', 'deleteNode'),
      {
        needs: [any('changeNodeStatus', 'changePodStatus'), any('evictPod', 'deletePod')],
        what: 'make nodes or pods look unfit and have pods made elsewhere',
      },
    ],
    clusterOnly: true,
    severity: 'medium',
  },
  /** https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#kubelet-authorization */
  readNodes: {
    id: 'read-nodes',
    what: 'read log files of nodes',
    anyOf: [
      { needs: [any('nodeLogs')] },
      alone('have the memory of containers written to the disk of their node', 'nodeCheckpoint'),
    ],
    clusterOnly: true,
    severity: 'medium',
  },
  /** https://github.com/kubernetes/kubernetes/issues/103675 and https://github.com/kubernetes/kubernetes/issues/97076 */
  redirectServices: {
    id: 'redirect-services',
    what: 'send traffic of Services to addresses of its choice',
    anyOf: [
      { needs: [any('putEndpoints', 'putEndpointSlice')] },
      alone('take traffic of any address by the status of a Service', 'changeServiceStatus'),
    ],
    severity: 'medium',
  },
  loosenNetworkPolicies: {
    id: 'loosen-network-policies',
    what: 'loosen or delete network policies',
    anyOf: [
      {
        needs: [
          any(
            'loosenNetworkPolicy',
            'loosenAdminNetworkPolicy',
            'loosenBaselinePolicy',
            'loosenClusterNetworkPolicy',
            'loosenCiliumPolicy',
            'loosenCiliumClusterPolicy',
            'loosenCalicoPolicy',
            'loosenCalicoGlobalPolicy',
            'loosenStoredCalicoPolicy',
            'loosenStoredGlobalPolicy',
          ),
        ],
      },
    ],
    severity: 'medium',
  },
  deleteAccess: {
    id: 'delete-access',
    what: 'delete roles and bindings, and so lock others out',
    anyOf: [
      {
        needs: [any('deleteRole', 'deleteClusterRole', 'deleteRoleBinding', 'deleteClusterRoleBinding')],
      },
    ],
    severity: 'medium',
  },
  /** https://kyverno.io/docs/policy-types/ and https://open-policy-agent.github.io/gatekeeper/website/docs/howto */
  changePolicies: {
    id: 'change-policies',
    what: 'change or except from policies of Kyverno',
    anyOf: [
      {
        needs: [
          any(
            'putClusterPolicy',
            'loosenKyvernoPolicy',
            'putKyvernoPolicy',
            'putKyvernoException',
            'putKyvernoMutation',
            'putKyvernoGeneration',
            'loosenKyvernoValidation',
            'putKyvernoExceptionOfGroup',
          ),
        ],
      },
      alone(
        'change or delete constraints of Gatekeeper',
        'loosenConstraintTemplate',
        'loosenConstraint',
        'putMutationOfGatekeeper',
      ),
    ],
    severity: 'high',
  },
  deleteNamespaces: {
    id: 'delete-namespaces',
    what: 'delete namespaces with everything in them',
    anyOf: [{ needs: [any('deleteNamespace')] }],
    severity: 'high',
  },
  /** https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/ */
  reachPods: {
    id: 'reach-pods',
    what: 'connect to any port of any pod past network policies',
    anyOf: [
      { needs: [any('portForward')] },
      alone('send requests to pods and Services through the API server', 'podProxy', 'serviceProxy'),
    ],
    severity: 'medium',
  },
  /** https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization */
  signCertificates: {
    id: 'sign-certificates',
    what: 'put certificates into requests of clients of the API server',
    anyOf: [clientSigner, allSigners].map((name) => ({
      needs: [{ powers: ['signSigner'], name }, any('changeRequestStatus')],
    })),
    clusterOnly: true,
    severity: 'medium',
  },
  /** https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#cluster-trust-bundles */
  changeTrustBundles: {
    id: 'change-trust-bundles',
    what: 'change which authorities pods trust',
    anyOf: [{ needs: [any('putTrustBundle')] }],
    clusterOnly: true,
    severity: 'medium',
  },
  /** https://kubernetes-csi.github.io/docs/csi-driver-object.html */
  changeStorage: {
    id: 'change-storage',
    what: 'change how volumes are made and attached',
    anyOf: [{ needs: [any('putStorageClass', 'putStorageDriver', 'putVolumeAttachment')] }],
    clusterOnly: true,
    severity: 'medium',
  },
  /** https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html */
  changeServiceAccounts: {
    id: 'change-service-accounts',
    what: 'give service accounts identities of the cloud by their annotations',
    anyOf: [{ needs: [any('putServiceAccount')] }],
    severity: 'low',
  },
  /** https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html */
  mapAwsIdentities: {
    id: 'map-aws-identities',
    what: 'map identities of AWS to system:masters',
    anyOf: [
      {
        needs: [{ powers: ['changeConfigMap'], name: 'aws-auth' }],
        places: new Set(['kube-system', '']),
      },
    ],
    severity: 'critical',
  },
  useSecurityContexts: {
    id: 'use-security-contexts',
    what: 'run pods that have their node',
    anyOf: openContexts.map((name) => ({
      needs: [{ powers: ['useSecurityContext'], name }],
      what: `run pods with the security context ${name}, which have their node`,
    })),
    severity: 'high',
  },
  /** https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/ */
  systemSecrets: {
    id: 'system-secrets',
    what: 'read every Secret',
    anyOf: [
      { needs: [any('listSecrets', 'getSecrets')], places: new Set(['kube-system']) },
      {
        ...alone('make tokens by which nodes join', 'createSecret'),
        places: new Set(['kube-system']),
      },
    ],
    severity: 'high',
  },
} as const satisfies Readonly<Record<string, Ability>>;
