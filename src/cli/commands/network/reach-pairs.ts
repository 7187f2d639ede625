import {
  externalReachOf,
  holdsPort,
  type NetworkEngine,
  type OwnNodePair,
  ownNodePairs,
  portsText,
  possibleConnectionsOf,
  rangeText,
  Services,
} from '../../../network/index.ts';
import { csvCell } from '../../../report/index.ts';
import { CliError } from '../../errors.ts';
import { linesText } from '../../shown-text.ts';
import { parseObjectTarget } from '../../target.ts';
import { portOf } from './endpoint.ts';
import type { NetworkReachFlags } from './reach-flags.ts';
import type { ReadNetwork } from './read-networks.ts';
import type { ShownPart } from './shown-part.ts';

type Pod = NetworkEngine['pods'][number];

/** A pod or workload as rows name it. */
interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
}

/**
 * Rows `src,dst,conn`, one source after the other, as they are found; with `--external` also ranges of addresses. Ports on
 * which it is not known have a row of their own, whose `conn` begins with `unknown`.
 */
export function* reachPairs(
  networks: readonly ReadNetwork[],
  flags: NetworkReachFlags,
  part: ShownPart,
): Generator<string> {
  const port = flags.port === undefined ? undefined : askedPort(flags.port);
  const write =
    writers[flags.output.format === 'csv' || flags.output.format === 'json' ? flags.output.format : 'table'];
  let found = false;
  if (flags.output.format === 'csv') yield 'src,dst,conn\n';
  for (const network of networks) {
    const { engine } = network;
    const { classes } = engine.universe;
    const from = matcherOf('--from', flags.from, engine);
    const to = matcherOf('--to', flags.to, engine);
    const named = (pods: readonly Pod[], test: (pod: Named) => boolean) =>
      namesOf(engine, pods, flags.by).filter(test);
    const sources = classes.map(({ pods }) => named(pods, from));
    const destinations = classes.map(({ pods }) => named(pods, to));
    const isAsked = askedIn(network, flags, part);
    const isRow = (one: Named, other: Named) => !isSame(one, other) && (isAsked(one) || isAsked(other));
    found ||= sources.some((names) => names.length > 0) && destinations.some((names) => names.length > 0);
    const own = flags.by === 'pod' ? ownNodes(engine) : undefined;
    for (const { source, destination, ports, maybe } of possibleConnectionsOf(engine)) {
      const left = sources[source] ?? [];
      const right = destinations[destination] ?? [];
      if (left.length === 0 || right.length === 0) continue;
      const sure = holdsPort(engine, ports, port) ? portsText(engine, ports) : undefined;
      const more =
        maybe !== undefined && holdsPort(engine, maybe, port)
          ? unknownText(portsText(engine, maybe))
          : undefined;
      for (const one of left)
        for (const other of right) {
          if (!isRow(one, other)) continue;
          const node = own?.get(one)?.get(other);
          if (node === 'yes') continue;
          if (sure !== undefined) yield write(nameText(one), nameText(other), sure);
          if (more !== undefined && node === undefined) yield write(nameText(one), nameText(other), more);
        }
    }
    for (const [one, others] of own ?? [])
      for (const [other, match] of others)
        if (from(one) && to(other) && isRow(one, other))
          yield write(nameText(one), nameText(other), match === 'yes' ? everything : unknownText(everything));
    if (flags.external !== true) continue;
    for (const { pods, direction, ranges, ports, sure } of externalReachOf(engine)) {
      if (!holdsPort(engine, ports, port)) continue;
      const isOut = direction === 'egress';
      if ((isOut ? flags.to : flags.from) !== undefined) continue;
      const addresses = ranges.map(rangeText).join(' ');
      const text = sure ? portsText(engine, ports) : unknownText(portsText(engine, ports));
      for (const each of (isOut ? sources : destinations)[pods] ?? [])
        if (isAsked(each))
          yield isOut ? write(nameText(each), addresses, text) : write(addresses, nameText(each), text);
    }
  }
  if (!found)
    throw new CliError(
      'nothing-to-judge',
      'No pod or workload is one of --from, or none is one of --to',
      'Write a namespace, NAMESPACE/NAME or NAMESPACE/KIND/NAME, such as shop/deploy/web.',
    );
}

const everything = 'all connections';

function unknownText(ports: string): string {
  return `unknown: ${ports}`;
}

/** Whom pods in the network of a node reach from there, by both: rows of classes do not tell. */
function ownNodes(engine: NetworkEngine): ReadonlyMap<Named, ReadonlyMap<Named, OwnNodePair['match']>> {
  const found = new Map<Named, Map<Named, OwnNodePair['match']>>();
  for (const { source, destination, match } of ownNodePairs(engine)) {
    let near = found.get(source);
    if (near === undefined) found.set(source, (near = new Map()));
    near.set(destination, match);
  }
  return found;
}

const writers: Readonly<
  Record<'csv' | 'json' | 'table', (source: string, destination: string, ports: string) => string>
> = {
  csv: (source, destination, ports) => `${csvCell(source)},${csvCell(destination)},"${ports}"\n`,
  json: (src, dst, conn) => `${JSON.stringify({ src, dst, conn })}\n`,
  table: (source, destination, ports) => linesText([`${source} → ${destination}: ${ports}`]),
};

function askedPort(text: string) {
  const port = portOf(text);
  if (port === undefined) throw new CliError('usage', `--port ${text}: not a port`, 'Write 443 or 53/UDP.');
  return port;
}

/** Each pod, or with `--by workload` each top workload once. */
function namesOf(engine: NetworkEngine, pods: readonly Pod[], by: NetworkReachFlags['by']): readonly Named[] {
  if (by === 'pod') return pods;
  const workloads = pods.map((pod) => engine.cluster.workloadOf(pod.object)?.reference ?? pod);
  return [...new Map(workloads.map((each) => [nameText(each), each])).values()];
}

function nameText({ namespace, name, kind }: Named): string {
  return `${namespace}/${name}[${kind}]`;
}

function isSame(one: Named, other: Named): boolean {
  return one.namespace === other.namespace && one.name === other.name && one.kind === other.kind;
}

/** Whether a pod is of the part that is shown, or one of the pods of a workload. */
function askedIn(network: ReadNetwork, flags: NetworkReachFlags, part: ShownPart): (pod: Named) => boolean {
  if (part.isWhole) return () => true;
  const { engine } = network;
  const shown = engine.pods.filter((pod) => part.shows(network, pod));
  const names = new Set(namesOf(engine, shown, flags.by).map(nameText));
  return (pod) => names.has(nameText(pod));
}

/** Takes what one of the texts names; everything where there are none. */
function matcherOf(
  option: string,
  texts: readonly string[] | undefined,
  engine: NetworkEngine,
): (pod: Named) => boolean {
  if (texts === undefined) return () => true;
  const tests = texts.map((text) => {
    const parts = text.split('/');
    if (parts.length === 1) return (pod: Named) => pod.namespace === text;
    const object = parts.length === 3 ? parseObjectTarget(text) : undefined;
    const [namespace, name] = parts;
    if (parts.length === 2) return (pod: Named) => pod.namespace === namespace && pod.name === name;
    if (object === undefined)
      throw new CliError(
        'usage',
        `${option} ${text}: neither a namespace nor a workload`,
        'Write a namespace, NAMESPACE/NAME or NAMESPACE/KIND/NAME, such as shop/deploy/web.',
      );
    if (object.kind === 'Service') return behindService(engine, object.namespace ?? '', object.name);
    return (pod: Named) =>
      pod.namespace === object.namespace && pod.name === object.name && pod.kind === object.kind;
  });
  return (pod) => tests.some((test) => test(pod));
}

/** The pods and workloads that a Service selects. */
function behindService({ cluster }: NetworkEngine, namespace: string, name: string): (pod: Named) => boolean {
  const services = new Services(cluster);
  const service = services.named(namespace, name);
  const behind = service === undefined ? [] : services.backends(service);
  const names = new Set(
    behind.flatMap(({ pods: { workload } }) =>
      [workload.reference, ...workload.members()].map(({ kind, name: of }) => `${kind} ${of}`),
    ),
  );
  return (pod) => pod.namespace === namespace && names.has(`${pod.kind} ${pod.name}`);
}
