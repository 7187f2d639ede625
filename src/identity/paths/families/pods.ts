import { mayBeNode } from '../../nodes.ts';
import type { PowerName } from '../../powers/power.ts';
import type { EdgeKindName } from '../edge-kinds/index.ts';
import { everywhere } from '../vertex.ts';
import { type Family, leads } from './family.ts';

const entering: readonly (readonly [PowerName, EdgeKindName])[] = [
  ['exec', 'exec-pod'],
  ['debug', 'debug-pod'],
  ['changePod', 'change-image'],
  ['attach', 'attach-pod'],
];

/**
 * Getting into pods that run. `pods` does not cover `pods/exec`, and `pods/*` covers nothing; a name in the rule is the name
 * of a pod. The kubelet is reached by any verb on nodes/proxy, in the whole cluster alone.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
 */
export const pods: Family = function* pods(held, place, terrain) {
  for (const [power, kind] of entering) {
    const over = held.get(power);
    if (over === 'all') yield leads(kind, terrain.hub('enter-pods', place), power);
    else if (over !== undefined)
      for (const { name, vertex } of terrain.podsNamed(over, place))
        yield leads(kind, vertex, { power, name });
  }
  const kubelets = held.get('kubelet');
  if (place !== everywhere || kubelets === undefined) return;
  if (kubelets === 'all') yield leads('kubelet-exec', terrain.hub('enter-pods', everywhere), 'kubelet');
  else {
    const name = [...kubelets].find((each) => mayBeNode(terrain.cluster, each));
    if (name !== undefined)
      yield leads('kubelet-exec', terrain.hub('pods-of-a-node', everywhere), { power: 'kubelet', name });
  }
};
