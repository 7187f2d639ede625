import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  type EntryPoint,
  type PodTemplate,
  type Workload,
} from '../cluster/index.ts';
import { type Address, parseAddress } from './address.ts';
import { podName } from './pods.ts';
import type { Endpoint, Protocol } from './question.ts';

/** Pods that a workload makes from one template. */
export interface Pods {
  readonly workload: Workload;
  readonly template: PodTemplate;
}

/** A pod port that a Service leads to. */
export interface ServiceBackend {
  readonly pods: Pods;
  readonly protocol: Protocol;
  /** Absent when a named port is not declared by the pod. */
  readonly port?: number;
}

/** Services and the pods behind them. */
export class Services {
  readonly #cluster: Cluster;
  readonly #pods: ReadonlyMap<string, readonly Pods[]>;
  #byAddress: ReadonlyMap<string, ClusterObject> | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#pods = Map.groupBy(
      [...cluster.workloads()].flatMap((workload) =>
        workload.templates.map((template) => ({ workload, template })),
      ),
      ({ workload }) => workload.object.namespace,
    );
  }

  named(namespace: string, name: string): ClusterObject | undefined {
    return this.#cluster.find({ group: '', kind: 'Service', namespace, name });
  }

  /** The Service that has an address of its own, inside the cluster or outside. */
  at({ family, value }: Address): ClusterObject | undefined {
    this.#byAddress ??= new Map(
      [...this.#cluster.ofKind('', 'Service')].flatMap((service) => {
        const spec = asMap(service.body['spec']);
        return [spec['clusterIP'], ...asList(spec['clusterIPs']), ...asList(spec['externalIPs'])].flatMap(
          (text) => {
            const address = parseAddress(asText(text));
            return address === undefined ? [] : [[`${address.family} ${address.value}`, service] as const];
          },
        );
      }),
    );
    return this.#byAddress.get(`${family} ${value}`);
  }

  podsIn(namespace: string): readonly Pods[] {
    return this.#pods.get(namespace) ?? [];
  }

  allPods(): readonly Pods[] {
    return [...this.#pods.values()].flat();
  }

  /** Pods whose labels have every entry. */
  podsWith(namespace: string, labels: Readonly<Record<string, unknown>>): readonly Pods[] {
    const wanted = Object.entries(labels);
    if (wanted.length === 0) return [];
    return this.podsIn(namespace).filter(({ template }) =>
      wanted.every(([key, value]) => template.labels[key] === value),
    );
  }

  /** Where a Service leads; by one of its ports, named by number or name, else by all. */
  backends(service: ClusterObject, port?: number | string): readonly ServiceBackend[] {
    const spec = asMap(service.body['spec']);
    if (spec['type'] === 'ExternalName') return [];
    const pods = this.podsWith(service.namespace, asMap(spec['selector']));
    return asList(spec['ports'])
      .map(asMap)
      .filter((entry) => port === undefined || entry['port'] === port || entry['name'] === port)
      .flatMap((entry) =>
        pods.map((each) => {
          const target = containerPort(entry['targetPort'] ?? entry['port'], each);
          return {
            pods: each,
            protocol: (asText(entry['protocol']) || 'TCP') as Protocol,
            ...(target !== undefined && { port: target }),
          };
        }),
      );
  }

  /** The pod ports that a backend of an entry point stands for. */
  behind({ workload, service, port }: EntryPoint['backends'][number]): readonly ServiceBackend[] {
    if (service !== undefined)
      return this.backends(service).filter(
        (each) => each.pods.workload.object === workload.object && each.port === port,
      );
    return workload.templates.map((template) => ({
      pods: { workload, template },
      protocol: 'TCP',
      ...(port !== undefined && { port }),
    }));
  }
}

/** Pods as the end of a question. */
export function endpointOf({ workload: { object }, template }: Pods): Extract<Endpoint, { type: 'pod' }> {
  return { type: 'pod', namespace: object.namespace, name: podName(object, template) };
}

/** A number as it is; a name is looked up in the containers. https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports */
export function containerPort(target: unknown, { template }: Pods): number | undefined {
  if (typeof target === 'number') return target;
  if (typeof target === 'string' && /^\d+$/.test(target)) return Number(target);
  for (const { spec } of template.containers)
    for (const port of asList(spec['ports']).map(asMap))
      if (port['name'] === target && typeof port['containerPort'] === 'number') return port['containerPort'];
  return undefined;
}
