import {
  asList,
  asMap,
  asText,
  type ClusterObject,
  type EntryPoint,
  entryPointsOf,
} from '../../cluster/index.ts';
import { type Block, isIn, overlaps, parseBlocks } from '../address.ts';
import { has } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { hasPrivate, isPrivate } from '../private-networks.ts';
import type { Protocol } from '../question.ts';
import { type Pods, routeControllers, Services } from '../services.ts';
import { ask } from './ask.ts';
import { podNamed } from './ends.ts';

/** A way from outside to a port of pods, hop by hop, and whether policies let it through. */
export interface ExposedPort {
  readonly entry: EntryPoint;
  /** From where; of a route also by where its controller can be reached from. */
  readonly exposure: EntryPoint['exposure'];
  /** The pods that answer for the entry point before these: the controller of an Ingress. */
  readonly through?: Pods;
  readonly service?: ClusterObject;
  /** Absent where the entry point leads to no pod. */
  readonly pods?: Pods;
  readonly protocol: Protocol;
  /** Of the pod; absent where it is every port, or not known. */
  readonly port?: number;
  readonly verdict: 'reached' | 'blocked' | 'unknown' | 'leads-nowhere';
  /** Why, as a clause without a full stop. */
  readonly why: string;
  /** Those that decide. */
  readonly policies: readonly string[];
}

/**
 * Every way in from outside, of the internet first. What is opened is read from Services, Ingresses and routes; whether it gets
 * through, from the policies of the pods behind. https://kubernetes.io/docs/concepts/services-networking/service/
 */
export function exposureOf(engine: NetworkEngine): ExposedPort[] {
  const services = new Services(engine.cluster);
  const world = { engine, services };
  const entries = entryPointsOf(engine.cluster).all;
  const direct = entries
    .filter(({ kind }) => !routeKinds.has(kind))
    .flatMap((entry) => exposedBy(entry, world));
  const controllers = routeControllers(services).map((pods) => ({ pods, reach: reachOf(pods, direct) }));
  const routed = entries
    .filter(({ kind }) => routeKinds.has(kind))
    .flatMap((entry) => routedBy(entry, controllers, world));
  return [...direct, ...routed].sort((left, right) => rank[left.exposure] - rank[right.exposure]);
}

const rank = { internet: 0, unknown: 1, internal: 2 } as const;

interface World {
  readonly engine: NetworkEngine;
  readonly services: Services;
}

const routeKinds: ReadonlySet<EntryPoint['kind']> = new Set(['ingress', 'gateway-route', 'openshift-route']);

/** From where a controller of routes can be reached, and whether policies let that in. */
interface ControllerReach {
  readonly exposure: EntryPoint['exposure'];
  readonly verdict: ExposedPort['verdict'];
}

interface Controller {
  readonly pods: Pods;
  /** Absent where nothing here leads to it from outside. */
  readonly reach: ControllerReach | undefined;
}

function reachOf({ workload }: Pods, direct: readonly ExposedPort[]): ControllerReach | undefined {
  const order = { reached: 0, unknown: 1, blocked: 2, 'leads-nowhere': 3 } as const;
  return direct
    .filter(({ pods }) => pods?.workload.object === workload.object)
    .toSorted(
      (left, right) =>
        rank[left.exposure] - rank[right.exposure] || order[left.verdict] - order[right.verdict],
    )[0];
}

/** What a Service or a port of a node opens. */
function exposedBy(entry: EntryPoint, world: World): ExposedPort[] {
  const { exposure } = entry;
  return withEnds(entry, world, (end, to) => [{ entry, exposure, ...end, ...fromOutside(entry, to, world) }]);
}

/** What an Ingress or route opens, through its controller where that runs in the cluster. */
function routedBy(entry: EntryPoint, controllers: readonly Controller[], world: World): ExposedPort[] {
  return withEnds(entry, world, (end, to) => {
    const { exposure } = entry;
    if (controllers.length === 0) return [{ entry, exposure, ...end, ...fromCloud(to, world) }];
    return controllers.map(({ pods: through, reach }) => ({
      entry,
      through,
      exposure: reach === undefined ? 'unknown' : nearer(exposure, reach.exposure),
      ...end,
      ...behind(reach, fromPods(through, to, world)),
    }));
  });
}

/** A route is no more exposed than its controller. */
function nearer(route: EntryPoint['exposure'], controller: EntryPoint['exposure']): EntryPoint['exposure'] {
  return rank[route] > rank[controller] ? route : controller;
}

/** What lies behind a controller is reached only where the controller is. */
function behind(reach: ControllerReach | undefined, judged: Judged): Judged {
  if (judged.verdict !== 'reached' || reach?.verdict === 'reached') return judged;
  return reach?.verdict === 'blocked'
    ? { verdict: 'blocked', why: 'policies let nobody from outside in to its controller', policies: [] }
    : {
        verdict: 'unknown',
        why: 'whether its controller can be reached from outside is not known',
        policies: judged.policies,
      };
}

/** The ends of an entry point, those judged here that no policy decides. */
function withEnds(
  entry: EntryPoint,
  world: World,
  judge: (end: End, to: Target) => ExposedPort[],
): ExposedPort[] {
  const { exposure } = entry;
  const ends = endsOfEntry(entry, world);
  if (ends.length === 0)
    return [
      {
        entry,
        exposure,
        protocol: 'TCP',
        verdict: 'leads-nowhere',
        why: whyNowhere(entry.object, world),
        policies: [],
      },
    ];
  return ends.flatMap((end): ExposedPort[] => {
    const { pods, protocol, port } = end;
    if (entry.kind === 'host-network' || pods.template.spec['hostNetwork'] === true)
      return [{ entry, exposure, ...end, verdict: 'reached', why: onItsNode, policies: [] }];
    if (port === undefined)
      return [
        {
          entry,
          exposure,
          ...end,
          verdict: 'unknown',
          why: 'the Service names a port that the pods do not declare',
          policies: [],
        },
      ];
    return judge(end, { pods, protocol, port });
  });
}

const onItsNode = 'it is in the network of its node, where policies do not hold';

type End = Pick<ExposedPort, 'service' | 'protocol' | 'port'> & { readonly pods: Pods };

/** The pod ports that an entry point leads to, each once. */
function endsOfEntry({ backends }: EntryPoint, { services }: World): End[] {
  const ends = backends.flatMap(({ workload, service, port }): End[] => {
    const of = { ...(port !== undefined && { port }) };
    if (service === undefined)
      return workload.templates.map((template) => ({
        pods: { workload, template },
        protocol: 'TCP',
        ...of,
      }));
    return services
      .backends(service)
      .filter((each) => each.pods.workload.object === workload.object && each.port === port)
      .map((each) => ({ service, ...each }));
  });
  // A pod in the network of its node is reached on every port: those that it declares say nothing more.
  const whole = new Set(
    ends.flatMap(({ pods, service, port }) => ((service ?? port) === undefined ? pods.workload.object : [])),
  );
  const told = ends.filter(({ pods, port }) => port === undefined || !whole.has(pods.workload.object));
  const keyOf = ({ pods, service, protocol, port }: End) =>
    `${pods.workload.object.key} ${pods.template.name} ${service?.key ?? ''} ${protocol}/${port ?? ''}`;
  return [...new Map(told.map((end) => [keyOf(end), end])).values()];
}

function whyNowhere({ kind, namespace, body }: ClusterObject, { services }: World): string {
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

/** Where a connection ends. */
interface Target {
  readonly pods: Pods;
  readonly protocol: Protocol;
  readonly port: number;
}

type Judged = Pick<ExposedPort, 'verdict' | 'why' | 'policies'>;

/** From the controller of routes, which opens a connection of its own. */
function fromPods(from: Pods, { pods, protocol, port }: Target, { engine }: World): Judged {
  if (podOf(engine, from) === undefined || podOf(engine, pods) === undefined) return noPod;
  const [source, destination] = [endpointOf(from), endpointOf(pods)];
  const { verdict, ingress, egress } = ask(engine, { source, destination, protocol, port });
  // What lets in is told; of what does not, the side that does not.
  const side = verdict === 'allow' || ingress.verdict !== 'allow' ? ingress : egress;
  const words = { allow: 'reached', deny: 'blocked', unknown: 'unknown' } as const;
  return { verdict: words[verdict], why: side.reason, policies: side.policies };
}

/** From a load balancer of the cloud, whose addresses are not in the cluster. */
function fromCloud(to: Target, { engine }: World): Judged {
  const pod = podOf(engine, to.pods);
  if (pod === undefined) return noPod;
  const { state, maybe, answer } = letsIn(engine, pod, to, engine.universe.blocks);
  if (state === 'all' || (state === 'none' && !maybe)) return answer;
  return {
    verdict: 'unknown',
    why: 'the load balancer of the cloud has addresses that the cluster does not know, and policies let in some addresses only',
    policies: answer.policies,
  };
}

/**
 * From the client. A Service that does not keep to local endpoints may put the address of a node in place of the client's: then
 * both have to be let in, for which of them policies see is the plugin's business.
 * https://kubernetes.io/docs/tutorials/services/source-ip/
 */
function fromOutside(entry: EntryPoint, to: Target, { engine }: World): Judged {
  const pod = podOf(engine, to.pods);
  if (pod === undefined) return noPod;
  const clients = clientBlocks(engine, entry);
  const nodes = hidesClients(entry) ? nodeBlocks(engine) : undefined;
  // One family of addresses that gets in is enough.
  const judged = ([4, 6] as const).flatMap((family): Judged[] => {
    const ofFamily = (blocks: readonly Block[]) => blocks.filter((block) => block.family === family);
    const own = pod.addresses.length === 0 || pod.addresses.some((address) => address.family === family);
    if (!own || ofFamily(clients).length === 0) return [];
    const lets = (blocks: readonly Block[]) => letsIn(engine, pod, to, ofFamily(blocks));
    return [judgedBy(lets(clients), nodes && lets(nodes))];
  });
  const best = (['reached', 'unknown', 'blocked'] as const).flatMap((verdict) =>
    judged.filter((each) => each.verdict === verdict),
  );
  return best[0] ?? { verdict: 'unknown', why: 'no address that it is open to is known', policies: [] };
}

function hidesClients({ object }: EntryPoint): boolean {
  return object.kind === 'Service' && asText(asMap(object.body['spec'])['externalTrafficPolicy']) !== 'Local';
}

/** By whether clients are let in, and nodes where the Service may put theirs in place of the client's address. */
function judgedBy({ state, maybe, answer }: Let, nodes: Let | undefined): Judged {
  const { policies } = answer;
  if (state === 'none') {
    if (maybe) return { verdict: 'unknown', why: 'it depends on what is not known', policies };
    return nodes === undefined
      ? answer
      : { verdict: 'unknown', why: hiddenFromPolicies('do not let clients in'), policies };
  }
  if (nodes !== undefined && nodes.state !== 'all')
    return { verdict: 'unknown', why: hiddenFromPolicies('let clients in and not every node'), policies };
  return state === 'all'
    ? answer
    : { ...answer, why: 'its policies let in some of the addresses that it is open to' };
}

function hiddenFromPolicies(what: string): string {
  return `its policies ${what}, and may see the address of a node in place of the client's (externalTrafficPolicy: Cluster)`;
}

const noPod: Judged = { verdict: 'unknown', why: 'its pods were not read', policies: [] };

/** Blocks with addresses that clients of an entry point have: of its source ranges, of private networks, or of the internet. */
function clientBlocks(
  { universe: { blocks } }: NetworkEngine,
  { sourceRanges, exposure }: EntryPoint,
): readonly Block[] {
  const ranges = parseBlocks(sourceRanges);
  if (ranges.length > 0) return blocks.filter((block) => ranges.some((range) => overlaps(range, block)));
  return exposure === 'internal' ? blocks.filter(hasPrivate) : blocks.filter((block) => !isPrivate(block));
}

/** Blocks with the addresses of nodes; where none was read, of all private networks. */
function nodeBlocks({ universe: { blocks }, nodes }: NetworkEngine): readonly Block[] {
  const known = nodes.flatMap(({ addresses }) => addresses);
  return known.length === 0
    ? blocks.filter(hasPrivate)
    : blocks.filter((block) => known.some((address) => isIn(address, block)));
}

interface Let {
  readonly state: 'all' | 'some' | 'none';
  /** Whether more may get in, by what is not known. */
  readonly maybe: boolean;
  readonly answer: Judged;
}

/** How many of some addresses the ingress policies of a pod let in on a port. */
function letsIn(
  engine: NetworkEngine,
  pod: NetworkPod,
  { protocol, port }: Target,
  blocks: readonly Block[],
): Let {
  const unjudged = engine.unjudged(pod);
  if (unjudged.length > 0)
    return {
      state: 'none',
      maybe: true,
      answer: { verdict: 'unknown', why: 'it depends on policies that are not judged', policies: unjudged },
    };
  const { universe, compiled } = engine;
  const subject = universe.classOf(pod);
  const policies = compiled.policiesOf(subject, 'ingress').map(({ policy }) => policy.name);
  const row = engine.row(subject, 'ingress');
  if (!engine.profile.enforces || row === 'open')
    return {
      state: 'all',
      maybe: false,
      answer: {
        verdict: 'reached',
        why: engine.profile.enforces ? 'no policy isolates its ingress' : 'nobody enforces policies here',
        policies: [],
      },
    };
  const atom = universe.ports.at(protocol, port);
  const cells = row.filter(({ ports }) => has(ports, atom));
  const places = blocks.map((block) => universe.classes.length + universe.blocks.indexOf(block));
  const open = places.filter((place) => cells.some(({ peers }) => has(peers, place))).length;
  const maybe = places.some((place) =>
    cells.some((cell) => cell.maybe !== undefined && has(cell.maybe, place)),
  );
  return {
    state: open === 0 ? 'none' : open === places.length ? 'all' : 'some',
    maybe,
    answer:
      open === 0
        ? { verdict: 'blocked', why: 'its policies let no such address in', policies }
        : { verdict: 'reached', why: 'its policies let it in', policies },
  };
}

function podOf(engine: NetworkEngine, pods: Pods): NetworkPod | undefined {
  const { namespace, name } = endpointOf(pods);
  return podNamed(engine, namespace, name);
}

function endpointOf({ workload: { object }, template }: Pods) {
  const name = template.name === '' ? object.name : `${object.name}/${template.name}`;
  return { type: 'pod', namespace: object.namespace, name } as const;
}
