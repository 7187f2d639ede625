import type { PolicyStatement } from './iam-policy.ts';

/** Where a piece of evidence stands: the file, and when that was written. */
export interface EvidenceSource {
  readonly file: string;
  /** UTC; what the file system says, for no answer of a cloud has its own time. */
  readonly savedAt: string;
}

/** `aws eks describe-cluster`, `az aks show`, `gcloud container clusters describe`: what tells one cluster from another. */
export interface CloudCluster extends EvidenceSource {
  readonly cloud: Cloud;
  readonly name: string;
  /** Host of the API server. */
  readonly host?: string;
  /** ARN, Azure resource id, or Google project. */
  readonly id?: string;
  /** Issuer of the tokens of service accounts, without `https://`. */
  readonly issuer?: string;
  /** EKS: CONFIG_MAP, API or API_AND_CONFIG_MAP. */
  readonly authenticationMode?: string;
  /** AKS: whether people sign in with Entra. GKE: whether Google Groups are groups of Kubernetes. */
  readonly groupsConnected?: boolean;
  /** AKS: whether the retired pod-managed identity is on. */
  readonly podManagedIdentity?: boolean;
  /** AKS: whether pods with a network of their own are kept from the metadata service. */
  readonly metadataRestricted?: boolean;
  /** GKE: whether a client certificate was issued with the cluster. */
  readonly clientCertificate?: boolean;
  /** GKE: whether the authorizer from before RBAC decides as well. */
  readonly attributeAccess?: boolean;
  /** AKS: whether Azure roles decide about Kubernetes objects. */
  readonly azureRbac?: boolean;
  /** AKS: whether the certificate of system:masters is gone. */
  readonly localAccountsDisabled?: boolean;
  /** AKS: whether the webhook that gives pods a token of Entra runs. GKE: the pool, undefined when it is off. */
  readonly workloadIdentity?: boolean;
  readonly workloadPool?: string;
  /** Identities that the nodes have; AKS: of the kubelets, GKE: of the node pools. EKS does not say them here. */
  readonly nodeIdentities?: readonly NodeIdentity[];
}

/** An identity of the cloud that nodes have. */
export interface NodeIdentity {
  /** Client id, or account of Google. */
  readonly name: string;
  /** Object id of Entra. */
  readonly principalId?: string;
  /** GKE: the node pool. */
  readonly pool?: string;
  /** GKE: whether pods ask the metadata server of Google Compute Engine itself, and not that of GKE. */
  readonly metadataOpen?: boolean;
}

/** A machine of `aws ec2 describe-instances`, as far as its metadata service is concerned. */
export interface Instance extends EvidenceSource {
  readonly id: string;
  readonly instanceProfileArn?: string;
  readonly clusterNames: readonly string[];
  /** Whether the metadata service answers at all. */
  readonly endpointEnabled: boolean;
  readonly tokensRequired: boolean;
  /** How many network hops an answer with a token survives; a pod with a network of its own is two away. */
  readonly hopLimit: number;
}

export type Cloud = 'eks' | 'aks' | 'gke';

/** `aws eks describe-access-entry`. */
export interface AccessEntry extends EvidenceSource {
  readonly cluster: string;
  readonly principalArn: string;
  readonly username?: string;
  readonly groups: readonly string[];
  /** STANDARD for people and programs; the others are nodes. */
  readonly type: string;
  readonly created?: string;
}

/** One policy of `aws eks list-associated-access-policies`. */
export interface AccessPolicy extends EvidenceSource {
  readonly cluster: string;
  readonly principalArn: string;
  readonly policyArn: string;
  /** Empty for the whole cluster. */
  readonly namespaces: readonly string[];
  readonly created?: string;
}

/** `aws eks list-pod-identity-associations`, or with the role `describe-pod-identity-association`. */
export interface PodIdentityAssociation extends EvidenceSource {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn?: string;
}

/** A role of `aws iam get-role` or `list-roles` and whom it trusts. */
export interface IamRole extends EvidenceSource {
  readonly arn: string;
  readonly trust: readonly TrustStatement[];
  /** What `aws iam get-account-authorization-details` says that it may do. */
  readonly policies?: RolePolicies;
}

/** The policies of a role. */
export interface RolePolicies {
  /** In the role itself. */
  readonly inline: readonly PolicyStatement[];
  /** ARNs of those that are attached. */
  readonly attached: readonly string[];
  /** ARN of what limits it. */
  readonly boundary?: string;
  /** Instance profiles that give it to machines. */
  readonly instanceProfiles: readonly string[];
}

/** A managed policy with its version in force. */
export interface ManagedPolicy extends EvidenceSource {
  readonly arn: string;
  readonly statements: readonly PolicyStatement[];
}

/** One statement of a trust policy, as far as it lets service accounts in. */
export interface TrustStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly federated: readonly string[];
  readonly services: readonly string[];
  /** ARNs, accounts or `*`. */
  readonly aws: readonly string[];
  readonly conditions: readonly TrustCondition[];
}

export interface TrustCondition {
  /** `StringEquals`, `StringLike`, … */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** `az role assignment list`. */
export interface AzureRoleAssignment extends EvidenceSource {
  readonly id: string;
  readonly role: string;
  /** The last part of the id of its role. */
  readonly roleId?: string;
  readonly scope: string;
  readonly principalId: string;
  readonly principalName: string;
  /** User, Group or ServicePrincipal. */
  readonly principalType: string;
  readonly created?: string;
  /** What limits it, such as which roles may be given to others. */
  readonly condition?: string;
}

/** `az role definition list`. */
export interface AzureRoleDefinition extends EvidenceSource {
  /** The last part of its id. */
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly AzurePermissions[];
}

/** Patterns of operations; what one set takes away, another may still give. */
export interface AzurePermissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  /** It holds on a condition, which is not judged. */
  readonly conditional: boolean;
}

/** `az identity federated-credential list`, or that of an application. */
export interface FederatedCredential extends EvidenceSource {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Name of the managed identity; undefined for applications. */
  readonly identity?: string;
}

/** `az identity list`. */
export interface ManagedIdentity extends EvidenceSource {
  readonly name: string;
  readonly clientId: string;
  readonly principalId?: string;
}

/** `az ad group show` or `list`: what people call a group of Entra. */
export interface DirectoryGroup extends EvidenceSource {
  /** The object id, which is its name in Kubernetes. */
  readonly id: string;
  readonly name: string;
}

/** One role of a Google policy: `gcloud … get-iam-policy`, or `gcloud asset search-all-iam-policies`. */
export interface GoogleBinding extends EvidenceSource {
  readonly role: string;
  readonly members: readonly string[];
  /** What the policy is of; get-iam-policy does not say it. */
  readonly resource?: string;
  readonly condition?: GoogleCondition;
}

/** https://cloud.google.com/iam/docs/conditions-overview */
export interface GoogleCondition {
  readonly expression: string;
  readonly title?: string;
  readonly description?: string;
}

/** `gcloud iam service-accounts list`. */
export interface GoogleServiceAccount extends EvidenceSource {
  readonly email: string;
  readonly disabled: boolean;
}

/** `gcloud iam roles describe`. */
export interface GoogleRole extends EvidenceSource {
  /** `projects/shop/roles/deployer` */
  readonly name: string;
  readonly permissions: readonly string[];
}

/** A row of groups.csv. */
export interface GroupMember extends EvidenceSource {
  readonly group: string;
  readonly user: string;
}

/** Everything that saved answers say, of all clusters. */
export interface Evidence {
  readonly clusters: readonly CloudCluster[];
  readonly accessEntries: readonly AccessEntry[];
  /** Principals of `aws eks list-access-entries`, so that an entry that nobody described is noticed. */
  readonly listedPrincipals: readonly (EvidenceSource & { readonly principalArn: string })[];
  readonly accessPolicies: readonly AccessPolicy[];
  /** Entries whose policies were asked for, also where there are none. */
  readonly askedPolicies: readonly (EvidenceSource & {
    readonly cluster: string;
    readonly principalArn: string;
  })[];
  readonly podIdentities: readonly PodIdentityAssociation[];
  readonly iamRoles: readonly IamRole[];
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly instances: readonly Instance[];
  readonly azureRoleAssignments: readonly AzureRoleAssignment[];
  readonly azureRoleDefinitions: readonly AzureRoleDefinition[];
  readonly federatedCredentials: readonly FederatedCredential[];
  readonly managedIdentities: readonly ManagedIdentity[];
  readonly directoryGroups: readonly DirectoryGroup[];
  readonly googleBindings: readonly GoogleBinding[];
  readonly googleRoles: readonly GoogleRole[];
  readonly googleServiceAccounts: readonly GoogleServiceAccount[];
  readonly groupMembers: readonly GroupMember[];
  /** Files that were used, each with the commands whose answers are in it. */
  readonly files: readonly (EvidenceSource & { readonly answers: readonly string[] })[];
}

/** Evidence while it is read. */
export type EvidenceLists = { -readonly [Field in keyof Evidence]: Evidence[Field][number][] };

export function emptyEvidence(): EvidenceLists {
  return {
    clusters: [],
    accessEntries: [],
    listedPrincipals: [],
    accessPolicies: [],
    askedPolicies: [],
    podIdentities: [],
    iamRoles: [],
    managedPolicies: [],
    instances: [],
    azureRoleAssignments: [],
    azureRoleDefinitions: [],
    federatedCredentials: [],
    managedIdentities: [],
    directoryGroups: [],
    googleBindings: [],
    googleRoles: [],
    googleServiceAccounts: [],
    groupMembers: [],
    files: [],
  };
}
