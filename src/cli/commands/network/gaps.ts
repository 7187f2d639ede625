import { formatPath } from '../../../cluster/index.ts';
import { blocksOfPods, encryptionOf, gapsOf, type Isolation, type PodGap } from '../../../network/index.ts';
import { counted, csvCell, wrap } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
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
import { unjudgedPods } from './unjudged-pods.ts';

export interface NetworkGapsFlags extends NetworkFlags {
  readonly output: 'table' | 'json' | 'csv';
}

/** `plimsoll network gaps`: how every workload stands, the worst first. 0, or 3 when something was not read or judged. */
export async function runNetworkGaps(targets: readonly string[], flags: NetworkGapsFlags): Promise<number> {
  const part = new ShownPart(flags);
  const { networks, isIncomplete } = await readNetworks(flags, targets, {
    saysUnread: flags.output !== 'csv',
  });
  part.requireMatch(networks, ({ engine }) => engine.pods);
  const told = networks.map((network) => ({
    network,
    gaps: gapsOf(network.engine, (pod) => part.shows(network, pod)),
    byAddress: rulesByAddress(network, part),
  }));
  const formats = {
    table: () => told.map(({ network, gaps, byAddress }) => linesText(page(network, gaps, byAddress.length))),
    json: () => [
      `${JSON.stringify(
        told.map(({ network, network: { detected, cluster }, gaps, byAddress }) => ({
          ...jsonHead(network),
          enforced: detected.profile.enforces,
          evidence: detected.evidence,
          encryption: encryptionOf(cluster, detected.profile),
          gaps,
          byAddress,
        })),
        null,
        2,
      )}\n`,
    ],
    csv: () => csv(told),
  };
  await writeStandardOutput(formats[flags.output]());
  const isUnjudged = networks.some((network) => unjudgedPods(network, part).length > 0);
  return isIncomplete || isUnjudged ? 3 : 0;
}

/** Rules that name pods or Services of the cluster by address, where labels would do. */
function rulesByAddress(network: ReadNetwork, part: ShownPart) {
  return [...blocksOfPods(network.engine)].flatMap(({ object, path, message }) => {
    if (object === undefined || !part.shows(network, { object })) return [];
    const { kind, namespace, name } = object;
    const policy = `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
    return [{ policy, path: formatPath(path), message }];
  });
}

const texts: Readonly<Record<Isolation, string>> = {
  isolated: 'isolated',
  'allows-all': 'allows all',
  open: 'open',
  'not-enforced': 'not enforced',
  unknown: 'unknown',
  'outside-policy': 'on its node',
};

const grades = {
  'any-port': 'every port',
  'some-ports': 'some ports',
  'port-443': 'port 443',
  'some-addresses': 'some addresses',
  'some-names': 'some names',
  none: 'no',
  unknown: 'unknown',
} as const;

function page(network: ReadNetwork, gaps: readonly PodGap[], byAddress: number): string[] {
  const rows = [
    ['WORKLOAD', 'INGRESS', 'EGRESS', 'INTERNET'],
    ...gaps.flatMap(({ namespace, kind, name, ingress, egress, internet }, index) => [
      ...(namespace === gaps[index - 1]?.namespace ? [] : [[namespace]]),
      [`  ${shortKind(kind)}/${name}`, texts[ingress], texts[egress], grades[internet]],
    ]),
  ];
  return [
    ...profileLines(network).flatMap((line) => wrap(line, 80)),
    '',
    ...worst(gaps, byAddress).flatMap((line) => wrap(line, 78).map((part) => `  ${part}`)),
    '',
    ...columns(rows),
    '',
  ];
}

/** The facts that matter most, first. */
function worst(gaps: readonly PodGap[], byAddress: number): string[] {
  const total = gaps.length;
  const share = (count: number, what: string) => `${counted(count, 'workload')} of ${total} ${what}`;
  const of = (test: (gap: PodGap) => boolean) => gaps.filter(test).length;
  const unenforced = of(({ ingress, egress }) => ingress === 'not-enforced' || egress === 'not-enforced');
  const reached = of(({ ingress }) => ingress !== 'isolated' && ingress !== 'unknown');
  const leaves = of(({ internet }) => internet === 'any-port');
  const unknown = of(({ ingress }) => ingress === 'unknown');
  const reaches = (what: keyof PodGap['reaches'], words: string): string[] => {
    const yes = of((gap) => gap.reaches[what] === 'yes');
    const maybe = of((gap) => gap.reaches[what] === 'unknown');
    const unsure = maybe === 0 ? '' : `; of ${maybe} that is not known`;
    return yes + maybe === 0 ? [] : [share(yes, `can reach ${words}${unsure}`)];
  };
  const nothing = of(({ ingress, egress }) => ingress === 'allows-all' || egress === 'allows-all');
  return [
    ...(unenforced > 0 ? [share(unenforced, 'have policies that nobody enforces')] : []),
    ...(unknown > 0 ? [share(unknown, 'may be covered by policies that are not judged')] : []),
    share(reached, 'can be reached from everywhere in the cluster'),
    share(leaves, 'can reach the internet on every port'),
    ...reaches('metadata', 'the metadata address, which hands out the credentials of its node'),
    ...reaches('kubelet', 'the kubelet of a node'),
    ...reaches('nodePorts', 'a port that a Service opens on nodes'),
    ...(of((gap) => gap.reaches.etcd === 'yes') > 0 ? reaches('etcd', 'the etcd of the control plane') : []),
    ...(nothing > 0 ? [share(nothing, 'are isolated by policies that allow everything')] : []),
    ...(byAddress > 0
      ? [
          `${counted(byAddress, 'rule')} ${byAddress === 1 ? 'names' : 'name'} pods or Services by their address, where labels would do`,
        ]
      : []),
  ];
}

function* csv(
  told: readonly { readonly network: ReadNetwork; readonly gaps: readonly PodGap[] }[],
): Generator<string> {
  yield 'cluster,namespace,kind,name,pods,ingress,egress,internet,metadata,kubelet,api_server,node_ports,etcd\n';
  for (const { network, gaps } of told)
    for (const { namespace, kind, name, pods, ingress, egress, internet, reaches } of gaps) {
      const { metadata, kubelet, apiServer, nodePorts, etcd } = reaches;
      const cells = [
        network.name,
        namespace,
        kind,
        name,
        pods,
        ingress,
        egress,
        internet,
        metadata,
        kubelet,
        apiServer,
        nodePorts,
        etcd,
      ];
      yield `${cells.map(csvCell).join(',')}\n`;
    }
}
