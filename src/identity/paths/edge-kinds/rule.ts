import type { EdgeKind } from './edge-kind.ts';
import { practices } from './kubernetes-pages.ts';

/** What whoever rules over a namespace or the cluster has there. */
export const rule = {
  'namespace-power': {
    title: 'Rule over a namespace',
    what: 'rules over everything in the namespace',
    difficulty: 'given',
    technique: 'T1078.004',
    source: practices,
    cut: 'Keep powerful accounts out of namespaces that others rule.',
  },
  'cluster-power': {
    title: 'Rule over the cluster',
    what: 'rules over everything in the cluster',
    difficulty: 'given',
    technique: 'T1078.004',
    source: practices,
    cut: 'Take cluster-admin away.',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
