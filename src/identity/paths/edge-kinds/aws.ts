import type { EdgeKind } from './edge-kind.ts';

/** Identities of AWS. */
export const aws = {
  'aws-web-identity': {
    title: 'Become a role of AWS by the token of a service account',
    what: 'becomes the role of AWS, which trusts its tokens',
    difficulty: 'easy',
    technique: 'T1078.004',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
    cut: 'Name the one service account that needs it in the trust policy of the role, with StringEquals on sub and aud.',
  },
  'aws-pod-identity': {
    title: 'Become a role of AWS by EKS Pod Identity',
    what: 'becomes the role of AWS that is associated with it',
    difficulty: 'easy',
    technique: 'T1078.004',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
    cut: 'Delete the association, or give the role less.',
  },
  'role-assumes-role': {
    title: 'Assume another role of AWS',
    what: 'may assume the role of AWS, which trusts it',
    difficulty: 'easy',
    technique: 'T1548.005',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html',
    cut: 'Take the role out of the trust policy, or sts:AssumeRole away where the account is trusted.',
    condition: 'no policy of the organization forbids it',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
