import { isNodeMapping } from '../../aws-auth.ts';
import type { ClusterEvidence } from '../../evidence/cluster-evidence.ts';
import { allows, allowsEverything, type PolicyStatement } from '../../evidence/iam-policy.ts';
import type { IamRole, Instance, RolePolicies } from '../../evidence/model.ts';
import { answersPods } from '../../evidence/node-metadata.ts';
import { trustsPodIdentity, trustsRole, trustsWebIdentity } from '../../evidence/trust-policy.ts';
import type { ServiceAccount } from '../../service-accounts.ts';
import { type Subject, serviceAccountUser } from '../../subject.ts';
import type { CloudLayer, CloudPower, Federation, ImpersonatedIdentity, NodeAccess } from './cloud-layer.ts';

/**
 * Roles of IAM that service accounts and nodes of an EKS cluster become. What decides is whom a role trusts, not which
 * role an annotation names: a pod may take a token for any audience.
 * https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
 */
export function awsLayer(evidence: ClusterEvidence, accounts: readonly ServiceAccount[]): CloudLayer {
  const roles = new Map<string, IamRole>();
  for (const role of evidence.iamRoles)
    if (roles.get(role.arn)?.policies === undefined) roles.set(role.arn, role);
  return {
    cloud: 'aws',
    federations: [
      ...podIdentities(evidence, roles),
      ...webIdentities(evidence, [...roles.values()], accounts),
    ],
    nodes: nodeRolesOf(evidence, roles),
    powersOf: (arn) => powersOf(roles.get(arn), evidence),
    actsAs: (arn) => assumedBy(arn, roles, evidence),
    subjectsOf: (arn) => [
      { subject: { kind: 'User', name: arn } },
      ...evidence.accessEntries.flatMap(({ principalArn, groups, file: detail }) =>
        principalArn === arn ? groups.map((name) => ({ subject: group(name), detail })) : [],
      ),
      ...(evidence.awsMappings ?? []).flatMap((mapping) =>
        mapping.arn === withoutPath(arn)
          ? [{ kind: 'User' as const, name: mapping.username }, ...mapping.groups.map(group)].map(
              (subject) => ({
                subject,
                detail: 'ConfigMap kube-system/aws-auth',
              }),
            )
          : [],
      ),
    ],
  };
}

function group(name: string): Subject {
  return { kind: 'Group', name };
}

/** aws-auth knows roles by ARNs without a path. https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html */
function withoutPath(arn: string): string {
  return arn.replace(/:role\/.*\//, ':role/');
}

/** An association gives its role where the role lets EKS Pod Identity assume it; what was not saved gives nothing. */
function podIdentities(evidence: ClusterEvidence, roles: ReadonlyMap<string, IamRole>): Federation[] {
  return evidence.podIdentities.flatMap(({ namespace, serviceAccount: name, roleArn, file }): Federation[] =>
    roleArn !== undefined && trustsPodIdentity(roles.get(roleArn)?.trust ?? [])
      ? [
          {
            account: { kind: 'ServiceAccount', namespace, name },
            identity: roleArn,
            kind: 'aws-pod-identity',
            detail: file,
          },
        ]
      : [],
  );
}

function webIdentities(
  { description }: ClusterEvidence,
  roles: readonly IamRole[],
  accounts: readonly ServiceAccount[],
): Federation[] {
  const issuer = description?.issuer;
  if (issuer === undefined) return [];
  const federated = roles.filter(({ trust }) =>
    trust.some(({ federated: arns }) =>
      arns.some((arn) => arn === '*' || arn.endsWith(`:oidc-provider/${issuer}`)),
    ),
  );
  return federated.flatMap(({ arn, trust, file }) =>
    accounts.flatMap((account): Federation[] => {
      const subject = serviceAccountUser(account.namespace, account.name);
      const trusts = trustsWebIdentity(trust, { issuer, subject, audience: 'sts.amazonaws.com' });
      return trusts === undefined
        ? []
        : [
            {
              account,
              identity: arn,
              kind: 'aws-web-identity',
              detail: trusts.wide ? `${file}: the role trusts a pattern` : file,
            },
          ];
    }),
  );
}

/** Types of access entries that nodes have. https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html */
const nodeEntries: ReadonlySet<string> = new Set(['EC2', 'EC2_LINUX', 'EC2_WINDOWS', 'HYPERPOD_LINUX']);

/** Roles of the nodes of a cluster, by its access entries and by the profiles of its machines. */
export function nodeRolesOf(evidence: ClusterEvidence, roles: ReadonlyMap<string, IamRole>): NodeAccess[] {
  const found = new Map<string, NodeAccess>();
  for (const { principalArn, type, file } of evidence.accessEntries)
    if (nodeEntries.has(type)) found.set(principalArn, { identity: principalArn, detail: file });
  for (const mapping of evidence.awsMappings ?? []) {
    if (!isNodeMapping(mapping)) continue;
    const identity = [...roles.keys()].find((arn) => withoutPath(arn) === mapping.arn) ?? mapping.arn;
    if (!found.has(identity)) found.set(identity, { identity, detail: 'ConfigMap kube-system/aws-auth' });
  }
  for (const instance of evidence.instances) {
    const role = [...roles.values()].find(({ policies }) =>
      policies?.instanceProfiles.includes(instance.instanceProfileArn ?? ''),
    );
    // Where all entries of nodes are of one role, the machines have that one.
    const identity = role?.arn ?? (found.size === 1 ? [...found.keys()][0] : undefined);
    if (identity === undefined) continue;
    const known = found.get(identity) ?? { identity, detail: instance.file };
    found.set(identity, {
      ...known,
      ...(answersPods(instance) && known.openToPods === undefined && { openToPods: openText(instance) }),
    });
  }
  return [...found.values()];
}

function openText({ id, tokensRequired, hopLimit, file }: Instance): string {
  const why = tokensRequired ? `hop limit ${hopLimit}` : 'tokens are not required';
  return `${file}: ${id}, ${why}`;
}

function powersOf(role: IamRole | undefined, evidence: ClusterEvidence): CloudPower[] {
  if (role?.policies === undefined) return [];
  const { arn, policies, file } = role;
  const statements = statementsOf(policies, evidence);
  const may = (action: string, resource: string) =>
    allows(statements.own, action, resource) &&
    (statements.boundary === undefined || allows(statements.boundary, action, resource));
  const isAdmin =
    allowsEverything(statements.own) &&
    (statements.boundary === undefined || allowsEverything(statements.boundary));
  const powers: CloudPower[] = [];
  if (isAdmin) powers.push({ to: 'cloud-admin', kind: 'administers-cloud', detail: file });
  else if (
    policies.boundary === undefined &&
    ['iam:AttachRolePolicy', 'iam:PutRolePolicy'].some((action) => may(action, arn))
  )
    powers.push({ to: 'cloud-admin', kind: 'rewrites-own-policy', detail: file });
  const { id: cluster, authenticationMode } = evidence.description ?? {};
  if (cluster !== undefined && cluster.split(':')[4] === arn.split(':')[4]) {
    const entry = `${cluster.replace(':cluster/', ':access-entry/')}/role/plimsoll`;
    const opens = may('eks:CreateAccessEntry', cluster) && may('eks:AssociateAccessPolicy', entry);
    if (isAdmin || (opens && authenticationMode !== 'CONFIG_MAP'))
      powers.push({ to: 'cluster-admin', kind: 'opens-cluster-access', detail: file });
  }
  return powers;
}

/**
 * Roles that a role may assume. A role of its account that trusts it by name needs no policy of its own that allows it, only
 * none that denies; in every other case both have to allow. Without its saved policies neither is known.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
function assumedBy(
  arn: string,
  roles: ReadonlyMap<string, IamRole>,
  evidence: ClusterEvidence,
): ImpersonatedIdentity[] {
  const policies = roles.get(arn)?.policies;
  if (policies === undefined) return [];
  const { own, boundary } = statementsOf(policies, evidence);
  return [...roles.values()].flatMap((target): ImpersonatedIdentity[] => {
    const trusted = target.arn === arn ? undefined : trustsRole(target.trust, arn);
    if (trusted === undefined) return [];
    const isEnough = trusted === 'named' && target.arn.split(':')[4] === arn.split(':')[4];
    const statements = isEnough ? [...own, everyAction] : own;
    const may =
      allows(statements, 'sts:AssumeRole', target.arn) &&
      (boundary === undefined || allows(boundary, 'sts:AssumeRole', target.arn));
    return may ? [{ identity: target.arn, kind: 'role-assumes-role', detail: target.file }] : [];
  });
}

/** A policy whose text was not saved allows nothing here, and as a boundary allows nothing either. */
function statementsOf({ inline, attached, boundary }: RolePolicies, { managedPolicies }: ClusterEvidence) {
  const textOf = (arn: string): readonly PolicyStatement[] =>
    managedPolicies.find((policy) => policy.arn === arn)?.statements ?? wellKnown(arn);
  return {
    own: [...inline, ...attached.flatMap(textOf)],
    boundary: boundary === undefined ? undefined : textOf(boundary),
  };
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html */
function wellKnown(arn: string): readonly PolicyStatement[] {
  if (!/^arn:aws[\w-]*:iam::aws:policy\/AdministratorAccess$/.test(arn)) return [];
  return [everyAction];
}

const everyAction: PolicyStatement = {
  effect: 'Allow',
  actions: ['*'],
  exceptsActions: false,
  resources: ['*'],
  exceptsResources: false,
  conditional: false,
};
