import type { NetworkEngine } from '../engine/network-engine.ts';
import { namesNotResolved } from './dns.ts';
import type { Lint } from './finding.ts';
import { lintRules } from './lint-rules.ts';
import { blocksOfPods, peersOfNobody, portNames, subjectsOfNobody } from './peers.ts';
import { repeatedRules } from './repeated-rules.ts';
import { allowsEverybody, policyTypes } from './written.ts';

/**
 * What is wrong with the policies of a cluster, over the pods that are there; warnings first. That a selector takes nobody is
 * told where all pods are known: part of a cluster may lack them.
 */
export function lintOf(engine: NetworkEngine): Lint[] {
  const found: Lint[] = [
    ...notEnforced(engine),
    ...policyTypes(engine),
    ...allowsEverybody(engine),
    ...(engine.cluster.knowledgeOf('', 'Pod').complete
      ? [...subjectsOfNobody(engine), ...peersOfNobody(engine)]
      : []),
    ...portNames(engine),
    ...blocksOfPods(engine),
    ...namesNotResolved(engine),
    ...repeatedRules(engine),
  ];
  const rank = ({ rule }: Lint) => (lintRules[rule].severity === 'warning' ? 0 : 1);
  return found.sort((left, right) => rank(left) - rank(right));
}

function notEnforced({ profile, policies }: NetworkEngine): Lint[] {
  if (profile.enforces || policies.length === 0) return [];
  return [
    {
      rule: 'not-enforced',
      path: [],
      message: `${policies.length === 1 ? 'One policy is' : `${policies.length} policies are`} stored, and nobody enforces ${policies.length === 1 ? 'it' : 'them'}.`,
    },
  ];
}
