import type { LabelSelector } from '../../../cluster/index.ts';
import { namespaceNameLabel } from '../admission-request.ts';

/** Namespaces that Kubernetes makes for itself: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces */
const systemNamespaces = ['kube-node-lease', 'kube-public', 'kube-system'];

/** Namespaces whose workloads are not the reader's to change: a denied pod there can take a cluster down. */
export function excludedNamespaces(ofProviders: readonly string[]): string[] {
  const whole = ofProviders.filter((name) => !name.includes('*'));
  return [...new Set([...systemNamespaces, ...whole])].sort();
}

/** The namespace selector of each binding; one without a selector where nothing is left out. */
export function bindingSelectors(
  chosen: readonly LabelSelector[],
  excluded: readonly string[],
): (LabelSelector | undefined)[] {
  if (excluded.length === 0) return chosen.length === 0 ? [undefined] : [...chosen];
  const exclusion = { key: namespaceNameLabel, operator: 'NotIn', values: excluded } as const;
  const selectors = chosen.length === 0 ? [{}] : chosen;
  return selectors.map((selector: LabelSelector) => ({
    ...selector,
    matchExpressions: [...(selector.matchExpressions ?? []), exclusion],
  }));
}
