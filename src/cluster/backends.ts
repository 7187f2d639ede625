import type { Cluster } from './cluster.ts';
import type { ClusterObject } from './object.ts';
import { asList, asMap, asText } from './unstructured.ts';
import type { PodTemplate, Workload } from './workload.ts';

/** A port of a Service, all its ports when none is named, or a workload reached without a Service. */
export type BackendReference =
  | { readonly service: string; readonly namespace: string; readonly port?: number | string }
  | { readonly workload: Workload; readonly port?: number };

/** A pod port that an entry point leads to. */
export interface Backend {
  readonly workload: Workload;
  /** The Service in between. */
  readonly service?: ClusterObject;
  /** The number in the pod; absent when a named port is not declared by the pod, or every port is reached. */
  readonly port?: number;
}

export interface BackendIndex {
  resolve(reference: BackendReference): readonly Backend[];
}

/** Finds the pods behind Services by the labels of pod templates, each namespace looked at once. */
export function backendIndexOf(cluster: Cluster): BackendIndex {
  const byNamespace = Map.groupBy(cluster.workloads(), ({ object }) => object.namespace);
  return {
    resolve(reference) {
      if ('workload' in reference) {
        const { workload, port } = reference;
        return [{ workload, ...(port !== undefined && { port }) }];
      }
      const { service: name, namespace, port } = reference;
      const service = cluster.find({ group: '', kind: 'Service', namespace, name });
      return service ? podPorts(service, byNamespace.get(namespace) ?? [], port) : [];
    },
  };
}

/** A Service selects by a plain map, and an absent or empty one selects nothing. */
function podPorts(
  service: ClusterObject,
  workloads: readonly Workload[],
  port?: number | string,
): readonly Backend[] {
  const spec = asMap(service.body['spec']);
  const selector = Object.entries(asMap(spec['selector']));
  if (selector.length === 0 || spec['type'] === 'ExternalName') return [];
  const ports = asList(spec['ports'])
    .map(asMap)
    .filter((entry) => port === undefined || entry['port'] === port || entry['name'] === port);
  return workloads.flatMap((workload) =>
    workload.templates
      .filter(({ labels }) => selector.every(([key, value]) => labels[key] === value))
      .flatMap((template) =>
        ports.map((entry) => {
          const target = targetPort(entry['targetPort'] ?? entry['port'], template);
          return { workload, service, ...(target !== undefined && { port: target }) };
        }),
      ),
  );
}

/** A named target resolves per pod, over all its containers. */
function targetPort(target: unknown, template: PodTemplate): number | undefined {
  if (typeof target === 'number') return target;
  for (const { spec } of template.containers) {
    for (const port of asList(spec['ports']).map(asMap)) {
      if (port['name'] === asText(target) && typeof port['containerPort'] === 'number')
        return port['containerPort'];
    }
  }
  return undefined;
}
