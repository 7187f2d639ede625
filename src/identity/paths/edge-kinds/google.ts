import type { EdgeKind } from './edge-kind.ts';

/** Identities of Google. */
export const google = {
  'google-workload-identity': {
    title: 'Become an identity of Google',
    what: 'becomes the account of Google that lets it in, or has roles by its own name',
    difficulty: 'easy',
    technique: 'T1078.004',
    source: 'https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity',
    cut: 'Remove the member from the policy of the account or resource.',
  },
  'google-impersonation': {
    title: 'Make tokens of a Google account',
    what: 'may make tokens of the account of Google',
    difficulty: 'easy',
    technique: 'T1548.005',
    source: 'https://cloud.google.com/iam/docs/service-account-impersonation',
    cut: 'Take the role that makes tokens away, or give it on the one account that needs it in place of the project.',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
