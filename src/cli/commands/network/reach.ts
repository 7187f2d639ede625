import { type MapPair, partMap } from '../../../network/index.ts';
import { counted, csvCell, wrap } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
import { dotQuoted } from '../../dot.ts';
import { CliError } from '../../errors.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { runOfPage, writePage } from '../../page-output.ts';
import { linesText } from '../../shown-text.ts';
import { mapDocument } from './map-document.ts';
import type { NetworkReachFlags } from './reach-flags.ts';
import { reachPairs } from './reach-pairs.ts';
import { jsonHead, profileLines, type ReadNetwork, readNetworks } from './read-networks.ts';
import { type ScopeOf, scopeParts } from './scope-parts.ts';
import { ShownPart } from './shown-part.ts';
import { unjudgedPods } from './unjudged-pods.ts';

/**
 * `plimsoll network reach`: who can connect to whom, by namespaces, or pair by pair as CSV. 0, or 3 when something was not
 * read or judged.
 */
export async function runNetworkReach(targets: readonly string[], flags: NetworkReachFlags): Promise<number> {
  refuseMixtures(flags);
  const part = new ShownPart(flags);
  const read = await readNetworks(flags, targets, { saysUnread: saysUnread(flags) });
  const { networks, isIncomplete } = read;
  part.requireMatch(networks, ({ engine }) => engine.pods);
  if (flags.output.format === 'html')
    await writePage(flags.output, mapDocument(read, scopeParts(flags.config), runOfPage()), {
      quiet: flags.quiet,
      note: 'It says what can be reached.',
    });
  else if (isByParts(flags)) await writeStandardOutput(summary(networks, flags));
  else await writeStandardOutput(reachPairs(networks, flags, part));
  const unjudged = networks.filter((network) => sayUnjudged(network, part));
  return isIncomplete || unjudged.length > 0 ? 3 : 0;
}

/** Rows have no room for what could not be read, and a drawing has none. */
function saysUnread(flags: NetworkReachFlags): boolean {
  const { format } = flags.output;
  return format === 'html' || (isByParts(flags) && (format === 'table' || format === 'json'));
}

/** Counts by namespaces or scopes are of all their pods: what chooses among these is told pair by pair. */
function isByParts(flags: NetworkReachFlags): boolean {
  const { by, from, to, port, external, namespace, selector, scope } = flags;
  const isWhole = [from, to, port, selector, scope].every((each) => each === undefined) && external !== true;
  if (by === 'scope' && !(isWhole && namespace === undefined))
    throw new CliError(
      'usage',
      '--by scope shows the whole map',
      'Leave out --from, --to, --port, --external, -n, -l and --scope.',
    );
  return isWhole && (by === 'namespace' || by === 'scope');
}

/** The page shows all of it, and a drawing of single pairs is no picture. */
function refuseMixtures(flags: NetworkReachFlags): void {
  const { format } = flags.output;
  const isWholePage = flags.by === 'namespace' && flags.namespace === undefined && isByParts(flags);
  if (format === 'html' ? !isWholePage : format === 'dot' && !isByParts(flags))
    throw new CliError(
      'usage',
      `-o ${format} shows the whole map by namespaces`,
      `Leave out --by, --from, --to, --port, --external, ${format === 'html' ? '-n, ' : ''}-l and --scope, or choose -o csv.`,
    );
}

/** Whether some pods are left out because a policy that is not judged may cover them; said on standard error. */
function sayUnjudged(network: ReadNetwork, part: ShownPart): boolean {
  const count = unjudgedPods(network, part).length;
  if (count === 0) return false;
  sayText(
    linesText([
      `${network.name}: the connections of ${counted(count, 'pod or workload', 'pods or workloads')} are not known: policies that are not judged may cover them.`,
    ]),
  );
  return true;
}

function isAsked({ namespace }: NetworkReachFlags, ...names: readonly string[]): boolean {
  return namespace === undefined || names.some((name) => namespace.includes(name));
}

/** How the map is parted: by namespaces, or by the scopes of the configuration, the rest as a part of its own. */
function partsOf(flags: NetworkReachFlags): ScopeOf {
  if (flags.by !== 'scope') return () => (pod) => pod.namespace;
  const scopeOf = scopeParts(flags.config);
  if (scopeOf === undefined)
    throw new CliError(
      'usage',
      '--by scope: no scope is configured',
      'Scopes are named in plimsoll.yaml: docs/configuration.md.',
    );
  return scopeOf;
}

function summary(networks: readonly ReadNetwork[], flags: NetworkReachFlags): string[] {
  const partOf = partsOf(flags);
  const told = networks.map((network) => ({
    network,
    map: partMap(network.engine, partOf(network)).filter(
      ({ source, destination }) => flags.by === 'scope' || isAsked(flags, source, destination),
    ),
  }));
  if (flags.output.format === 'json')
    return [
      `${JSON.stringify(
        told.map(({ network, map }) => ({
          ...jsonHead(network),
          [flags.by === 'scope' ? 'scopes' : 'namespaces']: map,
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
  return told.map(({ network, map }) =>
    linesText(page(network, map, flags.by === 'scope' ? 'scopes' : 'namespaces')),
  );
}

/** What connects, most pairs first; namespaces that nothing connects are counted at the end. */
function page(network: ReadNetwork, map: readonly MapPair[], parts: string): string[] {
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
    `${closed} pairs of ${parts} do not connect at all.`,
    ...wrap(
      'A pair of pods counts where one port connects; by no policy where nothing isolates either of the two; not known where a rule is about addresses and that of a pod is not known, as in manifests.',
      80,
    ),
    '',
  ];
}

/** Namespaces, what connects them and the pods inside of each (Graphviz); dashed where nothing isolates. */
function dot(told: readonly { readonly network: ReadNetwork; readonly map: readonly MapPair[] }[]): string {
  const lines = told.flatMap(({ network, map }) => {
    const prefix = told.length > 1 ? `${network.name}: ` : '';
    const names = [...new Set(map.flatMap(({ source, destination }) => [source, destination]))];
    return [
      ...names.map((name) => `  ${dotQuoted(prefix + name)};\n`),
      ...map
        .filter(({ connected, unknown }) => connected + unknown > 0)
        .map(({ source, destination, connected, unisolated, unknown }) => {
          const label = `${connected}${unknown > 0 ? `, ${unknown} not known` : ''}`;
          const style = unisolated > 0 ? 'dashed' : unknown > 0 ? 'dotted' : 'solid';
          return `  ${dotQuoted(prefix + source)} -> ${dotQuoted(prefix + destination)} [label=${dotQuoted(label)}, style=${style}];\n`;
        }),
    ];
  });
  return `digraph network {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n${lines.join('')}}\n`;
}
