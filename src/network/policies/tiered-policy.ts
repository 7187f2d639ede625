import type { ClusterObject, FieldPath, Problem } from '../../cluster/index.ts';
import { compileSelector, isFields } from '../../cluster/index.ts';
import { blockOf, parseBlock } from '../address.ts';
import type { NetworkNode } from '../nodes.ts';
import { Checks } from './checks.ts';
import type { Action, Direction, Peer, PodSelection, Policy, PortSelection, Rule, Tier } from './policy.ts';

/** How one version of the API writes what all of them mean. */
export interface Dialect {
  readonly kind: string;
  /** The word for `allow`. */
  readonly accept: 'Accept' | 'Allow';
  readonly canPass: boolean;
  /** The field of a rule that lists ports. */
  readonly portsField: 'protocols' | 'ports';
  /** One entry of it; undefined for what this version does not know. */
  readonly readPort: (entry: Readonly<Record<string, unknown>>) => PortSelection[] | undefined;
  /** The name that every object has, where there can be one. */
  readonly onlyName?: string;
  /** How many rules it takes in each direction, and how many peers and ports in each rule. */
  readonly most: number;
  /** The tier of an object, or undefined where it names none. */
  readonly tierOf: (spec: Readonly<Record<string, unknown>>) => Tier | undefined;
  readonly priorityOf: (spec: Readonly<Record<string, unknown>>) => number | undefined;
}

/**
 * A cluster-wide policy of the admin or baseline tier.
 * https://network-policy-api.sigs.k8s.io/api-overview/
 */
export function readTieredPolicy(
  object: ClusterObject,
  dialect: Dialect,
  nodes: readonly NetworkNode[],
): { readonly policy: Policy | undefined; readonly problems: readonly Problem[] } {
  const checks = new Checks(object);
  const spec = checks.map(object.body['spec'], ['spec']);
  const tier = dialect.tierOf(spec);
  if (dialect.onlyName !== undefined && object.name !== dialect.onlyName)
    checks.refuse(['metadata', 'name'], `must be ${dialect.onlyName}, for there is one`);
  if (tier === undefined) checks.refuse(['spec', 'tier'], 'must be Admin or Baseline');
  const priority = dialect.priorityOf(spec);
  if (priority === undefined || !Number.isInteger(priority) || priority < 0 || priority > 1000)
    checks.refuse(['spec', 'priority'], 'must be 0 to 1000');
  const subject = selectionOf(spec['subject'], ['spec', 'subject'], checks);
  if (subject === undefined) checks.refuse(['spec', 'subject'], 'needs one of namespaces and pods');
  const rulesOf = (direction: Direction): Rule[] =>
    checks
      .list(spec[direction], ['spec', direction], dialect.most)
      .flatMap((each, index) => ruleOf(each, direction, index, dialect, { checks, nodes }));
  const ingress = rulesOf('ingress');
  const egress = rulesOf('egress');
  if (checks.refused || subject === undefined || tier === undefined || priority === undefined)
    return { policy: undefined, problems: checks.problems };
  return {
    policy: {
      name: `${dialect.kind} ${object.name}`,
      object,
      tier,
      priority,
      subject,
      rules: { ...(ingress.length > 0 && { ingress }), ...(egress.length > 0 && { egress }) },
    },
    problems: checks.problems,
  };
}

/** Of networks and of names of domains in one peer, whatever the version. */
const mostNames = 25;

interface Reading {
  readonly checks: Checks;
  readonly nodes: readonly NetworkNode[];
}

function ruleOf(
  value: unknown,
  direction: Direction,
  index: number,
  dialect: Dialect,
  reading: Reading,
): Rule[] {
  const { checks } = reading;
  const path = ['spec', direction, index];
  const rule = checks.map(value, path);
  const action = actionOf(rule['action'], dialect);
  if (action === undefined) {
    checks.refuse([...path, 'action'], `must be ${dialect.accept}, Deny${dialect.canPass ? ' or Pass' : ''}`);
    return [];
  }
  const place = `${direction}[${index}]`;
  const peersField = direction === 'ingress' ? 'from' : 'to';
  const listed = checks.list(rule[peersField], [...path, peersField], dialect.most);
  if (listed.length === 0) checks.refuse([...path, peersField], 'needs at least one peer');
  const peers = listed.map((peer, at) => peersOf(peer, direction, [...path, peersField, at], reading));
  const given = checks.list(rule[dialect.portsField], [...path, dialect.portsField], dialect.most);
  const ports = given.map((port) => (isFields(port) ? dialect.readPort(port) : undefined));
  const isNamed = ports.some((each) => each?.some((port) => 'name' in port));
  if (isNamed && listed.some(isAddresses))
    checks.refuse(
      [...path, dialect.portsField],
      'has a port by its name, which networks, nodes and domainNames have not',
    );
  // What an implementation does not know it must take as closed: an accepting rule matches nothing, any other denies all.
  if (action !== 'allow' && listed.some((peer) => isFields(peer) && peer['domainNames'] !== undefined))
    checks.refuse([...path, peersField], `names domains, which only a rule with ${dialect.accept} may`);
  if (peers.includes(undefined) || ports.includes(undefined)) {
    checks.doubt(path, 'has a peer or port that is not judged; the API has such a rule fail closed');
    return action === 'allow' ? [] : [{ action: 'deny', place }];
  }
  return [
    {
      action,
      place,
      peers: peers.flatMap((each) => each ?? []),
      ...(ports.length > 0 && { ports: ports.flatMap((each) => each ?? []) }),
    },
  ];
}

function isAddresses(peer: unknown): boolean {
  return isFields(peer) && ['networks', 'nodes', 'domainNames'].some((field) => peer[field] !== undefined);
}

function actionOf(value: unknown, { accept, canPass }: Dialect): Action | undefined {
  if (value === accept) return 'allow';
  if (value === 'Deny') return 'deny';
  return value === 'Pass' && canPass ? 'pass' : undefined;
}

/** The peers of one entry; undefined for what is not known. */
function peersOf(
  value: unknown,
  direction: Direction,
  path: FieldPath,
  { checks, nodes }: Reading,
): Peer[] | undefined {
  const peer = checks.map(value, path);
  const networks = peer['networks'];
  if (networks !== undefined && direction === 'egress')
    return checks.list(networks, [...path, 'networks'], mostNames).flatMap((text, index): Peer[] => {
      const block = typeof text === 'string' ? parseBlock(text) : undefined;
      if (block === undefined) {
        checks.refuse([...path, 'networks', index], `${JSON.stringify(text)} is no CIDR`);
        return [];
      }
      // Traffic inside the cluster is checked against networks as well.
      return [{ addresses: { block, except: [], matchesPods: true, matchesNodes: true } }];
    });
  // Which addresses they have, configuration does not tell; none of a pod or a node is meant.
  if (peer['domainNames'] !== undefined && direction === 'egress') {
    checks.list(peer['domainNames'], [...path, 'domainNames'], mostNames);
    return [{ unresolved: 'names', nodes: false }];
  }
  if (peer['nodes'] !== undefined && direction === 'egress') {
    const selector = checks.selector(peer['nodes'], [...path, 'nodes']);
    return selector === undefined
      ? []
      : nodePeers(nodes.filter(({ labels }) => compileSelector(selector)(labels)));
  }
  const pods = selectionOf(peer, path, checks);
  return pods === undefined ? undefined : [{ pods }];
}

/** The addresses of nodes, which pods in the network of theirs have as well. */
export function nodePeers(nodes: readonly NetworkNode[]): Peer[] {
  return nodes.flatMap(({ addresses }) =>
    addresses.map((address) => ({
      addresses: { block: blockOf(address), except: [], matchesPods: false, matchesNodes: true },
    })),
  );
}

/** «Exactly one field must be set»: an empty selector takes all, an absent one is no selection. */
function selectionOf(value: unknown, path: FieldPath, checks: Checks): PodSelection | undefined {
  const given = checks.map(value, path);
  const { namespaces, pods } = given;
  if (namespaces !== undefined && pods !== undefined)
    checks.refuse(path, 'takes one of namespaces and pods, not both');
  if (namespaces !== undefined) {
    const selector = checks.selector(namespaces, [...path, 'namespaces']);
    return selector === undefined ? undefined : { namespaces: { selector } };
  }
  if (pods === undefined) return undefined;
  const selection = checks.map(pods, [...path, 'pods']);
  const selector = checks.selector(selection['namespaceSelector'], [...path, 'pods', 'namespaceSelector']);
  const labels = checks.selector(selection['podSelector'], [...path, 'pods', 'podSelector']);
  return selector === undefined || labels === undefined
    ? undefined
    : { namespaces: { selector }, pods: labels };
}
