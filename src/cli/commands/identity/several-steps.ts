import { attackGraphOf, type FurtherPath, furtherPaths } from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';

/** Who comes to everything in several steps, cheapest first; what lies at hand is told as such. */
export function severalSteps({ access, audit }: AuditedCluster): readonly FurtherPath[] {
  const known = [...audit.standing, ...audit.reached].map(({ subject }) => subject);
  return furtherPaths(attackGraphOf(access.cluster), known);
}
