export type { Lint } from './finding.ts';
export { lintOf } from './lint.ts';
export { type LintRule, type LintRuleId, lintRules } from './lint-rules.ts';
export { blocksOfPods } from './peers.ts';
