import { asList, asMap, asText, type Cluster, type ClusterObject } from '../../cluster/index.ts';
import { blockOf, isWithin, parseAddress, parseBlocks } from '../address.ts';
import type { Pods, Services } from '../services.ts';
import {
  type HostReference,
  hostsIn,
  namesHost,
  portNameBeside,
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
  for (const pods of services.allPods()) {
    const settings = [...settingsOf(cluster, pods)];
    const byName = new Map(settings.map(({ name, value }) => [name, value]));
    for (const setting of settings)
      for (const found of hostsIn(setting.value, namesHost(setting.name))) {
        if (isOwn(found)) continue;
        const reference = withPortBeside(found, setting, byName);
        const why = whyLost(reference, setting, pods.workload.object.namespace, services);
        if (why !== undefined)
          lost({
            object: setting.object,
            text: `${setting.object.kind} ${setting.object.namespace}/${setting.object.name} names ${reference.host} in ${setting.name}, ${why}`,
          });
        yield* needsOf(pods, setting, reference, services);
      }
  }
}

/** With the port that stands in a setting of its own: `SMTP_PORT` beside `SMTP_HOST`. */
function withPortBeside(
  reference: HostReference,
  setting: Setting,
  byName: ReadonlyMap<string, string>,
): HostReference {
  const name = portNameBeside(setting.name);
  if (name === undefined || !isWhole(reference, setting)) return reference;
  const value = byName.get(name) ?? '';
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  return port >= 1 && port <= 65_535 ? { ...reference, port } : reference;
}

/** Whether a setting says a host and nothing else. */
function isWhole({ host, scheme, port }: HostReference, { value }: Setting): boolean {
  return scheme === undefined && port === undefined && value.trim().toLowerCase() === host;
}

/** What the pod itself is called: loopback, and the address that stands for all of its own. */
function isOwn({ host }: HostReference): boolean {
  const address = parseAddress(host);
  return address === undefined
    ? host === 'localhost'
    : ownBlocks.some((block) => isWithin(blockOf(address), block));
}

/** https://www.rfc-editor.org/rfc/rfc6890 */
const ownBlocks = parseBlocks(['0.0.0.0/8', '127.0.0.0/8', '::/127']);

/** Why nothing follows from a name or an address, as the end of a sentence; undefined where something does, or it may be none. */
function whyLost(
  reference: HostReference,
  setting: Setting,
  namespace: string,
  services: Services,
): string | undefined {
  const { host } = reference;
  const isPlain = namesHost(setting.name) && isWhole(reference, setting);
  if (parseAddress(host) !== undefined) return isPlain ? withoutPort : undefined;
  if (serviceNamesOf(host, namespace).some((each) => services.named(each.namespace, each.name) !== undefined))
    return undefined;
  // Names with a port, said or by their scheme, can only be of the cluster where they cannot be outside.
  if (portOfReference(reference) !== undefined && !isOutside(reference))
    return 'and no such Service is here: what it stands for is not in the drafts.';
  return isPlain && isOutsideName(host) ? withoutPort : undefined;
}

const withoutPort = 'without a port: it is not in the drafts. Add it with --edges.';

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
  const address = parseAddress(host);
  const service =
    address === undefined
      ? serviceNamesOf(host, namespace)
          .map((each) => services.named(each.namespace, each.name))
          .find((found) => found !== undefined)
      : services.at(address);
  if (service === undefined && address !== undefined) {
    if (reference.scheme !== undefined || reference.port !== undefined)
      yield { ...ofHost(host), to: { type: 'address', cidr: `${host}/${address.family === 4 ? 32 : 128}` } };
    return;
  }
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
  // A headless Service translates nothing: the port is that of the pod, also where the Service does not list it.
  if (spec['clusterIP'] === 'None' && port !== undefined) {
    const behind = services.podsWith(service.namespace, asMap(spec['selector']));
    for (const each of behind) yield needOf(from, { pods: each, protocol: 'TCP', port }, provenance);
    return;
  }
  const own = ports.find((entry) => entry['port'] === port)?.['port'];
  for (const backend of services.backends(service, typeof own === 'number' ? own : undefined))
    yield needOf(from, backend, provenance);
}

/** A name of several labels with a scheme or port, which no Service has; files and images have neither. */
function isOutside({ host, scheme, port }: HostReference): boolean {
  if (scheme === undefined && port === undefined) return false;
  if (scheme === 'file' || scheme === 'unix' || scheme === 's3') return false;
  return isOutsideName(host);
}

function isOutsideName(host: string): boolean {
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
