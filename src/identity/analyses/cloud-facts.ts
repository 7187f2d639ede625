import { type Cluster, type KindKnowledge, providerOf, unconnected } from '../../cluster/index.ts';
import { type Analysis, analysisOf, type ReadKind, type ResultDraft } from '../../controls/index.ts';
import { type ClusterEvidence, evidenceAbout } from '../evidence/cluster-evidence.ts';
import type { Cloud, CloudCluster } from '../evidence/model.ts';

/** One thing that saved answers of a cloud say about a cluster, or do not. */
export type CloudFact =
  | {
      readonly verdict: 'pass' | 'fail' | 'not-applicable';
      readonly detail?: string;
      readonly message: string;
    }
  | {
      readonly verdict: 'unknown';
      readonly detail?: string;
      readonly message: string;
      /** The command whose answer would tell. */
      readonly proof: string;
    };

/** What is judged, with the answers of the cluster's cloud at hand. */
export type CloudJudge = (
  evidence: ClusterEvidence & { readonly description: CloudCluster },
  cluster: Cluster,
) => Iterable<CloudFact>;

const described: Readonly<Record<Cloud, string>> = {
  eks: 'aws eks describe-cluster',
  aks: 'az aks show',
  gke: 'gcloud container clusters describe',
};

/**
 * An analysis of what a cloud says about a cluster as a whole. Without its answer nothing is known; clouds that are not
 * named have no such setting.
 */
export function cloudAnalysis(
  judges: Readonly<Partial<Record<Cloud, CloudJudge>>>,
  reads: readonly ReadKind[] = [],
): Analysis {
  return analysisOf(reads, function* analyse({ cluster }) {
    const unread = nodesUnread(cluster);
    for (const fact of factsOf(cluster, judges)) {
      const isOpen = fact.verdict === 'not-applicable' && unread !== undefined;
      yield isOpen ? unreadDraft(unread, cluster) : draftOf(fact, cluster);
    }
  });
}

/** Why it may be a cloud all the same: who runs a cluster is told by its nodes. */
function nodesUnread(cluster: Cluster): Exclude<KindKnowledge, { complete: true }> | undefined {
  if (evidenceAbout(cluster) !== undefined || isCloud(providerOf(cluster))) return undefined;
  const knowledge = cluster.knowledgeOf('', 'Node');
  return knowledge.complete || knowledge.state === 'not-connected' ? undefined : knowledge;
}

function unreadDraft(
  { state, reason, permission }: NonNullable<ReturnType<typeof nodesUnread>>,
  cluster: Cluster,
): ResultDraft {
  return {
    verdict: 'unknown',
    subject: { group: '', kind: 'Cluster', namespace: '', name: cluster.identity.id },
    message: `Who runs the cluster is not known, for its nodes could not be read: ${reason}`,
    unknown: { state, message: reason, ...(permission && { permission }) },
  };
}

function* factsOf(
  cluster: Cluster,
  judges: Readonly<Partial<Record<Cloud, CloudJudge>>>,
): Iterable<CloudFact> {
  const evidence = evidenceAbout(cluster);
  const provider = evidence?.provider ?? providerOf(cluster);
  if (!isCloud(provider)) {
    yield { verdict: 'not-applicable', message: 'Nothing says that EKS, AKS or GKE runs the cluster.' };
    return;
  }
  const judge = judges[provider];
  if (judge === undefined) {
    yield { verdict: 'not-applicable', message: `${provider.toUpperCase()} has no such setting.` };
    return;
  }
  const description = evidence?.description;
  if (evidence === undefined || description === undefined)
    yield { verdict: 'unknown', message: 'What the cloud says is not known', proof: described[provider] };
  else yield* judge({ ...evidence, description }, cluster);
}

function draftOf(fact: CloudFact, cluster: Cluster): ResultDraft {
  const subject = { group: '', kind: 'Cluster', namespace: '', name: cluster.identity.id };
  const about = { subject, ...(fact.detail !== undefined && { detail: fact.detail }) };
  if (fact.verdict !== 'unknown') return { ...about, verdict: fact.verdict, message: fact.message };
  return {
    ...about,
    verdict: 'unknown',
    message: `${fact.message} (${fact.proof})`,
    unknown: {
      state: 'not-connected',
      source: 'cloud',
      message: unconnected(['cloud'])[0]?.meaning ?? fact.message,
    },
  };
}

function isCloud(provider: string): provider is Cloud {
  return provider in described;
}

/** Whether the answer of a command was saved. */
export function hasAnswer({ files }: Pick<ClusterEvidence, 'files'>, command: string): boolean {
  return files.some(({ answers }) => answers.includes(command));
}
