import type { AnalysisRegistry } from '../../controls/index.ts';
import { identityAnalyses } from '../../identity/index.ts';

/** The analyses of every section, by the names that controls use. */
export const analyses: AnalysisRegistry = { ...identityAnalyses };
