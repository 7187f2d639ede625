import type { EdgeKind } from './edge-kind.ts';
import { docs } from './kubernetes-pages.ts';

/** From outside into a pod. */
export const entryPoints = {
  'exploit-service': {
    title: 'Exploit the program behind an entry point',
    what: 'leads to the pods of the workload',
    difficulty: 'hard',
    technique: 'T1190',
    source: `${docs}concepts/services-networking/service/`,
    cut: 'Close the entry point, or limit who reaches it.',
    condition: 'the program has a weakness that runs code; network policies are not looked at',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
