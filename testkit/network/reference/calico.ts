import { calicoRuleMatches, thingOfPod } from './calico-rule.ts';
import { calicoSelects } from './calico-selector.ts';
import { at, items, type Json, number, text } from './json.ts';
import { judgeNetworkPolicies } from './network-policy.ts';
import { type Direction, ends, type Packet, type Pod, policyName, type Verdict } from './packet.ts';
import { ofKind, type World } from './world.ts';

interface Tier {
  readonly name: string;
  readonly order: number;
  readonly defaultAction: string;
}

/** What one policy does at its turn. */
interface Turn {
  readonly name: string;
  readonly order: number;
  readonly tieBreaker: string;
  readonly judge: () => 'allow' | 'deny' | 'pass' | 'none';
}

/** Tiers that exist without anyone making them: https://docs.tigera.io/calico/latest/reference/resources/tier */
const builtIn: readonly Tier[] = [
  { name: 'kube-admin', order: 1_000, defaultAction: 'Pass' },
  { name: 'default', order: 1_000_000, defaultAction: 'Deny' },
  { name: 'kube-baseline', order: 10_000_000, defaultAction: 'Pass' },
];

/** «policies … NetworkPolicy of Kubernetes have order 1000»: https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy */
const orderOfNative = 1_000;

/**
 * What the tiers that are wanted say of one direction: of Calico's own kinds, and of NetworkPolicy v1, which is a policy of the
 * tier `default`. Kinds that stand between tiers are judged at their place by the caller.
 * https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 */
export function judgeCalicoTiers(
  world: World,
  packet: Packet,
  direction: Direction,
  wanted: (tier: Tier) => boolean,
): Verdict {
  const { subject } = ends(packet, direction);
  if (subject.pod === undefined || subject.pod.hostNetwork)
    return { verdict: 'none', policies: [], reason: 'no endpoint that policies select' };
  const passed: string[] = [];
  for (const tier of tiers(world).filter(wanted)) {
    const turns = turnsOf(world, tier, packet, direction, subject.pod);
    const decision = walkTier(tier, turns);
    // «If none of the policies in the tier apply to the endpoint, the tier is skipped.»
    if (decision === undefined) continue;
    if (decision.action === 'pass') passed.push(...decision.policies);
    else return { verdict: decision.action, policies: decision.policies, reason: `tier ${tier.name}` };
  }
  // The profiles of a pod allow: https://docs.tigera.io/calico/latest/reference/resources/profile
  return { verdict: 'none', policies: passed, reason: 'no tier decides' };
}

function walkTier(
  tier: Tier,
  turns: readonly Turn[],
): { readonly action: 'allow' | 'deny' | 'pass'; readonly policies: readonly string[] } | undefined {
  for (const turn of turns) {
    const action = turn.judge();
    if (action !== 'none') return { action, policies: [turn.name] };
  }
  if (turns.length === 0) return undefined;
  // «the tier's defaultAction … applies to traffic that no rule in the tier's policies matched»
  return { action: tier.defaultAction === 'Pass' ? 'pass' : 'deny', policies: turns.map(({ name }) => name) };
}

/** «Tiers with higher order are evaluated last; without an order, after those that have one.» */
function tiers(world: World): readonly Tier[] {
  const made = ['projectcalico.org', 'crd.projectcalico.org'].flatMap((group) =>
    ofKind(world.objects, 'Tier', group).map((tier) => ({
      name: text(tier, 'metadata', 'name'),
      order: number(tier, 'spec', 'order') ?? Number.POSITIVE_INFINITY,
      defaultAction: text(tier, 'spec', 'defaultAction') || 'Deny',
    })),
  );
  const missing = builtIn.filter(({ name }) => !made.some((tier) => tier.name === name));
  return [...made, ...missing].sort(byOrder(({ name }) => name));
}

function byOrder<T extends { readonly order: number }>(name: (value: T) => string) {
  return (one: T, other: T): number => {
    if (one.order !== other.order) return one.order < other.order ? -1 : 1;
    return name(one) < name(other) ? -1 : 1;
  };
}

/** The policies of a tier that apply to the pod in this direction, in the order they are asked. */
function turnsOf(
  world: World,
  tier: Tier,
  packet: Packet,
  direction: Direction,
  subject: Pod,
): readonly Turn[] {
  const turns: Turn[] = [];
  for (const kind of ['NetworkPolicy', 'GlobalNetworkPolicy'])
    for (const group of ['projectcalico.org', 'crd.projectcalico.org'])
      for (const policy of ofKind(world.objects, kind, group)) {
        const namespace = kind === 'NetworkPolicy' ? text(policy, 'metadata', 'namespace') || 'default' : '';
        const name = text(policy, 'metadata', 'name');
        if ((text(policy, 'spec', 'tier') || 'default') !== tier.name) continue;
        if (!applies(world, policy, namespace, subject) || !hasType(policy, direction)) continue;
        turns.push({
          name: policyName(`Calico ${kind}`, namespace, name),
          order: number(policy, 'spec', 'order') ?? Number.POSITIVE_INFINITY,
          tieBreaker: namespace === '' ? name : `${namespace}/${name}`,
          judge: () => judgePolicy(world, policy, namespace, packet, direction),
        });
      }
  if (tier.name === 'default') turns.push(...nativeTurns(world, packet, direction));
  return turns.sort(byOrder(({ tieBreaker }) => tieBreaker));
}

/** Each NetworkPolicy v1 that selects the pod has its turn; one that no rule of matches says nothing and makes the tier decide. */
function nativeTurns(world: World, packet: Packet, direction: Direction): readonly Turn[] {
  const turns: Turn[] = [];
  for (const policy of ofKind(world.objects, 'NetworkPolicy', 'networking.k8s.io')) {
    const alone = { ...world, objects: [policy] };
    const verdict = judgeNetworkPolicies(alone, packet, direction, {
      ipBlockMatchesPods: true,
      ipBlockMatchesNodes: true,
    });
    if (verdict.verdict === 'none') continue;
    const [name = ''] = verdict.policies;
    const metadata = at(policy, 'metadata');
    turns.push({
      name,
      order: orderOfNative,
      tieBreaker: `${text(metadata, 'namespace') || 'default'}/knp.default.${text(metadata, 'name')}`,
      judge: () => (verdict.verdict === 'allow' ? 'allow' : 'none'),
    });
  }
  return turns;
}

function applies(world: World, policy: Json, namespace: string, subject: Pod): boolean {
  // «doNotTrack» and «preDNAT» are about host endpoints.
  if (at(policy, 'spec', 'doNotTrack') === true || at(policy, 'spec', 'preDNAT') === true) return false;
  if (namespace !== '' && subject.namespace !== namespace) return false;
  const thing = thingOfPod(world, subject);
  if (!calicoSelects(text(policy, 'spec', 'selector'), thing.labels)) return false;
  if (
    !calicoSelects(text(policy, 'spec', 'namespaceSelector'), {
      ...subject.namespaceLabels,
      'projectcalico.org/name': subject.namespace,
    })
  )
    return false;
  const accounts = text(policy, 'spec', 'serviceAccountSelector');
  return (
    accounts === '' ||
    calicoSelects(accounts, {
      ...thing.serviceAccountLabels,
      'projectcalico.org/name': subject.serviceAccount,
    })
  );
}

/** «types: … if not specified: Ingress if there are ingress rules or no egress rules; Egress if there are egress rules» */
function hasType(policy: Json, direction: Direction): boolean {
  const types = items(policy, 'spec', 'types');
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  if (direction === 'egress') return items(policy, 'spec', 'egress').length > 0;
  return items(policy, 'spec', 'ingress').length > 0 || items(policy, 'spec', 'egress').length === 0;
}

function judgePolicy(
  world: World,
  policy: Json,
  namespace: string,
  packet: Packet,
  direction: Direction,
): 'allow' | 'deny' | 'pass' | 'none' {
  for (const rule of items(policy, 'spec', direction)) {
    if (!calicoRuleMatches(world, rule, namespace, packet)) continue;
    const action = text(rule, 'action');
    if (action === 'Allow') return 'allow';
    if (action === 'Deny') return 'deny';
    if (action === 'Pass') return 'pass';
    // «Log: … the packet continues to the next rule.»
  }
  return 'none';
}
