import { type ClusterObject, podTemplatesOf } from '../../cluster/index.ts';
import { has } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Policy } from '../policies/policy.ts';
import type { Protocol } from '../question.ts';
import type { Lint } from './finding.ts';

/** Who resolves names: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
const dnsApp = 'kube-dns';
/** https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const nodeLocal = 'node-local-dns';

/**
 * Pods whose egress is closed and that may not ask the resolvers of the cluster, told once for each policy that closes them.
 * Nothing where the resolvers are not here, or a cache on the node answers, for which rules are about its address.
 */
export function* namesNotResolved(engine: NetworkEngine): Iterable<Lint> {
  if (!engine.profile.enforces) return;
  const { universe, compiled } = engine;
  const resolvers = universe.classes.filter(
    ({ example: { namespace, labels } }) => namespace === 'kube-system' && labels['k8s-app'] === dnsApp,
  );
  const isCached = universe.classes.some(
    ({ example: { namespace, name } }) => namespace === 'kube-system' && name.startsWith(nodeLocal),
  );
  if (resolvers.length === 0 || isCached) return;
  const told = new Map<Policy, { missing: Set<Protocol>; pods: string[] }>();
  for (const { index, example, pods } of universe.classes) {
    if (example.hostNetwork || !asksTheCluster(example.object)) continue;
    const row = engine.row(index, 'egress');
    if (row === 'open' || pods.some((pod) => engine.unjudged(pod).length > 0)) continue;
    const missing = (['UDP', 'TCP'] as const).filter((protocol) => {
      const atom = universe.ports.at(protocol, 53);
      return !row.some(
        ({ ports, peers, maybe }) =>
          has(ports, atom) &&
          resolvers.some((each) => has(peers, each.index) || (maybe !== undefined && has(maybe, each.index))),
      );
    });
    const [closes] = compiled.policiesOf(index, 'egress');
    if (missing.length === 0 || closes === undefined) continue;
    const known = told.get(closes.policy) ?? { missing: new Set(), pods: [] };
    told.set(closes.policy, known);
    for (const protocol of missing) known.missing.add(protocol);
    known.pods.push(...pods.map(({ namespace, name }) => `${namespace}/${name}`));
  }
  for (const [{ object }, { missing, pods }] of told)
    yield {
      rule: 'names-not-resolved',
      object,
      path: ['spec'],
      message: `${pods[0]}${pods.length > 1 ? ` and ${pods.length - 1} more` : ''} may not ask kube-dns over ${[...missing].join(' and ')} on port 53.`,
    };
}

/** Pods with the resolver of their node, or with their own, ask nobody in the cluster. */
function asksTheCluster(object: ClusterObject): boolean {
  return podTemplatesOf(object).some(
    ({ spec }) => spec['dnsPolicy'] !== 'Default' && spec['dnsPolicy'] !== 'None',
  );
}
