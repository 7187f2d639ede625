import { asList, asMap, asText, type Cluster, type ClusterObject } from '../../cluster/index.ts';
import type { Pods, Services } from '../services.ts';
import {
  type HostReference,
  hostsIn,
  namesHost,
  portOfReference,
  serviceNamesOf,
} from './host-references.ts';
import { type Need, needOf, type Remark } from './need.ts';

/** A setting that a pod gets, and where it stands. */
interface Setting {
  readonly name: string;
  readonly value: string;
  readonly object: ClusterObject;
}

/**
 * What pods connect to because their environment, arguments or ConfigMaps name it.
 *
 * @param lost takes what names a host of the cluster that is not there
 */
export function* referencedNeeds(
  cluster: Cluster,
  services: Services,
  lost: (remark: Remark) => void,
): Iterable<Need> {
  for (const pods of services.allPods())
    for (const setting of settingsOf(cluster, pods))
      for (const reference of hostsIn(setting.value, namesHost(setting.name))) {
        if (leadsNowhere(reference, pods.workload.object.namespace, services))
          lost({
            object: setting.object,
            text: `${setting.object.kind} ${setting.object.namespace}/${setting.object.name} names ${reference.host} in ${setting.name}, and no such Service is here: what it stands for is not in the drafts.`,
          });
        yield* needsOf(pods, setting, reference, services);
      }
}

/** A name with a port, said or by its scheme, that can only be one of the cluster. */
function leadsNowhere(reference: HostReference, namespace: string, services: Services): boolean {
  const { host } = reference;
  if (portOfReference(reference) === undefined || isOutside(reference) || host === 'localhost') return false;
  return serviceNamesOf(host, namespace).every(
    (each) => services.named(each.namespace, each.name) === undefined,
  );
}

function* needsOf(
  pods: Pods,
  { name: setting, object }: Setting,
  reference: HostReference,
  services: Services,
): Iterable<Need> {
  const { namespace } = pods.workload.object;
  const { host } = reference;
  const port = portOfReference(reference);
  const provenance = {
    kind: 'reference',
    text: `${object.kind} ${object.namespace}/${object.name} names ${host} in ${setting}`,
    object,
  } as const;
  const from = { type: 'pods', pods } as const;
  const ofHost = (name: string): Need => ({
    from,
    to: { type: 'host', host: name },
    protocol: 'TCP',
    ...(port !== undefined && { port }),
    provenance,
  });
  const service = serviceNamesOf(host, namespace)
    .map((each) => services.named(each.namespace, each.name))
    .find((found) => found !== undefined);
  if (service === undefined) {
    if (isOutside(reference)) yield ofHost(host);
    return;
  }
  const spec = asMap(service.body['spec']);
  const external = asText(spec['externalName']);
  if (spec['type'] === 'ExternalName' && external !== '') {
    yield ofHost(external);
    return;
  }
  const ports = asList(spec['ports']).map(asMap);
  const isHeadless = spec['clusterIP'] === 'None';
  // A headless Service translates nothing: the port is that of the pod.
  const own = isHeadless ? undefined : ports.find((entry) => entry['port'] === port)?.['port'];
  for (const backend of services.backends(service, typeof own === 'number' ? own : undefined))
    yield needOf(from, backend, provenance);
}

/** A name of several labels with a scheme or port, which no Service has; files and images have neither. */
function isOutside({ host, scheme, port }: HostReference): boolean {
  if (scheme === undefined && port === undefined) return false;
  if (scheme === 'file' || scheme === 'unix' || scheme === 's3') return false;
  return /^(?:[a-z0-9_-]+\.)+[a-z]{2,}$/.test(host) && !/\.(?:svc|local|internal|localdomain)$/.test(host);
}

function* settingsOf(cluster: Cluster, { workload, template }: Pods): Iterable<Setting> {
  const { object } = workload;
  const configMap = (name: unknown) =>
    cluster.find({ group: '', kind: 'ConfigMap', namespace: object.namespace, name: asText(name) });
  const seen = new Set<ClusterObject>();
  for (const { spec } of template.containers) {
    for (const entry of asList(spec['env']).map(asMap)) {
      const name = asText(entry['name']);
      if (typeof entry['value'] === 'string') yield { name, value: entry['value'], object };
      const { name: from, key } = asMap(asMap(entry['valueFrom'])['configMapKeyRef']);
      const source = configMap(from);
      const value = asMap(source?.body['data'])[asText(key)];
      if (source !== undefined && typeof value === 'string') yield { name, value, object: source };
    }
    for (const list of ['command', 'args'] as const)
      for (const value of asList(spec[list]))
        if (typeof value === 'string') yield { name: list, value, object };
    for (const entry of asList(spec['envFrom']).map(asMap)) {
      const source = configMap(asMap(entry['configMapRef'])['name']);
      if (source !== undefined) seen.add(source);
    }
  }
  for (const volume of asList(template.spec['volumes']).map(asMap)) {
    const projected = asList(asMap(volume['projected'])['sources']).map((each) => asMap(each)['configMap']);
    for (const each of [volume['configMap'], ...projected]) {
      const source = configMap(asMap(each)['name']);
      if (source !== undefined) seen.add(source);
    }
  }
  for (const source of seen)
    for (const [name, value] of Object.entries(asMap(source.body['data'])))
      if (typeof value === 'string') yield { name, value, object: source };
}
