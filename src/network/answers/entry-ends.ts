import { asList, asMap, asText, type ClusterObject, type EntryPoint } from '../../cluster/index.ts';
import type { ServiceBackend, Services } from '../services.ts';

/** A port of pods that an entry point leads to. */
export interface EntryEnd extends ServiceBackend {
  /** The Service in between. */
  readonly service?: ClusterObject;
}

/** The pod ports that an entry point leads to, each once. */
export function endsOfEntry({ backends }: EntryPoint, services: Services): EntryEnd[] {
  const ends = backends.flatMap((backend) => {
    const { service } = backend;
    return services
      .behind(backend)
      .map((each): EntryEnd => ({ ...(service !== undefined && { service }), ...each }));
  });
  // A pod in the network of its node is reached on every port: those that it declares say nothing more.
  const whole = new Set(
    ends.flatMap(({ pods, service, port }) => ((service ?? port) === undefined ? pods.workload.object : [])),
  );
  const told = ends.filter(({ pods, port }) => port === undefined || !whole.has(pods.workload.object));
  const keyOf = ({ pods, service, protocol, port }: EntryEnd) =>
    `${pods.workload.object.key} ${pods.template.name} ${service?.key ?? ''} ${protocol}/${port ?? ''}`;
  return [...new Map(told.map((end) => [keyOf(end), end])).values()];
}

/** Why an entry point leads to no pod, as a clause. */
export function whyNowhere({ kind, namespace, body }: ClusterObject, services: Services): string {
  const spec = asMap(body['spec']);
  if (kind !== 'Service') {
    const missing = namedServices(spec).filter((name) => services.named(namespace, name) === undefined);
    return missing.length > 0
      ? `Service ${missing.map((name) => `${namespace}/${name}`).join(', ')} is not here`
      : 'no Service behind it leads to pods that are here';
  }
  const external = asText(spec['externalName']);
  if (external !== '') return `it is another name for ${external}`;
  return Object.keys(asMap(spec['selector'])).length === 0
    ? 'it selects no pods: its endpoints are set by hand'
    : 'it selects no pods that are here';
}

/** Services of its namespace that an Ingress or route names. */
function namedServices(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namedServices);
  if (typeof value !== 'object' || value === null) return [];
  const names = Object.entries(value).flatMap(([field, inner]) => {
    if (field === 'service') return asText(asMap(inner)['name']);
    if (field === 'backendRefs' || field === 'to')
      return asList(field === 'to' ? [inner] : inner).map((each) => asText(asMap(each)['name']));
    return namedServices(inner);
  });
  return [...new Set(names.filter((name) => name !== ''))];
}
