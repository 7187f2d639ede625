import type { CompiledPolicy, TierPolicies } from '../engine/compiled-policies.ts';
import { CompiledRule } from '../engine/compiled-rule.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import type { Action, Direction, Policy } from '../policies/policy.ts';

/** One edit of what policies say about a pod in one direction, for one connection. */
export type Step =
  /** The rule is about the port too, or about the peer, or no more about the connection. */
  | {
      readonly do: 'add-port' | 'add-peer' | 'narrow';
      readonly policy: CompiledPolicy;
      readonly rule: CompiledRule;
    }
  /** A rule about the connection stands before this one. */
  | {
      readonly do: 'insert';
      readonly policy: CompiledPolicy;
      readonly rule: CompiledRule;
      readonly action: Action;
    }
  /** A rule that allows the connection. */
  | { readonly do: 'add-rule'; readonly policy: CompiledPolicy }
  /** A policy that isolates the pod, with a rule that allows the connection or without rules. */
  | { readonly do: 'add-policy'; readonly allows: boolean };

/** What stands in the tiers of a pod after some steps, as far as one connection is asked about. */
export function tiersAfter(
  tiers: readonly TierPolicies[],
  steps: readonly Step[],
  direction: Direction,
  { engine, pod }: { readonly engine: NetworkEngine; readonly pod: NetworkPod },
): readonly TierPolicies[] {
  const changed = tiers.map(({ reading, policies }) => ({
    reading,
    policies: policies.map((policy) => changedPolicy(policy, steps)),
  }));
  const added = steps.find((step) => step.do === 'add-policy');
  const { network } = engine.compiled;
  if (added === undefined || network === undefined) return changed;
  const policy = newPolicy(pod, direction, added.allows, engine);
  if (!changed.some(({ reading }) => reading === network))
    return [...changed, { reading: network, policies: [policy] }].sort(
      (left, right) => left.reading.order - right.reading.order,
    );
  return changed.map((tier) =>
    tier.reading === network ? { reading: network, policies: inOrder([...tier.policies, policy]) } : tier,
  );
}

function changedPolicy(policy: CompiledPolicy, steps: readonly Step[]): CompiledPolicy {
  const own = steps.filter((step) => step.do !== 'add-policy' && step.policy === policy);
  if (own.length === 0) return policy;
  const rules = policy.rules.flatMap((rule) => {
    const step = own.find((each) => 'rule' in each && each.rule === rule);
    if (step === undefined) return [rule];
    if (step.do === 'narrow') return [];
    return step.do === 'insert' ? [anything(step.action), rule] : [anything('allow')];
  });
  const added = own.some((step) => step.do === 'add-rule') ? [anything('allow')] : [];
  return { ...policy, rules: [...rules, ...added] };
}

/** Of one connection alone, a rule about it is one about everything. */
function anything(action: Action): CompiledRule {
  return new CompiledRule({ action, place: '' });
}

/** A NetworkPolicy, which has order 1000 where Calico reads it. */
function newPolicy(
  { object, namespace }: NetworkPod,
  direction: Direction,
  allows: boolean,
  { profile }: NetworkEngine,
): CompiledPolicy {
  const rules = allows ? [anything('allow')] : [];
  const policy: Policy = {
    name: '',
    object,
    tier: 'network',
    priority: profile.options.kinds.includes('Calico') ? 1_000 : 0,
    subject: { namespaces: { name: namespace } },
    rules: { [direction]: rules.map(({ rule }) => rule) },
  };
  return { policy, rules, isPlain: true, namesAddresses: false };
}

function inOrder(policies: readonly CompiledPolicy[]): CompiledPolicy[] {
  return [...policies].sort(({ policy: left }, { policy: right }) =>
    left.priority === right.priority ? 0 : left.priority - right.priority,
  );
}
