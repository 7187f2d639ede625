import type { Cluster } from '../../cluster/index.ts';
import type { AnalysisRegistry } from '../../controls/index.ts';
import { connectEvidence, identityAnalyses, readEvidence } from '../../identity/index.ts';
import { networkAnalyses } from '../../network/index.ts';

/** The analyses of every section, by the names that controls use. */
export const analyses: AnalysisRegistry = { ...identityAnalyses, ...networkAnalyses };

/** Gives a cluster saved answers of its cloud, as a case of a control has them, and says what is wrong with them. */
export function connectAnswers(cluster: Cluster, values: readonly unknown[]): string[] {
  const savedAt = new Date(0).toISOString();
  const { evidence, problems } = readEvidence([{ file: 'answers', savedAt, values }], 0);
  return [...problems, ...connectEvidence(evidence, [cluster])].map(({ message }) => message);
}
