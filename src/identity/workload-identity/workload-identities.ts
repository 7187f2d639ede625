import { type Cluster, type PodTemplate, providerOf } from '../../cluster/index.ts';
import { shortList } from '../analyses/draft.ts';
import { type ClusterEvidence, evidenceAbout } from '../evidence/cluster-evidence.ts';
import { type NodeMetadata, nodeMetadataOf } from '../evidence/node-metadata.ts';
import { awsIdentity } from './aws.ts';
import { azureIdentity } from './azure.ts';
import { cloudUseOf, staticCredentialOf } from './cloud-use.ts';
import { googleIdentity } from './google.ts';
import type { Asking, CloudIdentity, WorkloadIdentity } from './outcome.ts';

const known = new WeakMap<Cluster, readonly WorkloadIdentity[]>();

/** The identity of a cloud that each workload has, asks for, or could take from its node; one row for each pod template. */
export function workloadIdentities(cluster: Cluster): readonly WorkloadIdentity[] {
  let rows = known.get(cluster);
  if (rows === undefined) known.set(cluster, (rows = [...readIdentities(cluster)]));
  return rows;
}

function* readIdentities(cluster: Cluster): Iterable<WorkloadIdentity> {
  const evidence = evidenceAbout(cluster);
  for (const workload of cluster.workloads()) {
    const { namespace } = workload.reference;
    for (const template of workload.templates) {
      const name = template.serviceAccountName;
      const account = cluster.find({ group: '', kind: 'ServiceAccount', namespace, name });
      const identity = identityOf({ template, account, namespace, name }, cluster, evidence);
      yield { workload, template, ...identity };
    }
  }
}

/** A key in the environment comes before every other identity, so that it is what is used. */
function identityOf(asking: Asking, cluster: Cluster, evidence: ClusterEvidence | undefined): CloudIdentity {
  const { template } = asking;
  const key = staticCredentialOf(template);
  if (key !== undefined)
    return {
      state: 'static-credential',
      message: `A container has a key of a cloud in ${key.name}`,
      object: template.object,
      path: key.path,
    };
  return (
    awsIdentity(asking, evidence) ??
    azureIdentity(asking, evidence) ??
    googleIdentity(asking, evidence) ??
    undeclared(asking, cluster, evidence)
  );
}

function undeclared(
  { template }: Asking,
  cluster: Cluster,
  evidence: ClusterEvidence | undefined,
): CloudIdentity {
  const at = { object: template.object, path: template.specPath };
  const use = cloudUseOf(template);
  if (use === undefined)
    return { ...at, state: 'none-needed', message: 'Nothing in it shows that it uses a cloud' };
  const provider = evidence?.provider ?? providerOf(cluster);
  const seen = `It uses a cloud (${use}) and declares no identity`;
  const saved = (command: string) =>
    evidence?.files.some(({ answers }) => answers.includes(command)) === true;
  const hidden: Readonly<Record<string, string>> = {
    eks: 'aws eks list-pod-identity-associations',
    gke: 'gcloud asset search-all-iam-policies',
  };
  const proof = hidden[provider];
  if (proof !== undefined && !saved(proof))
    return {
      ...at,
      state: 'unknown',
      message: `${seen} in the cluster; the cloud may have one for it`,
      proof,
    };
  return ['eks', 'aks', 'gke'].includes(provider)
    ? { ...at, ...byNode(seen, template, evidence) }
    : { ...at, state: 'unknown', message: seen, proof: 'which cloud runs the cluster' };
}

/** Whether the identity of the node is what it uses: only where its metadata service answers the pod. */
function byNode(
  seen: string,
  { spec }: PodTemplate,
  evidence: ClusterEvidence | undefined,
): Pick<CloudIdentity, 'state' | 'message' | 'proof'> {
  const possible = (why: string) =>
    ({ state: 'node-identity-possible', message: `${seen}; ${why}` }) as const;
  if (spec['hostNetwork'] === true)
    return possible('it is in the network of its node, where the identity of the node answers');
  const { answersPods, where } = evidence === undefined ? notAsked : nodeMetadataOf(evidence);
  switch (answersPods) {
    case 'all':
      return possible('the metadata service of its node answers it with the identity of the node');
    case 'some':
      return possible(`the metadata service answers pods on ${shortList(where)}`);
    case 'not-known':
      return possible('the identity of its node may answer');
    case 'none':
      return {
        state: 'unknown',
        message: `${seen}, and the metadata service of its node does not answer it`,
        proof: 'how it signs in to the cloud',
      };
  }
}

const notAsked: NodeMetadata = { answersPods: 'not-known', where: [], of: 0 };
