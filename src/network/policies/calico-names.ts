import type { ClusterObject } from '../../cluster/index.ts';
import type { NetworkPod } from '../pods.ts';
import type { LabelExpression } from './label-expression.ts';

/** The groups in which one cluster may show one object: Calico's own API server, and what it stores. */
export const calicoGroups = ['projectcalico.org', 'crd.projectcalico.org'] as const;

export const namespaceLabel = 'projectcalico.org/namespace';
export const accountLabel = 'projectcalico.org/serviceaccount';
const ownName = 'projectcalico.org/name';

type Labels = Readonly<Record<string, string>>;

/** Labels of a namespace as its pods and network sets have them. */
export const ofNamespace = (key: string): string => `pcns.${key}`;
/** Labels of an account as its pods have them. */
export const ofAccount = (key: string): string => `pcsa.${key}`;

/** What `all()` and `global()` mean of namespaces: what lies in one, and what lies in none. */
export const namespaceWildcards = {
  all: { operator: 'has', key: namespaceLabel },
  global: { operator: 'not', of: { operator: 'has', key: namespaceLabel } },
} as const satisfies Readonly<Record<string, LabelExpression>>;

/** The labels that whatever lies in a namespace has of it. */
export function labelsOfNamespace(name: string, labels: Labels): Labels {
  return { ...renamed(labels, ofNamespace), [ofNamespace(ownName)]: name, [namespaceLabel]: name };
}

/**
 * A pod with the labels that Calico gives it: its namespace and account by name, and their labels.
 * https://docs.tigera.io/calico/latest/reference/resources/workloadendpoint
 */
export function withCalicoLabels(
  pod: NetworkPod,
  namespaceLabels: Labels,
  accountLabels: Labels,
): NetworkPod {
  const account = pod.serviceAccount || 'default';
  return {
    ...pod,
    labels: {
      ...pod.labels,
      ...labelsOfNamespace(pod.namespace, namespaceLabels),
      ...renamed(accountLabels, ofAccount),
      [ofAccount(ownName)]: account,
      [accountLabel]: account,
      'projectcalico.org/orchestrator': 'k8s',
    },
  };
}

function renamed(labels: Labels, rename: (key: string) => string): Labels {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [rename(key), value]));
}

/** Objects of a kind, each once although two groups may show it. */
export function* distinct(lists: readonly Iterable<ClusterObject>[]): Iterable<ClusterObject> {
  const seen = new Set<string>();
  for (const list of lists)
    for (const object of list) {
      const key = `${object.namespace}/${object.name}`;
      if (!seen.has(key)) yield object;
      seen.add(key);
    }
}
