import type { ClusterEvidence } from '../evidence/cluster-evidence.ts';
import type { IamRole } from '../evidence/model.ts';
import { nodeRolesOf } from '../paths/cloud/aws-layer.ts';
import { type CloudFact, cloudAnalysis, hasAnswer } from './cloud-facts.ts';
import { shortList } from './draft.ts';

/**
 * Policies that nodes need, or that let people into them; all else is for programs, which get identities of their own.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
const nodePolicies: ReadonlySet<string> = new Set([
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKS_CNI_Policy',
  'AmazonSSMManagedInstanceCore',
  'CloudWatchAgentServerPolicy',
]);

/** https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster#use_least_privilege_sa */
const nodeRoles: ReadonlySet<string> = new Set([
  'roles/container.defaultNodeServiceAccount',
  'roles/container.nodeServiceAccount',
  'roles/logging.logWriter',
  'roles/monitoring.metricWriter',
  'roles/monitoring.viewer',
  'roles/stackdriver.resourceMetadata.writer',
  'roles/autoscaling.metricsWriter',
  'roles/artifactregistry.reader',
  'roles/storage.objectViewer',
]);

/** What the identities of nodes hold beyond what nodes need: whoever leaves a container on one has it. */
export const nodeIdentity = cloudAnalysis({
  *eks(evidence) {
    const roles = new Map(
      evidence.iamRoles.filter(({ policies }) => policies !== undefined).map((role) => [role.arn, role]),
    );
    const nodes = nodeRolesOf(evidence, roles);
    if (nodes.length === 0)
      yield {
        verdict: 'unknown',
        message: 'Which roles its nodes have is not known',
        proof: 'aws eks describe-access-entry or aws ec2 describe-instances',
      };
    for (const { identity } of nodes) yield factOfRole(identity, roles.get(identity));
  },
  *aks(evidence) {
    const { description, azureRoleAssignments } = evidence;
    if (!hasAnswer(evidence, 'az role assignment list')) {
      yield { verdict: 'unknown', message: 'Its roles were not saved', proof: 'az role assignment list' };
      return;
    }
    for (const { name, principalId } of description.nodeIdentities ?? []) {
      const extra = azureRoleAssignments.flatMap((each) =>
        each.principalId === principalId && each.role !== 'AcrPull' ? each.role : [],
      );
      yield factOfExtra(name, extra, 'on the cluster and what it is in');
    }
  },
  *gke(evidence) {
    for (const name of new Set((evidence.description.nodeIdentities ?? []).map((each) => each.name)))
      yield factOfAccount(name, evidence);
  },
});

function factOfRole(arn: string, role: IamRole | undefined): CloudFact {
  if (role?.policies === undefined)
    return {
      verdict: 'unknown',
      detail: arn,
      message: `What ${arn} may do was not saved`,
      proof: 'aws iam get-account-authorization-details',
    };
  const { attached, inline } = role.policies;
  const names = attached.map((policy) => policy.slice(policy.lastIndexOf('/') + 1));
  const extra = names.filter((name, at) => !nodePolicies.has(name) || !isOfAws(attached[at] ?? ''));
  const own = inline.some(({ effect }) => effect === 'Allow') ? ['policies of its own'] : [];
  return factOfExtra(arn, [...extra, ...own]);
}

function isOfAws(arn: string): boolean {
  return /^arn:aws[\w-]*:iam::aws:policy\//.test(arn);
}

function factOfAccount(name: string, { googleBindings }: ClusterEvidence): CloudFact {
  if (name === 'default' || /^\d+-compute@developer\.gserviceaccount\.com$/.test(name))
    return {
      verdict: 'fail',
      detail: name,
      message: 'Nodes are the default account of Compute Engine, which often is Editor of the project.',
    };
  if (googleBindings.length === 0)
    return {
      verdict: 'unknown',
      detail: name,
      message: `The roles of ${name} were not saved`,
      proof: 'gcloud projects get-iam-policy',
    };
  const extra = googleBindings.flatMap(({ role, members, resource }) =>
    members.includes(`serviceAccount:${name}`) && !nodeRoles.has(role) && !isOfAccount(resource) ? role : [],
  );
  return factOfExtra(name, extra);
}

/** A role on an account says who may be that account. */
function isOfAccount(resource: string | undefined): boolean {
  return resource?.includes('/serviceAccounts/') === true;
}

function factOfExtra(name: string, extra: readonly string[], where = ''): CloudFact {
  const suffix = where === '' ? '' : ` ${where}`;
  return extra.length === 0
    ? { verdict: 'pass', detail: name, message: `${name} has what nodes need and no more${suffix}.` }
    : {
        verdict: 'fail',
        detail: name,
        message: `Nodes are ${name}, which has more than nodes need${suffix}: ${shortList([...new Set(extra)].sort())}.`,
      };
}
