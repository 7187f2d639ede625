import { type Cluster, type KubernetesObject, objectKey } from '../../cluster/index.ts';
import type { IndexedBinding, OutsideGrant } from '../rbac/binding.ts';
import { modelObject } from '../rbac/index-of-objects.ts';
import { rbacGroup, roleKey } from '../rbac/role.ts';
import type { Subject } from '../subject.ts';
import { isAdministratorOf, type RoleRule, rulesOfAzureRole } from './azure-roles.ts';
import type { ClusterEvidence } from './cluster-evidence.ts';
import { rulesOfGoogleRole } from './google-roles.ts';
import type { AzureRoleAssignment, AzureRoleDefinition, GoogleCondition, GoogleRole } from './model.ts';

/** A grant that a cloud decides about, said with the role of Kubernetes that allows the same. */
interface Equivalent {
  readonly subject: Subject;
  readonly role: string;
  /** Empty for the whole cluster. */
  readonly namespaces: readonly string[];
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly created: string | undefined;
  readonly outside: OutsideGrant;
}

/** The role that reads everything, Secrets too, which no default role of Kubernetes does. */
const readsEverything = 'AmazonEKSAdminViewPolicy';

/**
 * Roles of EKS access policies. AWS describes the first four as the user-facing roles of Kubernetes.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
const eksPolicies: Readonly<Record<string, string>> = {
  AmazonEKSClusterAdminPolicy: 'cluster-admin',
  AmazonEKSAdminPolicy: 'admin',
  AmazonEKSEditPolicy: 'edit',
  AmazonEKSViewPolicy: 'view',
  AmazonEKSAdminViewPolicy: readsEverything,
};

/**
 * Azure roles. The last six hold by the right to fetch the cluster's administrator certificate, or to give oneself roles.
 * https://learn.microsoft.com/azure/aks/manage-azure-rbac
 */
const azureRoles: Readonly<
  Record<string, { role: string; by: 'azure-rbac' | 'certificate' | 'assignments' }>
> = {
  'Azure Kubernetes Service RBAC Cluster Admin': { role: 'cluster-admin', by: 'azure-rbac' },
  'Azure Kubernetes Service RBAC Admin': { role: 'admin', by: 'azure-rbac' },
  'Azure Kubernetes Service RBAC Writer': { role: 'edit', by: 'azure-rbac' },
  'Azure Kubernetes Service RBAC Reader': { role: 'view', by: 'azure-rbac' },
  'Azure Kubernetes Service Cluster Admin Role': { role: 'cluster-admin', by: 'certificate' },
  'Azure Kubernetes Service Contributor Role': { role: 'cluster-admin', by: 'certificate' },
  Contributor: { role: 'cluster-admin', by: 'certificate' },
  Owner: { role: 'cluster-admin', by: 'assignments' },
  'User Access Administrator': { role: 'cluster-admin', by: 'assignments' },
  'Role Based Access Control Administrator': { role: 'cluster-admin', by: 'assignments' },
};

/**
 * Azure roles that allow nothing in a cluster, of those that are often given to and around one.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
const azureRolesOutside: ReadonlySet<string> = new Set([
  'Reader',
  'AcrPull',
  'AcrPush',
  'Azure Kubernetes Service Cluster User Role',
  'Azure Kubernetes Service Cluster Monitoring User',
  'Network Contributor',
  'Private DNS Zone Contributor',
  'Managed Identity Operator',
  'Key Vault Secrets User',
  'Monitoring Metrics Publisher',
  'Monitoring Reader',
]);

/**
 * Google roles on Kubernetes objects.
 * https://cloud.google.com/kubernetes-engine/docs/how-to/iam
 */
const googleRoles: Readonly<Record<string, string>> = {
  'roles/container.admin': 'cluster-admin',
  'roles/owner': 'cluster-admin',
  'roles/container.developer': 'edit',
  'roles/editor': 'edit',
  'roles/container.viewer': 'view',
  'roles/viewer': 'view',
};

/** Roles that grants outside need and Kubernetes has not: one of EKS, and those that people write themselves. */
export function outsideRoles(evidence: ClusterEvidence): KubernetesObject[] {
  const assigned = new Set(evidence.azureRoleAssignments.map((each) => definitionOf(each, evidence)));
  const role = (name: string, rules: readonly RoleRule[]) =>
    ({
      apiVersion: `${rbacGroup}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules,
    }) as unknown as KubernetesObject;
  return [
    role(readsEverything, [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]),
    ...[...assigned].flatMap((definition) =>
      definition === undefined ? [] : role(nameOfAzureRole(definition), rulesOfAzureRole(definition)),
    ),
    ...evidence.googleRoles.map(({ name, permissions }) => role(name, rulesOfGoogleRole(permissions))),
  ];
}

/**
 * What access policies, Azure roles and Google roles allow in a cluster, as bindings, so that every question about RBAC is
 * one about them too. Each is said with the nearest role of Kubernetes, and roles of one's own with what they hold.
 */
export function outsideGrants(
  evidence: ClusterEvidence,
  cluster: Pick<Cluster, 'namespaces'>,
): IndexedBinding[] {
  return [...eksGrants(evidence), ...azureGrants(evidence), ...googleGrants(evidence)].flatMap((grant) =>
    bindingsOf(grant, cluster),
  );
}

/** Grants whose power is not known, because nobody says which role of Kubernetes they are like. */
export function unknownGrants(evidence: ClusterEvidence): string[] {
  const { accessPolicies, azureRoleAssignments, googleBindings } = evidence;
  const azure = azureRoleAssignments.flatMap((assignment) => {
    const { role } = assignment;
    const isKnown = role in azureRoles || azureRolesOutside.has(role) || definitionOf(assignment, evidence);
    return isKnown ? [] : `Azure role ${role}`;
  });
  const google = googleBindings.flatMap(({ role }) =>
    /^(projects|organizations)\//.test(role) && googleRoleNamed(role, evidence) === undefined
      ? `Google role ${role}`
      : [],
  );
  return [
    ...accessPolicies.flatMap(({ policyArn, principalArn }) =>
      nameOfPolicy(policyArn) in eksPolicies ? [] : `${nameOfPolicy(policyArn)} of ${principalArn}`,
    ),
    ...new Set([...azure, ...google]),
  ];
}

/** The definition of the role of an assignment, where it was saved. */
export function definitionOf(
  { roleId, role }: AzureRoleAssignment,
  { azureRoleDefinitions }: Pick<ClusterEvidence, 'azureRoleDefinitions'>,
): AzureRoleDefinition | undefined {
  return azureRoleDefinitions.find(({ id, name }) => id === roleId && name === role);
}

/** What a role of Google holds, where it was saved. */
export function googleRoleNamed(
  role: string,
  { googleRoles }: Pick<ClusterEvidence, 'googleRoles'>,
): GoogleRole | undefined {
  return googleRoles.find(({ name }) => name === role);
}

/** As a ClusterRole; two roles of Azure may have one name in different places. */
function nameOfAzureRole({ name, id }: AzureRoleDefinition): string {
  return `${name} (${id})`;
}

/** The role of Kubernetes that an assignment is like, and what it takes for that. */
function* meaningsOf(
  assignment: AzureRoleAssignment,
  evidence: ClusterEvidence,
): Iterable<{ role: string; by: 'azure-rbac' | 'certificate' | 'assignments' }> {
  const known = azureRoles[assignment.role];
  if (known !== undefined) {
    yield known;
    return;
  }
  const definition = definitionOf(assignment, evidence);
  if (definition === undefined) return;
  const by = isAdministratorOf(definition);
  if (by !== undefined) yield { role: 'cluster-admin', by };
  if (rulesOfAzureRole(definition).length > 0) yield { role: nameOfAzureRole(definition), by: 'azure-rbac' };
}

function* eksGrants({ accessPolicies, description }: ClusterEvidence): Iterable<Equivalent> {
  if (description?.authenticationMode === 'CONFIG_MAP') return;
  for (const { cluster, principalArn, policyArn, namespaces, created, file } of accessPolicies) {
    const policy = nameOfPolicy(policyArn);
    const role = eksPolicies[policy];
    if (role === undefined) continue;
    const target = `--cluster-name ${cluster} --principal-arn ${principalArn} --policy-arn ${policyArn}`;
    const scope =
      namespaces.length === 0 ? 'type=cluster' : `type=namespace,namespaces=${namespaces.join(',')}`;
    yield {
      subject: { kind: 'User', name: principalArn },
      role,
      namespaces,
      group: 'eks.amazonaws.com',
      kind: 'AccessPolicy',
      name: `${policy}:${principalArn}`,
      created,
      outside: {
        what: `EKS access policy ${policy}`,
        file,
        apply: `aws eks disassociate-access-policy ${target}`,
        undo: `aws eks associate-access-policy ${target} --access-scope ${scope}`,
      },
    };
  }
}

function* azureGrants(evidence: ClusterEvidence): Iterable<Equivalent> {
  const { azureRoleAssignments, description } = evidence;
  for (const assignment of azureRoleAssignments) {
    const {
      id,
      role: azureRole,
      scope,
      principalId,
      principalName,
      principalType,
      created,
      condition,
      file,
    } = assignment;
    const meaning = [...meaningsOf(assignment, evidence)].find(({ by }) => {
      if (by === 'azure-rbac') return description?.azureRbac !== false;
      // A condition on the giving of roles says which roles, and these are seldom the ones that matter here.
      return by === 'certificate' ? description?.localAccountsDisabled !== true : condition === undefined;
    });
    if (meaning === undefined) continue;
    const conditioned = condition === undefined ? '' : ` on the condition ${condition}`;
    const [, namespace] = /\/managedclusters\/[^/]+\/namespaces\/([^/]+)/i.exec(scope) ?? [];
    yield {
      // A group of Entra is known to Kubernetes by its object id.
      subject:
        principalType === 'Group'
          ? { kind: 'Group', name: principalId }
          : { kind: 'User', name: principalName },
      role: meaning.role,
      namespaces: namespace === undefined ? [] : [namespace],
      group: 'authorization.azure.com',
      kind: 'RoleAssignment',
      // One role may be given at several scopes.
      name: `${azureRole}:${principalName}:${scope}`,
      created,
      outside: {
        what: `Azure role ${azureRole}${principalType === 'Group' ? ` of group ${principalName}` : ''}${conditioned}`,
        file,
        apply: `az role assignment delete --ids ${id}`,
        undo: `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ${principalType} --role '${azureRole}' --scope ${scope}`,
      },
    };
  }
}

function* googleGrants(evidence: ClusterEvidence): Iterable<Equivalent> {
  const { googleBindings, description } = evidence;
  for (const { role: googleRole, members, resource, condition, file } of googleBindings) {
    const role = googleRoles[googleRole] ?? googleRoleNamed(googleRole, evidence)?.name;
    if (
      role === undefined ||
      (resource !== undefined && !/\/(projects|folders|organizations)\/[^/]+$/.test(resource))
    )
      continue;
    const project = description?.id ?? 'PROJECT';
    for (const member of members) {
      const subject = googleSubject(member);
      if (subject === undefined) continue;
      const { command, id } = policyOwner(resource, project);
      const target = `${id} --member='${member}' --role=${googleRole} ${conditionFlag(condition)}`;
      const conditioned =
        condition === undefined ? '' : ` on the condition ${condition.title ?? condition.expression}`;
      yield {
        subject,
        role,
        namespaces: [],
        group: 'iam.googleapis.com',
        kind: 'PolicyBinding',
        name: [googleRole, member, `${command}/${id}`, condition?.expression ?? []].flat().join(':'),
        created: undefined,
        outside: {
          what: `Google role ${googleRole}${conditioned}`,
          file,
          apply: `gcloud ${command} remove-iam-policy-binding ${target}`,
          undo: `gcloud ${command} add-iam-policy-binding ${target}`,
        },
      };
    }
  }
}

/** The part of gcloud that changes the policy of a project, a folder or the organization, and its id. */
function policyOwner(resource: string | undefined, project: string): { command: string; id: string } {
  const [, type, id] = /\/(projects|folders|organizations)\/([^/]+)$/.exec(resource ?? '') ?? [];
  if (type === undefined || id === undefined) return { command: 'projects', id: project };
  return { command: type === 'folders' ? 'resource-manager folders' : type, id };
}

/**
 * A binding with a condition is another one than that without; gcloud asks which one is meant where it is not told.
 * https://cloud.google.com/sdk/gcloud/reference/projects/remove-iam-policy-binding
 */
function conditionFlag(condition: GoogleCondition | undefined): string {
  if (condition === undefined) return '--condition=None';
  const { expression, title, description } = condition;
  const parts = Object.entries({ expression, title, description }).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${value}`,
  );
  // The text between the carets takes the place of the comma, which expressions have.
  return `--condition='${`^~~^${parts.join('~~')}`.replaceAll("'", String.raw`'\''`)}'`;
}

/** https://cloud.google.com/iam/docs/principal-identifiers */
function googleSubject(member: string): Subject | undefined {
  const [, type, name] = /^(user|serviceAccount|group|domain):([^[\]]+)$/.exec(member) ?? [];
  if (name !== undefined) return { kind: type === 'group' || type === 'domain' ? 'Group' : 'User', name };
  return member === 'allUsers' || member === 'allAuthenticatedUsers'
    ? { kind: 'Group', name: 'system:authenticated' }
    : undefined;
}

function bindingsOf(
  { subject, role, namespaces, group, kind, name, created, outside }: Equivalent,
  cluster: Pick<Cluster, 'namespaces'>,
): IndexedBinding[] {
  const places = namespaces.length === 0 ? [''] : namespaces.flatMap((each) => namespacesLike(each, cluster));
  return places.map((namespace) => {
    const object = modelObject({
      apiVersion: `${group}/v1`,
      kind,
      metadata: {
        name,
        ...(namespace !== '' && { namespace }),
        ...(created !== undefined && { creationTimestamp: created }),
      },
    } as KubernetesObject);
    return {
      key: objectKey({ group, kind, namespace, name }),
      namespace,
      name,
      role: { key: roleKey('ClusterRole', '', role), kind: 'ClusterRole', name: role },
      subjects: [{ subject, index: 0 }],
      object,
      assumed: false,
      malformed: false,
      outside,
    };
  });
}

/** `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy` without all but the name. */
function nameOfPolicy(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** EKS takes `*` in names of namespaces. https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html */
function namespacesLike(pattern: string, cluster: Pick<Cluster, 'namespaces'>): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^a-z0-9-]/g, '\\$&'));
  const like = new RegExp(`^${parts.join('.*')}$`);
  return cluster.namespaces().filter((namespace) => like.test(namespace));
}
