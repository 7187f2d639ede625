import type { AuditedCluster } from './audited-cluster.ts';
import type { Candidate } from './change.ts';

/** IAM users are people by name; a role may be what the platform's own administrators need. */
export function mastersChanges(masters: AuditedCluster['audit']['masters']): Candidate[] {
  return masters
    .filter(({ arn }) => arn.includes(':user/'))
    .map(({ arn, username, groups }) => ({
      subject: undefined,
      bindings: [],
      change: () => ({
        why: `IAM user ${nameOf(arn)} is in system:masters${username === nameOf(arn) ? '' : ` as ${username}`}, past every binding`,
        apply: `kubectl edit configmap aws-auth -n kube-system   # remove the entry of ${arn}`,
        undo: `add it to mapUsers again: {userarn: ${arn}, username: ${username}, groups: [${groups.join(', ')}]}`,
      }),
    }));
}

function nameOf(arn: string): string {
  return arn.replace(/^.*:user\//, '');
}
