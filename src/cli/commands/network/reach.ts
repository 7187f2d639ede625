import { connectionsOf, type NamespacePair, namespaceMap, portsText } from '../../../network/index.ts';
import { counted, csvCell, wrap } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { type Output, parseOutput, runOfPage, writePage } from '../../page-output.ts';
import { linesText } from '../../shown-text.ts';
import { mapDocument } from './map-document.ts';
import { type NetworkFlags, profileLines, type ReadNetwork, readNetworks } from './read-networks.ts';

const formats = ['table', 'json', 'csv'] as const;
type ReachFormat = (typeof formats)[number];

/** Reads `-o table|json|csv|html[=FILE]`. */
export function parseReachOutput(text: string): Output<ReachFormat> {
  return parseOutput(text, { what: 'The map', formats, file: 'plimsoll-network.html' });
}

export interface NetworkReachFlags extends NetworkFlags {
  readonly by: 'namespace' | 'pod';
  readonly output: Output<ReachFormat>;
}

/**
 * `plimsoll network reach`: who can connect to whom, by namespaces, or pair by pair as CSV. 0, or 3 when something was not
 * read.
 */
export async function runNetworkReach(targets: readonly string[], flags: NetworkReachFlags): Promise<number> {
  const read = await readNetworks(flags, targets);
  const { networks, isIncomplete } = read;
  if (flags.output.format === 'html')
    await writePage(flags.output, mapDocument(read, runOfPage()), {
      quiet: flags.quiet,
      note: 'It says what can be reached.',
    });
  else await writeStandardOutput(flags.by === 'pod' ? pairs(networks, flags) : summary(networks, flags));
  const unjudged = networks.filter(isUnjudged);
  return isIncomplete || unjudged.length > 0 ? 3 : 0;
}

/** Whether some pods are left out because a policy that is not judged may cover them; said on standard error. */
function isUnjudged({ name, engine }: ReadNetwork): boolean {
  const count = engine.pods.filter((pod) => engine.unjudged(pod).length > 0).length;
  if (count === 0) return false;
  sayText(
    linesText([
      `${name}: the connections of ${counted(count, 'pod or workload', 'pods or workloads')} are not known: policies that are not judged may cover them.`,
    ]),
  );
  return true;
}

function isAsked({ namespace }: NetworkReachFlags, ...names: readonly string[]): boolean {
  return namespace === undefined || names.some((name) => namespace.includes(name));
}

/** Rows `src,dst,conn`, one source after the other, as they are found. */
function* pairs(networks: readonly ReadNetwork[], flags: NetworkReachFlags): Generator<string> {
  if (flags.output.format === 'csv') yield 'src,dst,conn\n';
  for (const { engine } of networks) {
    const { classes } = engine.universe;
    for (const { source, destination, ports } of connectionsOf(engine)) {
      const text = portsText(engine, ports);
      for (const from of classes[source]?.pods ?? [])
        for (const to of classes[destination]?.pods ?? []) {
          if (from === to || !isAsked(flags, from.namespace, to.namespace)) continue;
          const [left, right] = [from, to].map(
            ({ namespace, name, kind }) => `${namespace}/${name}[${kind}]`,
          );
          yield flags.output.format === 'json'
            ? `${JSON.stringify({ src: left, dst: right, conn: text })}\n`
            : flags.output.format === 'csv'
              ? `${csvCell(left)},${csvCell(right)},"${text}"\n`
              : linesText([`${left} → ${right}: ${text}`]);
        }
    }
  }
}

function summary(networks: readonly ReadNetwork[], flags: NetworkReachFlags): string[] {
  const told = networks.map((network) => ({
    network,
    map: namespaceMap(network.engine).filter(({ source, destination }) =>
      isAsked(flags, source, destination),
    ),
  }));
  if (flags.output.format === 'json')
    return [
      `${JSON.stringify(
        told.map(({ network, map }) => ({
          cluster: network.name,
          profile: network.detected.profile.id,
          namespaces: map,
        })),
        null,
        2,
      )}\n`,
    ];
  if (flags.output.format === 'csv')
    return [
      'cluster,source,destination,connected,unisolated,unknown,pairs\n',
      ...told.flatMap(({ network, map }) =>
        map.map(
          ({ source, destination, connected, unisolated, unknown, pairs: all }) =>
            `${[network.name, source, destination, connected, unisolated, unknown, all].map(csvCell).join(',')}\n`,
        ),
      ),
    ];
  return told.map(({ network, map }) => linesText(page(network, map)));
}

/** What connects, most pairs first; namespaces that nothing connects are counted at the end. */
function page(network: ReadNetwork, map: readonly NamespacePair[]): string[] {
  const open = map
    .filter(({ connected, unknown }) => connected > 0 || unknown > 0)
    .toSorted((left, right) => right.unisolated - left.unisolated || right.connected - left.connected);
  const rows = [
    ['FROM', 'TO', 'CONNECT', 'BY NO POLICY', 'NOT KNOWN'],
    ...open.map(({ source, destination, connected, unisolated, unknown, pairs: all }) => [
      source,
      destination,
      `${connected} of ${all}`,
      unisolated === 0 ? '.' : String(unisolated),
      unknown === 0 ? '.' : String(unknown),
    ]),
  ];
  const closed = map.filter(
    ({ connected, unknown, pairs: all }) => connected === 0 && unknown === 0 && all > 0,
  ).length;
  return [
    ...profileLines(network).flatMap((line) => wrap(line, 80)),
    '',
    ...columns(rows),
    '',
    `${closed} pairs of namespaces do not connect at all.`,
    ...wrap(
      'A pair of pods counts where one port connects; by no policy where nothing isolates either of the two.',
      80,
    ),
    '',
  ];
}
