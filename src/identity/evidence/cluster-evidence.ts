import { type Cluster, type Problem, type Provider, providerOf } from '../../cluster/index.ts';
import { type AwsMapping, awsMappings } from '../aws-auth.ts';
import { evidenceProblem } from './errors.ts';
import type { CloudCluster, Evidence } from './model.ts';

/** What saved answers say about one cluster, and of accounts and projects that it may use. */
export interface ClusterEvidence extends Omit<Evidence, 'clusters' | 'listedPrincipals'> {
  readonly provider: Provider;
  /** What the cloud says about the cluster itself; undefined where that was not saved. */
  readonly description: CloudCluster | undefined;
  /** Principals that are let in and whose entry nobody described. */
  readonly undescribed: readonly string[];
  /** Whether every access entry was listed. */
  readonly entriesListed: boolean;
  /** Whom the ConfigMap aws-auth lets in, where the cluster reads it. */
  readonly awsMappings?: readonly AwsMapping[];
}

const connected = new WeakMap<Cluster, ClusterEvidence>();

/** The evidence that this run was given about a cluster; undefined without any. */
export function evidenceAbout(cluster: Cluster): ClusterEvidence | undefined {
  return connected.get(cluster);
}

/**
 * Connects evidence with the clusters it is about, before anything is asked about them. A cluster is known by the host of
 * its API server, else by its name; groups, roles and policies of accounts go to every cluster. Evidence of a cluster that
 * is none of these is told, and not used.
 *
 * @param parseYaml for the text in the ConfigMap aws-auth; without it that lets nobody in
 */
export function connectEvidence(
  evidence: Evidence,
  clusters: readonly Cluster[],
  parseYaml: (text: string) => unknown = () => undefined,
): Problem[] {
  const used = new Set<string>();
  for (const cluster of clusters) {
    const about = evidenceOfCluster(evidence, cluster, used);
    const readsMappings = about.provider === 'eks' && about.description?.authenticationMode !== 'API';
    connected.set(cluster, {
      ...about,
      awsMappings: readsMappings ? awsMappings(cluster, parseYaml) : [],
    });
  }
  return otherClusters(evidence, clusters, used);
}

/** Evidence about a cluster is evidence about what becomes of it when manifests are laid over it. */
export function inheritEvidence(from: Cluster, to: Cluster): void {
  const evidence = connected.get(from);
  if (evidence !== undefined) connected.set(to, evidence);
}

function evidenceOfCluster(evidence: Evidence, cluster: Cluster, used: Set<string>): ClusterEvidence {
  const names = namesOf(cluster);
  const description = evidence.clusters.find((each) => isDescriptionOf(each, cluster, names));
  const refused = evidence.clusters.some((each) => names.has(each.name) && each !== description);
  const name = (of: string) => of === description?.name || (!refused && names.has(of));
  const isOwn = (each: { readonly cluster: string }) => name(each.cluster);
  const accessEntries = evidence.accessEntries.filter(isOwn);
  const podIdentities = evidence.podIdentities.filter(isOwn);
  if (description !== undefined) used.add(description.name);
  for (const { cluster: own } of [...accessEntries, ...podIdentities]) used.add(own);
  const provider =
    description?.cloud ?? (accessEntries.length + podIdentities.length > 0 ? 'eks' : providerOf(cluster));
  const described = new Set(evidence.accessEntries.map(({ principalArn }) => principalArn));
  const listed = evidence.listedPrincipals.map(({ principalArn }) => principalArn);
  const own = new Set(accessEntries.map(({ principalArn }) => principalArn));
  return {
    ...evidence,
    provider,
    description,
    accessEntries,
    podIdentities,
    instances: evidence.instances.filter(({ clusterNames }) => clusterNames.some(name)),
    accessPolicies: evidence.accessPolicies.filter(isOwn),
    askedPolicies: evidence.askedPolicies.filter(isOwn),
    undescribed: provider === 'eks' ? listed.filter((arn) => !described.has(arn)) : [],
    entriesListed: own.size > 0 && [...own].every((arn) => listed.includes(arn)),
    azureRoleAssignments:
      provider === 'aks'
        ? evidence.azureRoleAssignments.filter(({ scope }) => isScopeOf(scope, description, names))
        : [],
    googleBindings: provider === 'gke' ? evidence.googleBindings : [],
  };
}

/** Names that a cluster goes by: the one it was given, its context, and what the clouds' tools make contexts of. */
function namesOf({ identity }: Cluster): ReadonlySet<string> {
  const texts = [identity.name, identity.context].filter((each) => each !== undefined);
  return new Set(
    texts.flatMap((text) => [
      text,
      ...(/^arn:[^:]+:eks:[^:]*:[^:]*:cluster\/(.+)$/.exec(text)?.slice(1) ?? []),
      ...(/^gke_[^_]+_[^_]+_(.+)$/.exec(text)?.slice(1) ?? []),
    ]),
  );
}

function isDescriptionOf(description: CloudCluster, cluster: Cluster, names: ReadonlySet<string>): boolean {
  const { server } = cluster.identity;
  const host = server === undefined ? undefined : URL.parse(server)?.hostname;
  if (host !== undefined && description.host !== undefined && isPublicName(host))
    return host.toLowerCase() === description.host.toLowerCase();
  return names.has(description.name);
}

/** A tunnel or a proxy says nothing about which cluster is behind it. */
function isPublicName(host: string): boolean {
  return !/^(localhost|127\.|\[?::1)/.test(host);
}

/** Azure roles hold on what they are assigned to and everything below it. */
function isScopeOf(
  scope: string,
  description: CloudCluster | undefined,
  names: ReadonlySet<string>,
): boolean {
  const lower = scope.toLowerCase();
  const id = description?.id?.toLowerCase();
  if (id !== undefined)
    return lower === '/' || id === lower || id.startsWith(`${lower}/`) || lower.startsWith(`${id}/`);
  const [, name] = /\/managedclusters\/([^/]+)/.exec(lower) ?? [];
  return name !== undefined && [...names].some((each) => each.toLowerCase() === name);
}

function otherClusters(
  evidence: Evidence,
  clusters: readonly Cluster[],
  used: ReadonlySet<string>,
): Problem[] {
  const files = new Map<string, string>();
  const named = [
    ...evidence.clusters.map(({ name, file }) => ({ name, file })),
    ...[...evidence.accessEntries, ...evidence.podIdentities].map(({ cluster, file }) => ({
      name: cluster,
      file,
    })),
  ];
  for (const { name, file } of named) if (!used.has(name) && !files.has(name)) files.set(name, file);
  const here = clusters.map(({ identity }) => identity.name).join(', ');
  return [...files].map(([name, file]) =>
    evidenceProblem(
      'evidence-other-cluster',
      file,
      `it is of cluster ${name}, which is not among those read: ${here}`,
    ),
  );
}
