import type { ServedResource } from './served-resource.ts';

interface UnreadKind {
  readonly group: string;
  /** Plural; `*` is every resource of the group. */
  readonly resource: string;
  readonly reason: string;
}

const chatter = 'changes all the time and says nothing about what is permitted';
const mirror = 'mirrors objects that are read elsewhere';
const measured = 'holds measurements, not objects';

/** Served and listable, but not read. Each becomes a coverage row with its reason. */
const unreadKinds: readonly UnreadKind[] = [
  { group: '', resource: 'events', reason: chatter },
  { group: 'events.k8s.io', resource: 'events', reason: chatter },
  { group: 'coordination.k8s.io', resource: 'leases', reason: chatter },
  {
    group: '',
    resource: 'componentstatuses',
    reason: 'deprecated since 1.19; asks the components anew each time',
  },
  { group: '', resource: 'endpoints', reason: 'derived from Services and Pods; EndpointSlices are read' },
  {
    group: 'apps',
    resource: 'controllerrevisions',
    reason: 'history of templates that are no longer in use',
  },
  {
    group: 'internal.apiserver.k8s.io',
    resource: 'storageversions',
    reason: 'bookkeeping of the API server',
  },
  { group: 'metrics.k8s.io', resource: '*', reason: measured },
  { group: 'custom.metrics.k8s.io', resource: '*', reason: measured },
  { group: 'external.metrics.k8s.io', resource: '*', reason: measured },
  { group: 'wgpolicyk8s.io', resource: '*', reason: 'holds reports of other tools' },
  { group: 'reports.kyverno.io', resource: '*', reason: 'holds reports of other tools' },
  { group: 'authorization.openshift.io', resource: '*', reason: mirror },
  { group: 'project.openshift.io', resource: 'projects', reason: mirror },
  { group: 'image.openshift.io', resource: 'imagestreamtags', reason: mirror },
  { group: 'image.openshift.io', resource: 'imagetags', reason: mirror },
  { group: 'image.openshift.io', resource: 'images', reason: 'describes image layers, megabytes of them' },
  {
    group: 'packages.operators.coreos.com',
    resource: '*',
    reason: 'a catalogue of software that is not installed',
  },
  { group: 'cilium.io', resource: 'ciliumendpoints', reason: chatter },
  { group: 'cilium.io', resource: 'ciliumidentities', reason: chatter },
];

const byKind = new Map(unreadKinds.map((kind) => [`${kind.group}/${kind.resource}`, kind.reason]));

/** Why a kind is left out on purpose; undefined when it is read. */
export function unreadReason({
  group,
  resource,
}: Pick<ServedResource, 'group' | 'resource'>): string | undefined {
  return byKind.get(`${group}/${resource}`) ?? byKind.get(`${group}/*`);
}
