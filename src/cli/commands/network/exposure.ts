import { exposureOf } from '../../../network/index.ts';
import { counted, csvCell, wrap } from '../../../report/index.ts';
import { writeStandardOutput } from '../../output.ts';
import { linesText } from '../../shown-text.ts';
import { shortKind } from '../../target.ts';
import {
  jsonHead,
  type NetworkFlags,
  profileLines,
  type ReadNetwork,
  readNetworks,
} from './read-networks.ts';
import { ShownPart } from './shown-part.ts';
import { entryKinds, nameOf, type Told, toldPorts } from './told-ports.ts';
import { unjudgedPods } from './unjudged-pods.ts';

export interface NetworkExposureFlags extends NetworkFlags {
  readonly output: 'table' | 'json' | 'csv';
}

/**
 * `plimsoll network exposure`: what can be reached from outside, hop by hop to the pod, whether policies let it through, and what
 * the pod's account may do. 0, or 3 when something was not read or judged.
 */
export async function runNetworkExposure(
  targets: readonly string[],
  flags: NetworkExposureFlags,
): Promise<number> {
  const part = new ShownPart(flags);
  const { networks, isIncomplete } = await readNetworks(flags, targets, {
    saysUnread: flags.output !== 'csv',
  });
  part.requireMatch(networks, (network) => [
    ...network.engine.pods,
    ...exposureOf(network.engine).map(({ entry }) => entry),
  ]);
  const all = networks.map((network) => ({ network, ports: toldPorts(network, part) }));
  const formats = {
    table: () => all.map(({ network, ports }) => linesText(page(network, ports))),
    json: () => [
      `${JSON.stringify(
        all.map(({ network, ports }) => ({
          ...jsonHead(network),
          ports: ports.map(asJson),
        })),
        null,
        2,
      )}\n`,
    ],
    csv: () => csv(all),
  };
  await writeStandardOutput(formats[flags.output]());
  const isUnjudged = networks.some((network) => unjudgedPods(network, part).length > 0);
  return isIncomplete || isUnjudged ? 3 : 0;
}

const titles = {
  internet: 'FROM THE INTERNET',
  unknown: 'PERHAPS FROM THE INTERNET',
  internal: 'FROM THE NETWORK OF THE CLUSTER',
} as const;

function page(network: ReadNetwork, ports: readonly Told[]): string[] {
  const parts = Map.groupBy(ports, ({ exposure }) => exposure);
  const lines = (['internet', 'unknown', 'internal'] as const).flatMap((exposure) => {
    const part = parts.get(exposure) ?? [];
    if (part.length === 0) return [];
    const byEntry = Map.groupBy(part, ({ entry }) => entry);
    return ['', titles[exposure], ...[...byEntry.values()].flatMap(entryLines)];
  });
  return [
    ...profileLines(network).flatMap((line) => wrap(line, 80)),
    '',
    ...wrap(summary(ports), 80),
    ...lines,
    '',
    ...wrap(
      'Computed from configuration, not probed. What only a cloud knows, such as its firewalls, is not in it.',
      80,
    ),
    '',
  ];
}

function summary(ports: readonly Told[]): string {
  const internet = ports.filter(({ exposure }) => exposure === 'internet');
  const workloads = (all: readonly Told[]) =>
    new Set(all.flatMap(({ pods }) => pods?.workload.object.key ?? []));
  const reached = internet.filter(({ verdict }) => verdict === 'reached');
  const sure = workloads(reached);
  const unsure = workloads(internet.filter(({ verdict }) => verdict === 'unknown'));
  const more = [...unsure].filter((key) => !sure.has(key)).length;
  const strong = workloads(reached.filter(({ power }) => power !== undefined)).size;
  return [
    `The internet reaches ${counted(sure.size, 'workload')}`,
    ...(more > 0 ? [`, and perhaps ${more} more`] : []),
    '.',
    ...(strong > 0
      ? [` Of these ${strong} ${strong === 1 ? 'holds' : 'hold'} power over the cluster or a namespace.`]
      : []),
  ].join('');
}

function entryLines(ports: readonly Told[]): string[] {
  const [first] = ports;
  if (first === undefined) return [];
  const { entry } = first;
  const { object, hosts, sourceRanges, evidence } = entry;
  const about = [
    ...(hosts.length > 0 ? [hosts.join(', ')] : []),
    ...(sourceRanges.length > 0 ? [`only from ${sourceRanges.join(', ')}`] : []),
    evidence,
  ].join('; ');
  return [
    '',
    ...wrap(`${object.kind} ${object.namespace}/${object.name} (${entryKinds[entry.kind]}): ${about}`, 80),
    ...ports.flatMap(portLines),
  ];
}

const words: Readonly<Record<Told['verdict'], string>> = {
  reached: 'reached',
  blocked: 'blocked',
  unknown: 'not known',
  'leads-nowhere': 'nowhere',
};

function portLines(told: Told): string[] {
  const { verdict, why, policies, account, power } = told;
  const room = 80 - indent.length;
  const [first = '', ...rest] = wrap(hops(told), room);
  const facts = [
    `${why}${policies.length > 0 ? `: ${policies.join(', ')}` : ''}`,
    ...(power === undefined ? [] : [`runs as ${account}, which may ${power}`]),
  ];
  return [
    `  ${words[verdict].padEnd(indent.length - 2)}${first}`,
    ...[...rest, ...facts.flatMap((fact) => wrap(fact, room))].map((line) => `${indent}${line}`),
  ];
}

const indent = ' '.repeat(12);

/** `deploy/ingress > svc/web > deploy/web:8080` */
function hops({ through, service, pods, protocol, port, entry }: Told): string {
  const named = (kind: string, namespace: string, name: string) => `${namespace}/${shortKind(kind)}/${name}`;
  const of = (each: NonNullable<Told['pods']>) => {
    const { kind, namespace, name } = each.workload.reference;
    return named(kind, namespace, name);
  };
  return [
    ...(through === undefined ? [] : [of(through)]),
    ...(service === undefined || service === entry.object
      ? []
      : [named('Service', service.namespace, service.name)]),
    ...(pods === undefined
      ? []
      : [`${of(pods)}${port === undefined ? '' : `:${port}`}${protocol === 'TCP' ? '' : `/${protocol}`}`]),
  ].join(' > ');
}

function asJson({
  entry,
  exposure,
  through,
  service,
  pods,
  protocol,
  port,
  verdict,
  why,
  policies,
  account,
  power,
}: Told) {
  const { kind, object, hosts, sourceRanges, evidence } = entry;
  return {
    exposure,
    entry: { type: kind, ...nameOf(object), hosts, sourceRanges, evidence },
    ...(through && { through: nameOf(through.workload.reference) }),
    ...(service && { service: nameOf(service) }),
    ...(pods && { workload: nameOf(pods.workload.reference) }),
    protocol,
    ...(port !== undefined && { port }),
    verdict,
    why,
    policies,
    ...(account !== undefined && { serviceAccount: account }),
    ...(power !== undefined && { may: power }),
  };
}

function* csv(
  all: readonly { readonly network: ReadNetwork; readonly ports: readonly Told[] }[],
): Generator<string> {
  yield 'cluster,exposure,entry,hosts,through,service,workload,protocol,port,verdict,why,policies,account,may\n';
  const text = (of: { kind: string; namespace: string; name: string } | undefined) =>
    of === undefined ? '' : `${of.namespace}/${of.name}[${of.kind}]`;
  for (const { network, ports } of all)
    for (const {
      entry,
      exposure,
      through,
      service,
      pods,
      protocol,
      port,
      verdict,
      why,
      policies,
      account,
      power,
    } of ports)
      yield `${[
        network.name,
        exposure,
        text(entry.object),
        entry.hosts.join(' '),
        text(through?.workload.reference),
        text(service),
        text(pods?.workload.reference),
        protocol,
        port ?? '',
        verdict,
        why,
        policies.join('; '),
        account ?? '',
        power ?? '',
      ]
        .map(csvCell)
        .join(',')}\n`;
}
