import type { NamedRule } from '../validating-admission-policy.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import type { AdmissionProblem } from './errors.ts';
import { positionOf } from './policy-document.ts';
import type { PolicySummary, PreviewRow } from './preview.ts';
import type { PolicySet } from './read-policies.ts';

/** Policies and bindings that do nothing, each with the reason. */
export function findUnused(
  { policies, broken, bindings }: PolicySet,
  summaries: readonly PolicySummary[],
  rows: readonly PreviewRow[],
): AdmissionProblem[] {
  const problems: AdmissionProblem[] = [];
  for (const { name, spec, document } of bindings) {
    if (policies.has(spec.policyName) || broken.has(spec.policyName)) continue;
    problems.push({
      code: 'binding-without-policy',
      severity: 'warning',
      message: `binding ${name} names policy ${spec.policyName}, which does not exist`,
      effect: 'The API server stores the binding and does nothing with it.',
      policy: spec.policyName,
      ...positionOf(document, ['spec', 'policyName']),
    });
  }
  const seen = new Set(rows.map(({ policy }) => policy));
  for (const { policy: name, bindings: bound, judged, position } of summaries) {
    const policy = policies.get(name);
    if (policy === undefined) continue;
    const more = { policy: name, severity: 'warning' as const, ...position };
    const rules = policy.policy.spec.matchConstraints?.resourceRules ?? [];
    const unseen = whyNotPreviewable(rules);
    if (bound === 0) {
      const message = `policy ${name} has no binding`;
      problems.push({ code: 'policy-unbound', message, effect: 'The API server never asks it.', ...more });
    }
    if (unseen !== undefined) {
      problems.push({
        code: 'policy-not-previewable',
        message: `policy ${name} ${unseen}: no object shows what it would do`,
        ...more,
      });
    } else if (bound > 0 && judged === 0 && !seen.has(name)) {
      problems.push({
        code: 'policy-matches-nothing',
        message: `policy ${name} matches none of the objects: ${wanted(policy)}`,
        ...more,
      });
    }
  }
  return problems;
}

function whyNotPreviewable(rules: readonly NamedRule[]): string | undefined {
  const writes = rules.filter(({ operations }) =>
    operations.some((operation) => ['CREATE', 'UPDATE', '*'].includes(operation)),
  );
  if (writes.length === 0) {
    const operations = [...new Set(rules.flatMap((rule) => rule.operations))];
    return `matches only ${operations.join(' and ')}`;
  }
  const whole = writes.filter(({ resources }) =>
    resources.some((resource) => !resource.includes('/') || resource.endsWith('/*')),
  );
  if (whole.length > 0) return undefined;
  return `matches only the sub-resources ${[...new Set(writes.flatMap((rule) => rule.resources))].join(', ')}`;
}

function wanted({ policy }: CompiledAdmissionPolicy): string {
  const { resourceRules = [], namespaceSelector, objectSelector } = policy.spec.matchConstraints ?? {};
  const resources = [...new Set(resourceRules.flatMap((rule) => rule.resources))].join(', ');
  const selectors = [namespaceSelector, objectSelector].filter((selector) => selector !== undefined);
  return selectors.length === 0 ? resources : `${resources}, by selectors`;
}
