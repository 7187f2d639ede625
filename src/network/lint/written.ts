import { asList, asMap } from '../../cluster/index.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Lint } from './finding.ts';

/** NetworkPolicies whose `policyTypes` do not say what their sections seem to. */
export function* policyTypes({ policies }: NetworkEngine): Iterable<Lint> {
  for (const { object } of policies) {
    if (object.kind !== 'NetworkPolicy' || object.group !== 'networking.k8s.io') continue;
    const spec = asMap(object.body['spec']);
    const types = asList(spec['policyTypes']);
    const egress = spec['egress'];
    if (types.length === 0 && Array.isArray(egress) && egress.length === 0)
      yield {
        rule: 'egress-stays-open',
        object,
        path: ['spec', 'egress'],
        message: 'egress is empty and there are no policyTypes: the policy is about ingress alone.',
      };
    if (types.length === 0) continue;
    for (const [field, type] of [
      ['ingress', 'Ingress'],
      ['egress', 'Egress'],
    ] as const)
      if (asList(spec[field]).length > 0 && !types.includes(type))
        yield {
          rule: 'section-ignored',
          object,
          path: ['spec', field],
          message: `${field} has rules, and policyTypes does not name ${type}.`,
        };
  }
}

/** Rules that are about every address; of egress only those that name no port, for DNS alone is opened so. */
export function* allowsEverybody({ policies }: NetworkEngine): Iterable<Lint> {
  for (const { object, rules } of policies) {
    if (object.kind !== 'NetworkPolicy' || object.group !== 'networking.k8s.io') continue;
    for (const direction of ['ingress', 'egress'] as const)
      for (const [index, { peers, ports }] of (rules[direction] ?? []).entries()) {
        if (peers !== undefined || (direction === 'egress' && ports !== undefined)) continue;
        const what = ports === undefined ? 'every port' : 'its ports';
        yield {
          rule: direction === 'ingress' && ports === undefined ? 'allows-everything' : 'allows-everybody',
          object,
          path: ['spec', direction, index],
          message:
            direction === 'ingress'
              ? `The rule lets everybody in on ${what}, also from outside the cluster.`
              : `The rule lets its pods out to everybody on ${what}.`,
        };
      }
  }
}
