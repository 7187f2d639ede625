import type { EdgeKind } from './edge-kind.ts';

/** Identities of Azure. */
export const azure = {
  'entra-federation': {
    title: 'Become a managed identity of Azure',
    what: 'becomes the managed identity whose federated credential trusts its tokens',
    difficulty: 'easy',
    technique: 'T1078.004',
    source: 'https://learn.microsoft.com/azure/aks/workload-identity-overview',
    cut: 'Delete the federated credential, or give the identity less.',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
