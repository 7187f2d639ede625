import type { ClusterObject, FieldPath, Problem } from '../../cluster/index.ts';
import { type Block, parseBlock } from '../address.ts';
import type { Protocol } from '../question.ts';
import { Checks } from './checks.ts';
import type { Direction, Peer, PodSelection, Policy, PortSelection, Rule } from './policy.ts';

/**
 * A NetworkPolicy as the API server takes it. What it refuses protects nothing and is a problem; undefined then.
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function readNetworkPolicy(object: ClusterObject): {
  readonly policy: Policy | undefined;
  readonly problems: readonly Problem[];
} {
  const checks = new Checks(object);
  const spec = checks.map(object.body['spec'], ['spec']);
  checks.known(spec, ['spec'], ['podSelector', 'policyTypes', 'ingress', 'egress']);
  const pods = checks.selector(spec['podSelector'], ['spec', 'podSelector']);
  const ingress = rulesOf(spec['ingress'], 'ingress', checks);
  const egress = rulesOf(spec['egress'], 'egress', checks);
  const types = typesOf(spec['policyTypes'], egress.length > 0, checks);
  for (const [direction, rules] of [['ingress', ingress] as const, ['egress', egress] as const])
    if (rules.length > 0 && !types.includes(direction))
      checks.doubt(
        ['spec', direction],
        `policyTypes does not name ${typeNames[direction]}, so that it is ignored`,
      );
  const policy: Policy = {
    name: `NetworkPolicy ${object.namespace}/${object.name}`,
    object,
    tier: 'network',
    priority: 0,
    subject: { namespaces: { name: object.namespace }, ...(pods !== undefined && { pods }) },
    rules: {
      ...(types.includes('ingress') && { ingress }),
      ...(types.includes('egress') && { egress }),
    },
  };
  return { policy: checks.refused ? undefined : policy, problems: checks.problems };
}

const typeNames: Readonly<Record<Direction, string>> = { ingress: 'Ingress', egress: 'Egress' };

/** Absent or empty: Ingress, and Egress where there is an egress rule. */
function typesOf(value: unknown, hasEgress: boolean, checks: Checks): Direction[] {
  const path = ['spec', 'policyTypes'];
  const named = checks.list(value, path);
  if (named.length === 0) return hasEgress ? ['ingress', 'egress'] : ['ingress'];
  return named.flatMap((type, index): Direction[] => {
    if (type === 'Ingress') return ['ingress'];
    if (type === 'Egress') return ['egress'];
    checks.refuse([...path, index], 'must be Ingress or Egress');
    return [];
  });
}

function rulesOf(value: unknown, direction: Direction, checks: Checks): Rule[] {
  const peersField = direction === 'ingress' ? 'from' : 'to';
  return checks.list(value, ['spec', direction]).map((each, index): Rule => {
    const path = ['spec', direction, index];
    const rule = checks.map(each, path);
    checks.known(rule, path, [peersField, 'ports']);
    const peers = checks
      .list(rule[peersField], [...path, peersField])
      .flatMap((peer, at) => peerOf(peer, [...path, peersField, at], checks));
    const ports = checks
      .list(rule['ports'], [...path, 'ports'])
      .flatMap((port, at) => portOf(port, [...path, 'ports', at], checks));
    return {
      action: 'allow',
      place: `${direction}[${index}]`,
      ...(peers.length > 0 && { peers }),
      ...(ports.length > 0 && { ports }),
    };
  });
}

function peerOf(value: unknown, path: FieldPath, checks: Checks): Peer[] {
  const peer = checks.map(value, path);
  checks.known(peer, path, ['podSelector', 'namespaceSelector', 'ipBlock']);
  const hasSelector = isGiven(peer['podSelector']) || isGiven(peer['namespaceSelector']);
  if (isGiven(peer['ipBlock'])) {
    if (hasSelector) checks.refuse(path, 'ipBlock stands alone: selectors beside it are forbidden');
    return blockOf(peer['ipBlock'], [...path, 'ipBlock'], checks);
  }
  if (!hasSelector) {
    checks.refuse(path, 'a peer needs podSelector, namespaceSelector or ipBlock');
    return [];
  }
  const pods = checks.selector(peer['podSelector'], [...path, 'podSelector']);
  const selector = checks.selector(peer['namespaceSelector'], [...path, 'namespaceSelector']);
  const namespaces: PodSelection['namespaces'] =
    selector === undefined ? { name: checks.object.namespace } : { selector };
  return [{ pods: { namespaces, ...(pods !== undefined && { pods }) } }];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/: IPBlock */
function blockOf(value: unknown, path: FieldPath, checks: Checks): Peer[] {
  const given = checks.map(value, path);
  checks.known(given, path, ['cidr', 'except']);
  const block = cidrOf(given['cidr'], [...path, 'cidr'], checks);
  const except = checks.list(given['except'], [...path, 'except']).flatMap((each, index) => {
    const place = [...path, 'except', index];
    const cut = cidrOf(each, place, checks);
    if (cut === undefined || block === undefined) return [];
    if (
      cut.family !== block.family ||
      cut.first < block.first ||
      cut.last > block.last ||
      cut.length <= block.length
    )
      checks.refuse(place, `must be a part of ${String(given['cidr'])}`);
    return [cut];
  });
  return block === undefined ? [] : [{ addresses: { block, except } }];
}

function cidrOf(value: unknown, path: FieldPath, checks: Checks): (Block & { length: number }) | undefined {
  const block = typeof value === 'string' ? parseBlock(value) : undefined;
  if (block === undefined) checks.refuse(path, `${JSON.stringify(value)} is no CIDR`);
  else if (block.hostBits)
    checks.doubt(path, `${String(value)} has bits beyond its length, which are taken for zero`);
  return block;
}

const protocols: ReadonlySet<unknown> = new Set(['TCP', 'UDP', 'SCTP']);

function portOf(value: unknown, path: FieldPath, checks: Checks): PortSelection[] {
  const given = checks.map(value, path);
  checks.known(given, path, ['protocol', 'port', 'endPort']);
  const protocol = (given['protocol'] ?? 'TCP') as Protocol;
  if (!protocols.has(protocol)) checks.refuse([...path, 'protocol'], 'must be TCP, UDP or SCTP');
  const { port, endPort } = given;
  if (!isGiven(port)) {
    if (isGiven(endPort)) checks.refuse([...path, 'endPort'], 'needs a port');
    return [{ protocol, first: 1, last: 65_535 }];
  }
  if (typeof port === 'string') {
    if (isGiven(endPort)) checks.refuse([...path, 'endPort'], 'needs a port that is a number');
    if (!isPortName(port))
      checks.refuse(
        [...path, 'port'],
        /^\d+$/.test(port)
          ? `"${port}" in quotes is a name, and a name has a letter: write ${port}`
          : `"${port}" is no name of a port`,
      );
    return [{ protocol, name: port }];
  }
  if (!isPortNumber(port)) {
    checks.refuse([...path, 'port'], 'must be 1 to 65535, or a name');
    return [];
  }
  if (!isGiven(endPort)) return [{ protocol, first: port, last: port }];
  if (!isPortNumber(endPort)) checks.refuse([...path, 'endPort'], 'must be 1 to 65535');
  else if (endPort < port) checks.refuse([...path, 'endPort'], `must not be below port ${port}`);
  return [{ protocol, first: port, last: endPort as number }];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isPortNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** https://www.rfc-editor.org/rfc/rfc6335#section-5.1, in lower case */
function isPortName(text: string): boolean {
  return text.length <= 15 && /^(?!-)(?!.*--)(?=.*[a-z])[a-z0-9-]+(?<!-)$/.test(text);
}
