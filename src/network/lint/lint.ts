import type { NetworkEngine } from '../engine/network-engine.ts';
import { namesNotResolved } from './dns.ts';
import type { Lint } from './finding.ts';
import { lintRules } from './lint-rules.ts';
import { blocksOfPods, peersOfNobody, portNames, subjectsOfNobody } from './peers.ts';
import { repeatedRules } from './repeated-rules.ts';
import { shadowedRules, sharedPriorities } from './shadowed-rules.ts';
import { allowsEverybody, policyTypes } from './written.ts';

/**
 * What is wrong with the policies of a cluster, over the pods that are there; warnings first. That a selector takes nobody is
 * told where all pods are known: part of a cluster may lack them.
 */
export function lintOf(engine: NetworkEngine): Lint[] {
  const repeated = [...repeatedRules(engine)];
  const found: Lint[] = [
    ...notEnforced(engine),
    ...policyTypes(engine),
    ...[...allowsEverybody(engine)].filter((each) => !repeated.some((other) => undoes(other, each))),
    ...(engine.cluster.knowledgeOf('', 'Pod').complete
      ? [...subjectsOfNobody(engine), ...peersOfNobody(engine)]
      : []),
    ...portNames(engine),
    ...blocksOfPods(engine),
    ...namesNotResolved(engine),
    ...repeated,
    ...shadowedRules(engine),
    ...sharedPriorities(engine),
  ];
  const rank = ({ rule }: Lint) => (lintRules[rule].severity === 'warning' ? 0 : 1);
  return found.sort((left, right) => rank(left) - rank(right));
}

/** Whether a rule is told already as one that undoes others. */
function undoes({ rule, object, path }: Lint, other: Lint): boolean {
  return rule === 'undoes-others' && object === other.object && path.join() === other.path.join();
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
