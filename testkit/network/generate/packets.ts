import { type Chooser, once, pick } from './choose.ts';
import { nodeAddresses, nodeNames, outsideAddresses, portNumbers, protocols } from './vocabulary.ts';

/** One end of a question: a pod at one of its addresses, a node, or an address outside. */
export interface GeneratedEnd {
  readonly address: string;
  /** `namespace/name` */
  readonly pod?: string;
  readonly node?: string;
}

export interface GeneratedPacket {
  readonly source: GeneratedEnd;
  readonly destination: GeneratedEnd;
  readonly protocol: string;
  readonly port: number;
}

interface PodLike {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly nodeName: string; readonly hostNetwork?: boolean };
  readonly status: { readonly phase: string; readonly podIPs: readonly { readonly ip: string }[] };
}

export interface PacketOptions {
  /** Whether nodes are asked about, and with them pods in the network of their node. */
  readonly nodes: boolean;
}

/** Questions between ends of one family; most of them between pods. */
export function packets(
  choose: Chooser,
  objects: readonly unknown[],
  count: number,
  { nodes }: PacketOptions,
): GeneratedPacket[] {
  const running = objects.filter(isRunningPod);
  const pods = running.filter(({ spec }) => nodes || spec.hostNetwork !== true).flatMap(podEnds);
  const others: GeneratedEnd[] = outsideAddresses.map((address) => ({ address }));
  if (nodes)
    for (const node of nodeNames) for (const address of nodeAddresses[node]) others.push({ address, node });
  const found: GeneratedPacket[] = [];
  for (let tried = 0; found.length < count && tried < count * 4; tried++) {
    if (pods.length === 0) break;
    const pod = pick(choose, pods);
    const end = once(choose, 3) ? pick(choose, others) : pick(choose, pods);
    if (
      end.address === pod.address ||
      (end.pod === pod.pod && end.node === pod.node) ||
      pod.address.includes(':') !== end.address.includes(':')
    )
      continue;
    const [source, destination] = once(choose, 2) ? [end, pod] : [pod, end];
    found.push({
      source,
      destination,
      protocol: choose.below(2) === 0 ? 'TCP' : pick(choose, protocols),
      port: pick(choose, portNumbers),
    });
  }
  return found;
}

function isRunningPod(object: unknown): object is PodLike {
  const { kind, status } = object as { kind: string; status?: PodLike['status'] };
  return kind === 'Pod' && status?.phase === 'Running';
}

/** A pod in the network of its node is not told apart from the node. */
function podEnds({ metadata, spec, status }: PodLike): GeneratedEnd[] {
  const owner =
    spec.hostNetwork === true ? { node: spec.nodeName } : { pod: `${metadata.namespace}/${metadata.name}` };
  return status.podIPs.map(({ ip }) => ({ address: ip, ...owner }));
}
