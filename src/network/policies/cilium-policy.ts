import {
  asList,
  asMap,
  type Cluster,
  type ClusterObject,
  isFields,
  type LabelSelector,
} from '../../cluster/index.ts';
import { Checks } from './checks.ts';
import { ciliumPeers, ciliumSubject } from './cilium-peers.ts';
import { ciliumPorts } from './cilium-ports.ts';
import { NotJudged } from './not-judged.ts';
import type { Action, Direction, Policy, Rule } from './policy.ts';

type Fields = Readonly<Record<string, unknown>>;

const sections: readonly (readonly [field: string, direction: Direction, action: Action])[] = [
  ['ingressDeny', 'ingress', 'deny'],
  ['ingress', 'ingress', 'allow'],
  ['egressDeny', 'egress', 'deny'],
  ['egress', 'egress', 'allow'],
];

/**
 * The rules of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy, one policy for each entry of `specs`. They add to
 * those of NetworkPolicy, but that whatever denies wins. Throws {@link NotJudged} for what is not read, so that the whole
 * object is taken for unknown.
 * https://docs.cilium.io/en/stable/security/policy/language/
 */
export function readCiliumPolicy(object: ClusterObject, cluster: Cluster): Policy[] {
  const { spec, specs } = object.body;
  const rules = [...(isFields(spec) ? [spec] : []), ...asList(specs).map(asMap)];
  if (rules.length === 0) throw new NotJudged('it has no spec');
  return rules.map((each) => policyOf(each, object, cluster));
}

function policyOf(spec: Fields, object: ClusterObject, cluster: Cluster): Policy {
  const { kind, namespace, name } = object;
  if (spec['nodeSelector'] !== undefined) throw new NotJudged('nodeSelector');
  if (!isFields(spec['endpointSelector'])) throw new NotJudged('it has no endpointSelector');
  const checks = new Checks(object);
  const rules: Record<Direction, Rule[]> = { ingress: [], egress: [] };
  for (const [field, direction, action] of sections)
    for (const [index, each] of asList(spec[field]).entries())
      rules[direction].push(...ruleOf(asMap(each), `${field}[${index}]`, direction, action, checks, cluster));
  const isolates = {
    ingress: isolatesOf(spec, 'ingress'),
    egress: isolatesOf(spec, 'egress'),
  };
  return {
    name: `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`,
    object,
    tier: 'network',
    priority: 0,
    subject: ciliumSubject(spec['endpointSelector'] as LabelSelector, namespace, checks),
    isolates,
    rules: {
      ...((isolates.ingress || rules.ingress.length > 0) && { ingress: rules.ingress }),
      ...((isolates.egress || rules.egress.length > 0) && { egress: rules.egress }),
    },
  };
}

/** https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes */
function isolatesOf(spec: Fields, direction: Direction): boolean {
  const wanted = asMap(spec['enableDefaultDeny'])[direction];
  if (typeof wanted === 'boolean') return wanted;
  return asList(spec[direction]).length > 0 || asList(spec[`${direction}Deny`]).length > 0;
}

const fieldsBesidePeers = new Set(['toPorts', 'icmps']);

function ruleOf(
  rule: Fields,
  place: string,
  direction: Direction,
  action: Action,
  checks: Checks,
  cluster: Cluster,
): Rule[] {
  const given = Object.keys(rule).filter((field) => rule[field] !== undefined && rule[field] !== null);
  // A rule that names nobody and no port only isolates: https://docs.cilium.io/en/stable/security/policy/intro/#rule-basics
  if (given.length === 0) return [];
  const peerFields = given.filter((field) => !fieldsBesidePeers.has(field));
  // «Deny policies do not support layer 7», nor names: https://docs.cilium.io/en/stable/security/policy/language/#deny-policies
  if (action === 'deny' && (peerFields.includes('toFQDNs') || hasLayer7(rule)))
    throw new NotJudged('a rule that denies by names or by layer 7');
  if (peerFields.length > 1) throw new NotJudged(`${peerFields.join(' with ')} in one rule`);
  const [field] = peerFields;
  const peers = field === undefined ? undefined : ciliumPeers(field, rule[field], direction, checks, cluster);
  return [{ action, place, ...(peers !== undefined && { peers }), ...ciliumPorts(rule) }];
}

function hasLayer7(rule: Fields): boolean {
  return asList(rule['toPorts']).some((each) => isFields(asMap(each)['rules']));
}

/** Whether a policy goes by names of hosts, or by what is said on a connection. */
export function goesByNames({ body: { spec, specs } }: ClusterObject): boolean {
  return [spec, ...asList(specs)]
    .map(asMap)
    .some((each) =>
      [...asList(each['egress']), ...asList(each['ingress'])]
        .map(asMap)
        .some((rule) => rule['toFQDNs'] !== undefined || hasLayer7(rule)),
    );
}
