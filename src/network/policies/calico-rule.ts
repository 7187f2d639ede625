import { asMap, type Cluster, type FieldPath, isFields } from '../../cluster/index.ts';
import { parseBlock } from '../address.ts';
import { addressPeer, clausesOf, isSaid, type NetworkSet } from './calico-peers.ts';
import { type CalicoPorts, calicoPorts, protocolsOfRule } from './calico-ports.ts';
import { type ServiceEnds, serviceEnds } from './calico-services.ts';
import type { Checks } from './checks.ts';
import type { Action, Clause, Direction, Peer, Rule } from './policy.ts';

interface Reading {
  readonly cluster: Cluster;
  readonly sets: readonly NetworkSet[];
}

const actions: Readonly<Record<string, Action | 'log'>> = {
  Allow: 'allow',
  Deny: 'deny',
  Pass: 'pass',
  Log: 'log',
};

const fields = [
  'action',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
];

/** Rules in their order. One that logs decides nothing; `http` narrows what is said on a connection that opens. */
export function calicoRules(value: unknown, direction: Direction, checks: Checks, reading: Reading): Rule[] {
  return checks.list(value, ['spec', direction]).flatMap((each, index): Rule[] => {
    const path = ['spec', direction, index];
    const rule = checks.map(each, path);
    checks.known(rule, path, fields);
    const action = actions[String(rule['action'])];
    if (action === undefined) checks.refuse([...path, 'action'], 'must be Allow, Deny, Pass or Log');
    const parts = { rule, path, direction, place: `${direction}[${index}]`, checks, reading };
    const read = action === undefined ? [] : rulesOf(action === 'log' ? 'pass' : action, parts);
    return action === 'log' ? [] : read;
  });
}

interface Parts {
  readonly rule: Readonly<Record<string, unknown>>;
  readonly path: FieldPath;
  readonly direction: Direction;
  readonly place: string;
  readonly checks: Checks;
  readonly reading: Reading;
}

/** One rule, or one for each port list of the Service that it names: with one action they mean what the one would. */
function rulesOf(action: Action, { rule, path, direction, place, checks, reading }: Parts): Rule[] {
  const source = [...path, 'source'];
  const destination = [...path, 'destination'];
  const ends = {
    source: clausesOf(rule['source'], source, checks, reading.sets),
    destination: clausesOf(rule['destination'], destination, checks, reading.sets),
  };
  ends.destination.push(...versionClauses(rule['ipVersion'], [...path, 'ipVersion'], checks));
  const from = asMap(rule['source']);
  const to = asMap(rule['destination']);
  const protocols = protocolsOfRule(rule, path, checks);
  const ports = calicoPorts(protocols, to, destination, checks);
  const callers = servicesAt(from, source, checks, reading);
  if (callers !== undefined) ends.source.push({ any: callers.flatMap(({ peers }) => peers) });
  const make = (clauses: typeof ends, { ports: numbers, notPorts, portless, icmp }: CalicoPorts): Rule => {
    const [own, peers] =
      direction === 'ingress' ? [clauses.destination, clauses.source] : [clauses.source, clauses.destination];
    return {
      action,
      place,
      ...(peers.length > 0 && { peers: peersOf(peers) }),
      ...(own.length > 0 && { own: peersOf(own) }),
      ...(numbers !== undefined && { ports: numbers }),
      ...(notPorts !== undefined && { notPorts }),
      ...(portless !== undefined && { portless }),
      ...(icmp !== undefined && { icmp }),
      ...(hasSourcePorts(from) && { asksMore: true }),
    };
  };
  const called = servicesAt(to, destination, checks, reading);
  if (called === undefined) return [make(ends, ports)];
  return called.map(({ peers, ports: numbers }) =>
    make(
      { ...ends, destination: [...ends.destination, { any: peers }] },
      {
        ports: numbers.filter(({ protocol = 'TCP' }) => protocols.withPorts.includes(protocol)),
      },
    ),
  );
}

function servicesAt(
  entity: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
  { cluster }: Reading,
): ServiceEnds[] | undefined {
  const { services } = entity;
  return isFields(services) ? serviceEnds(services, [...path, 'services'], checks, cluster) : undefined;
}

function hasSourcePorts({ ports, notPorts }: Readonly<Record<string, unknown>>): boolean {
  return [ports, notPorts].some((list) => Array.isArray(list) && list.length > 0);
}

function peersOf(clauses: readonly Clause[]): readonly Peer[] {
  const [only] = clauses;
  return clauses.length === 1 && only !== undefined && only.not === undefined
    ? only.any
    : [{ every: clauses }];
}

const versions: readonly (readonly [version: number, everything: string])[] = [
  [4, '0.0.0.0/0'],
  [6, '::/0'],
];

function versionClauses(version: unknown, path: FieldPath, checks: Checks): Clause[] {
  if (!isSaid(version)) return [];
  const [, everything = ''] = versions.find(([each]) => each === version) ?? [];
  const block = parseBlock(everything);
  if (block === undefined) checks.refuse(path, 'must be 4 or 6');
  return block === undefined ? [] : [{ any: [addressPeer(block)] }];
}
