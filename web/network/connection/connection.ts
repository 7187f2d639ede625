import type { ConnectedBy, NetworkModel, PeerRow } from '../model/network.ts';
import { groupText, peersOf } from '../model/network.ts';

/** The address of what one group and another may open between them. */
export function connectionPath(source: number, destination: number): readonly string[] {
  return ['connection', String(source), String(destination)];
}

/** `Deployment shop/web` of a group, or `Deployment shop/web and 2 more`. */
export function endText(model: NetworkModel, at: number): string {
  const [first] = model.workloadsOf[at] ?? [];
  const { namespace = '' } = model.cluster.groups[at] ?? {};
  const text = groupText(model, at);
  return first === undefined ? namespace : text.replace(first.name, `${namespace}/${first.name}`);
}

/** What connects two groups; empty where nothing does. */
export function betweenGroups(model: NetworkModel, source: number, destination: number): readonly PeerRow[] {
  return peersOf(model, source, 'out').filter(({ group }) => group === destination);
}

/** Why a connection is there, or may be, as a sentence. */
export function reasonText(by: ConnectedBy): string {
  if (by === 'open')
    return 'No policy isolates the egress of the one or the ingress of the other, so that every port is open.';
  return by === 'rule'
    ? 'Where a side is isolated, a rule of a policy below lets it through.'
    : 'It depends on an address that is not known, which a rule of a policy below lets through or does not.';
}

/** Options of `reach` that stand before what is read, and those of them that `why` has not. */
const withoutValue = /^(?:--complete|--all-contexts|--allow-remote)$/;
const dropped = /^(?:--from|--to|--by|--port|--scope|-l|--selector)(?:=|$)/;
const droppedAlone = /^(?:--external|-q|--quiet|--no-color)$/;

/**
 * The command that asks why for one pair; undefined where no port of theirs can be asked about, or where the map is of several
 * clusters.
 * @param reach the command of the map, without outputs: `plimsoll network reach k8s/ --complete`
 */
export function whyCommand(
  reach: string,
  {
    source,
    destination,
    ports,
  }: { readonly source: string; readonly destination: string; readonly ports: string },
): string | undefined {
  const port = portOf(ports);
  const before = /^(.*\bnetwork) reach\b\s*(.*)$/.exec(reach);
  if (port === undefined || before === null) return undefined;
  const [, start = '', rest = ''] = before;
  const words = rest.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const hasValue = word.startsWith('-') && !word.includes('=') && !withoutValue.test(word);
    if (droppedAlone.test(word)) continue;
    if (dropped.test(word)) at += hasValue ? 1 : 0;
    else if (!word.startsWith('-')) kept.push('-f', word);
    else kept.push(word, ...(hasValue ? [words[++at] ?? ''] : []));
  }
  return [start, 'why', source, `${destination}:${port}`, ...kept].join(' ');
}

/** The first port of `TCP 80,8000-8010; UDP 53`, as the command line has it. */
function portOf(ports: string): string | undefined {
  if (ports === 'all connections') return '80';
  const [, protocol, port] = /(TCP|UDP|SCTP) (\d+)/.exec(ports) ?? [];
  if (protocol === undefined || port === undefined) return undefined;
  const number = Math.max(1, Number(port));
  return protocol === 'TCP' ? String(number) : `${number}/${protocol}`;
}
