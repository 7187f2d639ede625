import type { AuditedCluster } from './audited-cluster.ts';
import type { Candidate } from './change.ts';

/** IAM users are people by name; a role may be what the platform's own administrators need. */
export function mastersChanges(masters: AuditedCluster['audit']['masters']): Candidate[] {
  return masters
    .filter(({ arn }) => arn.includes(':user/'))
    .map(({ arn, username }) => ({
      bindings: [],
      change: () => ({
        why: `IAM user ${arn.replace(/^.*:user\//, '')} is ${username} in system:masters, past every binding`,
        apply: `kubectl edit configmap aws-auth -n kube-system   # remove the entry of ${arn}`,
        undo: 'add the entry again',
        yaml: undefined,
        breaks: undefined,
        lasting: undefined,
        otherwise: undefined,
      }),
    }));
}
