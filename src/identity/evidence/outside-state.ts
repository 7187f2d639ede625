import { type Cluster, providerOf } from '../../cluster/index.ts';
import { type ClusterEvidence, evidenceAbout } from './cluster-evidence.ts';
import type { EvidenceSource } from './model.ts';
import { unknownGrants } from './outside-grants.ts';

/** What decides in a cluster beside RBAC, and whether this run knows it. */
export interface OutsideState {
  /** `EKS access entries`, `Azure role assignments`, `Google IAM`. */
  readonly source: string;
  readonly state: 'connected' | 'partial' | 'not-connected';
  /** What is missing, as sentences without a full stop. */
  readonly missing: readonly string[];
  /** The oldest file that was used. */
  readonly savedAt?: string;
}

const sources: Readonly<Record<string, string>> = {
  eks: 'EKS access entries',
  aks: 'Azure role assignments',
  gke: 'Google IAM',
};

/** Undefined for a cluster where RBAC alone decides. */
export function outsideState(cluster: Cluster): OutsideState | undefined {
  const evidence = evidenceAbout(cluster);
  const source = sources[evidence?.provider ?? providerOf(cluster)];
  if (source === undefined) return undefined;
  const used = evidence === undefined ? [] : usedFiles(evidence);
  const [oldest] = used.map(({ savedAt }) => savedAt).sort();
  if (evidence === undefined || oldest === undefined) return { source, state: 'not-connected', missing: [] };
  const missing = missingOf(evidence);
  return { source, state: missing.length === 0 ? 'connected' : 'partial', missing, savedAt: oldest };
}

function usedFiles(evidence: ClusterEvidence): EvidenceSource[] {
  const { provider, accessEntries, accessPolicies, azureRoleAssignments, googleBindings, description } =
    evidence;
  if (provider === 'eks')
    return description?.authenticationMode === 'CONFIG_MAP'
      ? [description]
      : [...accessEntries, ...accessPolicies];
  return provider === 'aks' ? [...azureRoleAssignments] : [...googleBindings];
}

function missingOf(evidence: ClusterEvidence): string[] {
  const { provider, description } = evidence;
  switch (provider) {
    case 'eks':
      return description?.authenticationMode === 'CONFIG_MAP' ? [] : missingOfEks(evidence);
    case 'aks':
      return [
        ...(description === undefined
          ? ['az aks show was not saved, so whether Azure roles decide here is not known']
          : []),
        ...unknownOf(evidence),
      ];
    case 'gke':
      return [
        ...(evidence.googleBindings.some(({ resource }) => /\/organizations\//.test(resource ?? ''))
          ? []
          : ['roles from folders and the organization are not in it']),
        ...unknownOf(evidence),
      ];
    default:
      return [];
  }
}

function missingOfEks(evidence: ClusterEvidence): string[] {
  const { accessEntries, askedPolicies, undescribed, entriesListed } = evidence;
  const asked = new Set(askedPolicies.map(({ principalArn }) => principalArn));
  const unasked = accessEntries.filter(
    ({ type, principalArn }) => type === 'STANDARD' && !asked.has(principalArn),
  );
  return [
    ...(entriesListed ? [] : ['list-access-entries was not saved, so there may be others']),
    ...undescribed.map((arn) => `the entry of ${arn} was not saved`),
    ...unasked.map(({ principalArn }) => `the access policies of ${principalArn} were not saved`),
    ...unknownOf(evidence),
  ];
}

function unknownOf(evidence: ClusterEvidence): string[] {
  return unknownGrants(evidence).map((grant) => `what ${grant} allows is not known`);
}
