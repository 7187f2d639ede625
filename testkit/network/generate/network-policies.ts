import { type Chooser, once, pick, several } from './choose.ts';
import {
  blocks,
  type Fields,
  labelSelector,
  namespaceNames,
  namespaceSelector,
  portNames,
  portNumbers,
  protocols,
} from './vocabulary.ts';

/** Policies of networking.k8s.io/v1 as a server takes them; absent, null and empty lists are all among them. */
export function networkPolicies(choose: Chooser, most = 6): Fields[] {
  return several(choose, 0, most, (index) => {
    const spec: Fields = {};
    if (!once(choose, 6)) spec['podSelector'] = labelSelector(choose);
    const types = pick(choose, [
      undefined,
      ['Ingress'],
      ['Egress'],
      ['Ingress', 'Egress'],
      ['Ingress', 'Egress'],
    ]);
    if (types !== undefined) spec['policyTypes'] = types;
    if (choose.below(4) > 0) spec['ingress'] = rules(choose, 'from');
    if (choose.below(4) > 0) spec['egress'] = rules(choose, 'to');
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `np${index}`, namespace: pick(choose, namespaceNames) },
      spec,
    };
  });
}

function rules(choose: Chooser, peerField: 'from' | 'to'): Fields[] {
  return several(choose, 0, 3, () => {
    const rule: Fields = {};
    if (choose.below(4) > 0)
      rule[peerField] = several(choose, once(choose, 8) ? 0 : 1, 3, () => networkPolicyPeer(choose));
    if (choose.below(3) > 0)
      rule['ports'] = several(choose, once(choose, 8) ? 0 : 1, 3, () => networkPolicyPort(choose));
    return rule;
  });
}

function networkPolicyPeer(choose: Chooser): Fields {
  switch (choose.below(4)) {
    case 0:
      return { podSelector: labelSelector(choose) };
    case 1:
      return { namespaceSelector: namespaceSelector(choose) };
    case 2:
      return { namespaceSelector: namespaceSelector(choose), podSelector: labelSelector(choose) };
    default:
      return { ipBlock: ipBlock(choose) };
  }
}

/** A block, often with parts cut out. */
export function ipBlock(choose: Chooser): Fields {
  const { cidr, excepts } = pick(choose, blocks);
  if (excepts.length === 0 || once(choose, 2)) return { cidr };
  return { cidr, except: [...new Set(several(choose, 1, 2, () => pick(choose, excepts)))] };
}

function networkPolicyPort(choose: Chooser): Fields {
  const port: Fields = {};
  if (choose.below(3) > 0) port['protocol'] = pick(choose, protocols);
  switch (choose.below(5)) {
    case 0:
      break;
    case 1:
      port['port'] = pick(choose, portNames);
      break;
    case 2: {
      const first = pick(choose, portNumbers);
      port['port'] = first;
      port['endPort'] = Math.min(65535, first + pick(choose, [0, 1, 400, 65535]));
      break;
    }
    default:
      port['port'] = pick(choose, portNumbers);
  }
  return port;
}
