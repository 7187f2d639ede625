import type { EdgeKind } from './edge-kind.ts';

/** From an identity of a cloud back into the cluster, or over the cloud itself. */
export const cloudPower = {
  'known-to-cluster': {
    title: 'Come back into the cluster as an identity of the cloud',
    what: 'is known to the cluster',
    difficulty: 'given',
    technique: 'T1078.004',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
    cut: 'Remove the access entry or the role that lets the identity in.',
  },
  'administers-cloud': {
    title: 'Administer the cloud',
    what: 'may do everything in its account, subscription or project',
    difficulty: 'given',
    technique: 'T1078.004',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    cut: 'Give it the roles that its program needs.',
    condition: 'no policy of the organization forbids it',
  },
  'rewrites-own-policy': {
    title: 'Give oneself every right of the cloud',
    what: 'may write its own policies, and so give itself every right',
    difficulty: 'easy',
    technique: 'T1098.003',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    cut: 'Take iam:AttachRolePolicy and iam:PutRolePolicy away, or set a permissions boundary; on Azure take roleDefinitions/write away, on Google iam.roles.update.',
    condition: 'no policy of the organization forbids it',
  },
  'opens-cluster-access': {
    title: 'Let oneself into the cluster from the cloud',
    what: 'may give itself an access entry with every right in the cluster',
    difficulty: 'easy',
    technique: 'T1098.003',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
    cut: 'Take eks:CreateAccessEntry and eks:AssociateAccessPolicy away.',
    condition: 'no policy of the organization forbids it',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
