import type { ClusterEvidence } from '../evidence/cluster-evidence.ts';
import { type Asking, annotationOf, type CloudIdentity } from './outcome.ts';

const accountAnnotation = 'iam.gke.io/gcp-service-account';

/**
 * GKE Workload Identity: an account of Google that lets this one in, or roles given to it by name.
 * https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
 */
export function googleIdentity(
  asking: Asking,
  evidence: ClusterEvidence | undefined,
): CloudIdentity | undefined {
  const { account, template, namespace, name } = asking;
  const identity = annotationOf(account, accountAnnotation);
  const pool = evidence?.description?.workloadPool;
  const principal = `/workloadIdentityPools/${pool ?? ''}/subject/ns/${namespace}/sa/${name}`;
  const direct =
    pool !== undefined &&
    (evidence?.googleBindings ?? []).some(({ members }) =>
      members.some((member) => member.startsWith('principal://') && member.endsWith(principal)),
    );
  if (account === undefined || identity === undefined)
    return direct
      ? {
          how: 'GKE Workload Identity',
          state: 'federated',
          message: 'Roles are given to its service account by name',
          object: template.object,
          path: [...template.specPath, 'serviceAccountName'],
        }
      : undefined;
  const about = {
    how: 'GKE Workload Identity',
    identity,
    object: account,
    path: ['metadata', 'annotations', accountAnnotation],
  };
  if (!/^[\w.-]+@[\w.-]+\.gserviceaccount\.com$/.test(identity))
    return {
      ...about,
      state: 'broken',
      message: `Its account names "${identity}", which is no account of Google`,
    };
  if (evidence?.provider !== 'gke' || evidence.description === undefined)
    return {
      ...about,
      state: 'unknown',
      message: 'Whether the cluster has a workload pool is not known',
      proof: 'gcloud container clusters describe',
    };
  if (pool === undefined) return { ...about, state: 'broken', message: 'The cluster has no workload pool' };
  const known = evidence.googleServiceAccounts.find(({ email }) => email === identity);
  if (known?.disabled === true) return { ...about, state: 'broken', message: `${identity} is disabled` };
  const member = `serviceAccount:${pool}[${namespace}/${name}]`;
  const policies = evidence.googleBindings.filter(({ resource }) =>
    resource?.endsWith(`/serviceAccounts/${identity}`),
  );
  const lets = policies.some(
    ({ role, members }) => role === 'roles/iam.workloadIdentityUser' && members.includes(member),
  );
  if (lets) return { ...about, state: 'federated', message: `It is ${identity}, which lets it in` };
  return policies.length > 0
    ? {
        ...about,
        state: 'broken',
        message: `${identity} does not give roles/iam.workloadIdentityUser to ${member}`,
      }
    : {
        ...about,
        state: 'unknown',
        message: `Whether ${identity} lets this account in is not known`,
        proof: 'gcloud asset search-all-iam-policies',
      };
}
