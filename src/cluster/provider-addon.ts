import type { SourceRule } from './source-rule.ts';

interface AddonMark {
  readonly label: string;
  /** The value that means it; any value when absent. */
  readonly value?: string;
  readonly owner: string;
  readonly changeAt: string;
}

/** Marks that a provider, distribution or Kubernetes itself puts on what it keeps in place. */
const marks: readonly AddonMark[] = [
  {
    label: 'addonmanager.kubernetes.io/mode',
    value: 'Reconcile',
    owner: 'the add-on manager',
    changeAt: 'the add-on settings of the cluster; the add-on manager restores the object',
  },
  {
    label: 'kubernetes.azure.com/managedby',
    value: 'aks',
    owner: 'AKS',
    changeAt: 'the AKS cluster or add-on settings; AKS restores the object',
  },
  {
    label: 'eks.amazonaws.com/component',
    owner: 'Amazon EKS',
    changeAt: 'the configuration values of the EKS add-on',
  },
  {
    label: 'components.gke.io/component-name',
    owner: 'GKE',
    changeAt: 'the GKE cluster settings; GKE restores the object',
  },
  {
    label: 'kubernetes.io/bootstrapping',
    value: 'rbac-defaults',
    owner: 'the API server',
    changeAt: 'a role of your own: the API server restores its default roles at start',
  },
  {
    label: 'objectset.rio.cattle.io/hash',
    owner: 'the k3s or Rancher deploy controller',
    changeAt: 'the manifest in the server manifests folder, or its HelmChartConfig',
  },
];

/** Managed add-ons: https://kubernetes.io/docs/concepts/cluster-administration/addons/ */
export const providerAddon: SourceRule = (_cluster, object) => {
  const { labels, annotations } = object.body.metadata;
  for (const { label, value, owner, changeAt } of marks) {
    const found = labels?.[label] ?? annotations?.[label];
    if (found === undefined || (value !== undefined && found !== value)) continue;
    return {
      kind: 'system',
      name: owner,
      evidence: [`${label}=${found} says that ${owner} keeps this object`],
      changeAt,
      reverts: true,
    };
  }
  return undefined;
};
