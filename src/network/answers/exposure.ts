import { type ClusterObject, type EntryPoint, entryPointsOf } from '../../cluster/index.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Protocol } from '../question.ts';
import { answeringFor, isRoute, routeControllers } from '../route-controllers.ts';
import { type Pods, Services } from '../services.ts';
import { type EntryEnd, endsOfEntry, whyNowhere } from './entry-ends.ts';
import { fromCloud, fromOutside, fromPods, fromUnread, type Passage, type Target } from './passage.ts';

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
  const direct = entries.filter((entry) => !isRoute(entry)).flatMap((entry) => exposedBy(entry, world));
  const controllers = routeControllers(services).map((pods) => ({ pods, reach: reachOf(pods, direct) }));
  const routed = entries.filter(isRoute).flatMap((entry) => routedBy(entry, controllers, world));
  return [...direct, ...routed].sort((left, right) => rank[left.exposure] - rank[right.exposure]);
}

const rank = { internet: 0, unknown: 1, internal: 2 } as const;

interface World {
  readonly engine: NetworkEngine;
  readonly services: Services;
}

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
  return withEnds(entry, world, (end, to) => [
    { entry, exposure, ...end, ...fromOutside(entry, to, world.engine) },
  ]);
}

/** What an Ingress or route opens, through its controller where that runs in the cluster. */
function routedBy(entry: EntryPoint, controllers: readonly Controller[], world: World): ExposedPort[] {
  const answering = answeringFor(entry, controllers, world.engine.cluster);
  return withEnds(entry, world, (end, to) => {
    const { exposure } = entry;
    if (answering.by === 'cloud') return [{ entry, exposure, ...end, ...fromCloud(to, world.engine) }];
    if (answering.by === 'unread')
      return [
        {
          entry,
          exposure: unreadExposure(exposure, world),
          ...end,
          ...fromUnread(answering.what, to, world.engine),
        },
      ];
    return answering.controllers.map(({ pods: through, reach }) => ({
      entry,
      through,
      exposure: reach === undefined ? 'unknown' : nearer(exposure, reach.exposure),
      ...end,
      ...behind(reach, fromPods(through, to, world.engine)),
    }));
  });
}

/** Where all pods were read and no controller was found, nobody may answer. */
function unreadExposure(route: EntryPoint['exposure'], { engine }: World): EntryPoint['exposure'] {
  return engine.cluster.knowledgeOf('', 'Pod').complete ? nearer(route, 'unknown') : route;
}

/** A route is no more exposed than its controller. */
function nearer(route: EntryPoint['exposure'], controller: EntryPoint['exposure']): EntryPoint['exposure'] {
  return rank[route] > rank[controller] ? route : controller;
}

/** What lies behind a controller is reached only where the controller is. */
function behind(reach: ControllerReach | undefined, judged: Passage): Passage {
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
  judge: (end: EntryEnd, to: Target) => ExposedPort[],
): ExposedPort[] {
  const { exposure } = entry;
  const ends = endsOfEntry(entry, world.services);
  if (ends.length === 0)
    return [
      {
        entry,
        exposure,
        protocol: 'TCP',
        verdict: 'leads-nowhere',
        why: whyNowhere(entry.object, world.services),
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
