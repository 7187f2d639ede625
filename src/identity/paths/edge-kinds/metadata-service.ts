import type { EdgeKind } from './edge-kind.ts';

/** The identity that a cloud gives a node, by its metadata service. */
export const metadataService = {
  'node-cloud-identity': {
    title: 'Act as the node in its cloud',
    what: 'has the identity that the cloud gives the node',
    difficulty: 'easy',
    technique: 'T1552.005',
    source: 'https://attack.mitre.org/techniques/T1552/005/',
    cut: 'Give nodes what the kubelet needs and no more; programs get identities of their own.',
  },
  'host-metadata': {
    title: 'Ask the metadata service from the network of the node',
    what: 'is in the network of the node, whose metadata service gives out the identity of the node',
    difficulty: 'easy',
    technique: 'T1552.005',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
    cut: 'Remove hostNetwork from the pod, and give nodes what the kubelet needs and no more.',
  },
  'pod-metadata': {
    title: 'Ask the metadata service of the node',
    what: 'reaches the metadata service of its node, which gives out the identity of the node',
    difficulty: 'easy',
    technique: 'T1552.005',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
    cut: 'Require tokens and set the hop limit to 1; on GKE use GKE_METADATA, on AKS IMDS restriction.',
    condition: 'no network policy keeps it from 169.254.169.254',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
