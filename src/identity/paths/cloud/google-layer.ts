import type { ClusterEvidence } from '../../evidence/cluster-evidence.ts';
import type { GoogleBinding } from '../../evidence/model.ts';
import { googleRoleNamed } from '../../evidence/outside-grants.ts';
import type { ServiceAccount } from '../../service-accounts.ts';
import type { CloudLayer, CloudPower, Federation, ImpersonatedIdentity, NodeAccess } from './cloud-layer.ts';

/** Roles on an account of Google with which one becomes that account. https://cloud.google.com/iam/docs/service-account-permissions */
const impersonating: ReadonlySet<string> = new Set([
  'roles/iam.workloadIdentityUser',
  'roles/iam.serviceAccountTokenCreator',
  'roles/iam.serviceAccountKeyAdmin',
  'roles/iam.serviceAccountAdmin',
]);

/**
 * Roles with which whoever has them for a project or above has what is in it: all of it, or the giving of roles.
 * https://cloud.google.com/iam/docs/roles-overview#basic
 */
const administrators: ReadonlySet<string> = new Set([
  'roles/owner',
  'roles/editor',
  'roles/iam.securityAdmin',
  'roles/resourcemanager.projectIamAdmin',
  'roles/resourcemanager.folderAdmin',
  'roles/resourcemanager.organizationAdmin',
]);

/**
 * Accounts of Google that service accounts of a GKE cluster become, roles given to them by name, and what its nodes are.
 * https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
 */
export function googleLayer(evidence: ClusterEvidence, accounts: readonly ServiceAccount[]): CloudLayer {
  const { googleBindings } = evidence;
  return {
    cloud: 'google',
    federations: federations(evidence, accounts),
    nodes: nodeAccounts(evidence),
    powersOf: (identity) =>
      googleBindings.flatMap((binding) =>
        isBroad(binding) && binding.members.some((member) => nameOf(member) === identity)
          ? powersOf(binding, evidence)
          : [],
      ),
    actsAs: (identity) => impersonatedBy(identity, evidence),
    isDisabled: (identity) =>
      evidence.googleServiceAccounts.some(({ email, disabled }) => disabled && email === identity),
    subjectsOf: (identity) => [{ subject: { kind: 'User', name: identity } }],
  };
}

function federations(evidence: ClusterEvidence, accounts: readonly ServiceAccount[]): Federation[] {
  const { description, googleBindings, googleServiceAccounts } = evidence;
  const pool = description?.workloadPool;
  if (pool === undefined) return [];
  const disabled = new Set(googleServiceAccounts.flatMap(({ email, disabled }) => (disabled ? email : [])));
  return googleBindings.flatMap(({ role, members, resource, file }) => {
    const email = /\/serviceAccounts\/([^/]+)$/.exec(resource ?? '')?.[1];
    return accounts.flatMap((account): Federation[] => {
      const member = members.find((each) => isAccount(each, pool, account));
      if (member === undefined) return [];
      const federation = { account, kind: 'google-workload-identity', detail: file } as const;
      // A role on anything else is given to the principal itself.
      if (email === undefined) return [{ ...federation, identity: nameOf(member) }];
      return becomes(role, evidence) && !disabled.has(email) ? [{ ...federation, identity: email }] : [];
    });
  });
}

/**
 * Accounts whose tokens an identity may have made: by a role on the account itself, or on the project that it is of. A grant
 * on a condition is not followed, an account that is disabled has no tokens.
 * https://cloud.google.com/iam/docs/service-account-impersonation
 */
function impersonatedBy(identity: string, evidence: ClusterEvidence): ImpersonatedIdentity[] {
  const { googleBindings, googleServiceAccounts } = evidence;
  const disabled = new Set(googleServiceAccounts.flatMap((each) => (each.disabled ? each.email : [])));
  return googleBindings.flatMap(({ role, members, resource, condition, file }) => {
    if (condition !== undefined || !becomes(role, evidence)) return [];
    if (!members.some((member) => nameOf(member) === identity)) return [];
    const [, kind, name] = /\/(serviceAccounts|projects)\/([^/]+)$/.exec(resource ?? '') ?? [];
    const emails =
      kind === 'serviceAccounts' && name !== undefined
        ? [name]
        : kind === 'projects'
          ? googleServiceAccounts.flatMap(({ email }) =>
              email.endsWith(`@${name}.iam.gserviceaccount.com`) ? email : [],
            )
          : [];
    return emails
      .filter((email) => email !== identity && !disabled.has(email))
      .map(
        (email) => ({ identity: email, kind: 'google-impersonation', detail: `${role}, ${file}` }) as const,
      );
  });
}

function becomes(role: string, evidence: ClusterEvidence): boolean {
  const permissions = googleRoleNamed(role, evidence)?.permissions ?? [];
  return impersonating.has(role) || permissions.includes('iam.serviceAccounts.getAccessToken');
}

/** https://cloud.google.com/iam/docs/principal-identifiers */
function isAccount(member: string, pool: string, { namespace, name }: ServiceAccount): boolean {
  if (member === `serviceAccount:${pool}[${namespace}/${name}]`) return true;
  const [, kind, rest] = /^(principal|principalSet):\/\/.*\/workloadIdentityPools\/(.+)$/.exec(member) ?? [];
  if (kind === 'principal') return rest === `${pool}/subject/ns/${namespace}/sa/${name}`;
  return kind === 'principalSet' && rest === `${pool}/namespace/${namespace}`;
}

/** A member without its type: the address of an account, or the principal as it is written. */
function nameOf(member: string): string {
  return /^serviceAccount:([^[\]]+)$/.exec(member)?.[1] ?? member;
}

function nodeAccounts({ description, googleBindings }: ClusterEvidence): NodeAccess[] {
  const names = googleBindings.flatMap(({ members }) => members.map(nameOf));
  const byDefault = names.find((name) => /^\d+-compute@developer\.gserviceaccount\.com$/.test(name));
  return (description?.nodeIdentities ?? []).flatMap(({ name, metadataOpen }): NodeAccess[] => {
    const identity = name === 'default' ? byDefault : name;
    if (identity === undefined) return [];
    const detail = description?.file ?? '';
    return [
      {
        identity,
        detail,
        ...(metadataOpen === true && { openToPods: `${detail}: a node pool without GKE_METADATA` }),
      },
    ];
  });
}

/** A policy of a project says of itself no resource. */
function isBroad({ resource, condition }: GoogleBinding): boolean {
  return (
    condition === undefined &&
    (resource === undefined || /\/(projects|folders|organizations)\/[^/]+$/.test(resource))
  );
}

/** Permissions of roles of one's own with which one gives oneself every other role. https://cloud.google.com/iam/docs/permissions-reference */
const givers: readonly string[] = [
  'resourcemanager.projects.setIamPolicy',
  'resourcemanager.folders.setIamPolicy',
  'resourcemanager.organizations.setIamPolicy',
];

function powersOf({ role, file }: GoogleBinding, evidence: ClusterEvidence): CloudPower[] {
  const to = (kind: 'administers-cloud' | 'rewrites-own-policy'): CloudPower[] => [
    { to: 'cloud-admin', kind, detail: `${role}, ${file}` },
  ];
  if (administrators.has(role)) return to('administers-cloud');
  const permissions = googleRoleNamed(role, evidence)?.permissions ?? [];
  if (givers.some((permission) => permissions.includes(permission))) return to('administers-cloud');
  // Roles that Google wrote nobody rewrites.
  return role.includes('/roles/') && permissions.includes('iam.roles.update')
    ? to('rewrites-own-policy')
    : [];
}
