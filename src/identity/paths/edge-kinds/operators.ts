import type { EdgeKind } from './edge-kind.ts';
import { practices } from './kubernetes-pages.ts';

/** Programs in the cluster that act for whoever writes their resources. */
export const operators = {
  'steer-operator': {
    title: 'Have an operator act with its own account',
    what: 'may write resources that the operator carries out with its own account',
    difficulty: 'moderate',
    technique: 'T1078.004',
    source: practices,
    cut: 'Limit what the operator does for others: projects of Argo CD, --default-service-account of Flux, an account with less for a provider.',
    condition: 'no project, impersonation or policy of the operator forbids it',
  },
  'operator-pod': {
    title: 'Have an operator make pods',
    what: 'may write resources that an operator makes pods from',
    difficulty: 'easy',
    technique: 'T1610',
    source: `${practices}#workload-creation`,
    cut: 'Keep powerful accounts in namespaces where nobody else may run pods.',
  },
  'copy-secret': {
    title: 'Have Secrets of another namespace copied',
    what: 'may have Secrets that a store reads in another namespace copied to where it reads them',
    difficulty: 'easy',
    technique: 'T1552.007',
    source: 'https://external-secrets.io/latest/provider/kubernetes/',
    cut: 'Name the namespaces of the ClusterSecretStore in `conditions`, or let its account read the Secrets that are meant.',
    condition: 'the account of the store reads the Secrets there',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
