import { type NamespacePair, namespaceMap } from '../../../network/index.ts';
import { counted, csvCell, wrap } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
import { dotQuoted } from '../../dot.ts';
import { CliError } from '../../errors.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { type Output, parseOutput, runOfPage, writePage } from '../../page-output.ts';
import { linesText } from '../../shown-text.ts';
import { mapDocument } from './map-document.ts';
import { reachPairs } from './reach-pairs.ts';
import { type NetworkFlags, profileLines, type ReadNetwork, readNetworks } from './read-networks.ts';

const formats = ['table', 'json', 'csv', 'dot'] as const;
export type ReachFormat = (typeof formats)[number];

/** Reads `-o table|json|csv|dot|html[=FILE]`. */
export function parseReachOutput(text: string): Output<ReachFormat> {
  return parseOutput(text, { what: 'The map', formats, file: 'plimsoll-network.html' });
}

export interface NetworkReachFlags extends NetworkFlags {
  readonly by: 'namespace' | 'workload' | 'pod';
  /** `shop`, `shop/web`, `shop/deploy/web`: who connects, and to whom. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  /** `443`, `53/UDP`. */
  readonly port?: string;
  readonly external?: boolean;
  readonly output: Output<ReachFormat>;
}

/**
 * `plimsoll network reach`: who can connect to whom, by namespaces, or pair by pair as CSV. 0, or 3 when something was not
 * read.
 */
export async function runNetworkReach(targets: readonly string[], flags: NetworkReachFlags): Promise<number> {
  refuseMixtures(flags);
  const read = await readNetworks(flags, targets);
  const { networks, isIncomplete } = read;
  if (flags.output.format === 'html')
    await writePage(flags.output, mapDocument(read, runOfPage()), {
      quiet: flags.quiet,
      note: 'It says what can be reached.',
    });
  else if (isByNamespace(flags)) await writeStandardOutput(summary(networks, flags));
  else await writeStandardOutput(reachPairs(networks, flags));
  const unjudged = networks.filter(isUnjudged);
  return isIncomplete || unjudged.length > 0 ? 3 : 0;
}

function isByNamespace({ by, from, to, port, external }: NetworkReachFlags): boolean {
  return (
    by === 'namespace' && from === undefined && to === undefined && port === undefined && external !== true
  );
}

/** The page shows all of it, and a drawing of single pairs is no picture. */
function refuseMixtures(flags: NetworkReachFlags): void {
  const { format } = flags.output;
  if ((format === 'html' || format === 'dot') && !isByNamespace(flags))
    throw new CliError(
      'usage',
      `-o ${format} shows the whole map by namespaces`,
      'Leave out --by, --from, --to, --port and --external, or choose -o csv.',
    );
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
  if (flags.output.format === 'dot') return [dot(told)];
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

/** Namespaces and what connects them (Graphviz); dashed where nothing isolates. */
function dot(
  told: readonly { readonly network: ReadNetwork; readonly map: readonly NamespacePair[] }[],
): string {
  const lines = told.flatMap(({ network, map }) => {
    const prefix = told.length > 1 ? `${network.name}: ` : '';
    return map
      .filter(
        ({ source, destination, connected, unknown }) => source !== destination && connected + unknown > 0,
      )
      .map(({ source, destination, connected, unisolated, unknown }) => {
        const label = `${connected}${unknown > 0 ? `, ${unknown} not known` : ''}`;
        const style = unisolated > 0 ? 'dashed' : unknown > 0 ? 'dotted' : 'solid';
        return `  ${dotQuoted(prefix + source)} -> ${dotQuoted(prefix + destination)} [label=${dotQuoted(label)}, style=${style}];\n`;
      });
  });
  return `digraph network {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n${lines.join('')}}\n`;
}
