import type { ResourceCoverage } from '../../../cluster/index.ts';

type ResourceType = Pick<ResourceCoverage, 'group' | 'resource' | 'kind'>;

/** What nobody can judge without a resource type, for the types whose absence hides most. Whole groups end in `/*`. */
const hidden: Readonly<Record<string, string>> = {
  '/secrets': 'age and use of Secrets, long-lived tokens, and which Secrets a stolen identity could read',
  '/pods': 'what really runs: pods without a controller, injected sidecars, images by digest',
  '/serviceaccounts': 'which identity a workload has, and whether its token is mounted',
  '/namespaces': 'Pod Security levels, owners, and whether namespaces were missed',
  '/nodes': 'versions and settings of nodes, and who could reach them',
  '/configmaps': 'credentials in plain text in ConfigMaps',
  '/services': 'what is exposed, and to whom',
  '/persistentvolumes': 'volumes that reach into a node or another team’s data',
  '/resourcequotas': 'whether one team can starve the others',
  '/limitranges': 'default requests and limits',
  'apps/*': 'workloads: nothing about their pods can be said',
  'batch/*': 'Jobs and CronJobs: nothing about their pods can be said',
  'rbac.authorization.k8s.io/*': 'who may do what: the power of every identity, and every path to more',
  'networking.k8s.io/*': 'network policies and ingresses: who reaches whom',
  'admissionregistration.k8s.io/*': 'policies and webhooks that stand between a person and the cluster',
  'certificates.k8s.io/*': 'certificates that were issued to people and programs',
  'apiextensions.k8s.io/*': 'which custom resources there are',
  'policy/*': 'disruption budgets',
};

/** What a person does not learn because a resource type was not read. */
export function whatIsHidden({ group, resource, kind }: ResourceType): string {
  return hidden[`${group}/${resource}`] ?? hidden[`${group}/*`] ?? `everything about ${kind} objects`;
}
