import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  isFields,
  type PodTemplate,
  podTemplatesOf,
} from '../cluster/index.ts';
import { type Address, parseAddress } from './address.ts';

/** A pod as policies see it: one that runs, or one that a workload would make. */
export interface NetworkPod {
  readonly namespace: string;
  /** Of the pod, or of the workload where no pod of it was read. */
  readonly name: string;
  /** The kind of what the name is of: `Pod`, `Deployment`. */
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  /** The node that it runs on; undefined where it is not placed, or not running but declared. */
  readonly nodeName: string | undefined;
  /** Empty where the pod has none yet, or is not running but declared. */
  readonly addresses: readonly Address[];
  /** Numbers by `protocol/name`, of all containers and of init containers that stay. */
  readonly namedPorts: ReadonlyMap<string, readonly number[]>;
  readonly object: ClusterObject;
}

/**
 * The pods of a cluster. Those that have ended own no address and are left out; a workload without a pod of its own stands
 * for the pods that it would make, for manifests have no pods.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase
 */
export function podsOf(cluster: Cluster): NetworkPod[] {
  const pods: NetworkPod[] = [];
  const running = new Set<string>();
  for (const object of cluster.ofKind('', 'Pod')) {
    const owner = cluster.workloadOf(object);
    if (owner !== undefined) running.add(owner.object.key);
    const status = asMap(object.body['status']);
    if (status['phase'] === 'Succeeded' || status['phase'] === 'Failed') continue;
    pods.push(...podsIn(object, () => addressesOf(status)));
  }
  for (const { object, reference } of cluster.workloads()) {
    if (object.kind === 'Pod' || running.has(object.key)) continue;
    // A workload that could not be read is known by what it made, and has its pods above.
    if (reference.name === object.name) pods.push(...podsIn(object, () => []));
  }
  return pods;
}

const known = new WeakMap<ClusterObject, readonly NetworkPod[]>();

/** The same pods for the same object, so that a later state of the cluster has what did not change. */
function podsIn(object: ClusterObject, addresses: () => readonly Address[]): readonly NetworkPod[] {
  let pods = known.get(object);
  if (pods === undefined) known.set(object, (pods = readPods(object, addresses())));
  return pods;
}

function readPods(object: ClusterObject, addresses: readonly Address[]): NetworkPod[] {
  return podTemplatesOf(object).map(({ name, labels, serviceAccountName, spec }) => ({
    namespace: object.namespace,
    name: podName(object, { name }),
    kind: object.kind,
    labels,
    serviceAccount: serviceAccountName,
    hostNetwork: spec['hostNetwork'] === true,
    nodeName: object.kind === 'Pod' ? asText(spec['nodeName']) || undefined : undefined,
    addresses,
    namedPorts: namedPortsOf(spec),
    object,
  }));
}

/** What pods of a template are called, by the workload where no pod of it was read. */
export function podName(object: ClusterObject, template: Pick<PodTemplate, 'name'>): string {
  return template.name === '' ? object.name : `${object.name}/${template.name}`;
}

/** What runs a pod, by kind and name: its workload, or the pod on its own. */
export function runnerOf(
  cluster: Cluster,
  pod: NetworkPod,
): { readonly kind: string; readonly name: string } {
  return cluster.workloadOf(pod.object)?.reference ?? pod;
}

/** Whether a pod has an address of a family, or may, where no address of it is known. */
export function mayHaveFamily({ addresses }: NetworkPod, family: Address['family']): boolean {
  return addresses.length === 0 || addresses.some((address) => address.family === family);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodStatus */
function addressesOf(status: Readonly<Record<string, unknown>>): Address[] {
  const several = asList(status['podIPs']).map((each) => asText(asMap(each)['ip']));
  const texts = several.length > 0 ? several : [asText(status['podIP'])];
  return texts.flatMap((text) => parseAddress(text) ?? []);
}

/** https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/ */
function namedPortsOf(spec: Readonly<Record<string, unknown>>): Map<string, number[]> {
  const ports = new Map<string, number[]>();
  const sidecars = asList(spec['initContainers']).filter((each) => asMap(each)['restartPolicy'] === 'Always');
  for (const container of [...asList(spec['containers']), ...sidecars]) {
    for (const port of asList(asMap(container)['ports'])) {
      if (!isFields(port)) continue;
      const { name, containerPort } = port;
      if (typeof name !== 'string' || typeof containerPort !== 'number') continue;
      const key = `${asText(port['protocol']) || 'TCP'}/${name}`;
      const known = ports.get(key);
      if (known === undefined) ports.set(key, [containerPort]);
      else if (!known.includes(containerPort)) known.push(containerPort);
    }
  }
  return ports;
}
