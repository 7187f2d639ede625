import type { LabelSelector } from '../../../cluster/index.ts';
import { patternAlternatives } from '../../provider-pattern.ts';
import { namespaceNameLabel } from '../admission-request.ts';

/** Namespaces that Kubernetes makes for itself: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces */
const systemNamespaces = ['kube-node-lease', 'kube-public', 'kube-system'];

/** RFC 1123 labels, which the API server takes for the name of a namespace: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const namespaceName = /^(?=.{1,63}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

export interface ExcludedNamespaces {
  readonly names: readonly string[];
  /** Patterns that a selector, which takes names alone, cannot express. */
  readonly patterns: readonly string[];
}

/**
 * Namespaces whose workloads are not the reader's to change: a denied pod there can take a cluster down.
 * @param ofProviders names and patterns, as in the lists of providers
 */
export function excludedNamespaces(ofProviders: readonly string[]): ExcludedNamespaces {
  const wanted = [...new Set([...systemNamespaces, ...ofProviders.flatMap(patternAlternatives)])].sort();
  return {
    names: wanted.filter((name) => namespaceName.test(name)),
    patterns: wanted.filter((name) => !namespaceName.test(name)),
  };
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
