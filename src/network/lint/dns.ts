import { type ClusterObject, createClusterStore, podTemplatesOf } from '../../cluster/index.ts';
import { has } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { PodClass } from '../engine/pod-classes.ts';
import type { Peer, Policy } from '../policies/policy.ts';
import type { Protocol } from '../question.ts';
import type { Lint } from './finding.ts';

/** Who resolves names: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
const dnsApp = 'kube-dns';
/** https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const nodeLocal = 'node-local-dns';

/**
 * Pods whose egress is closed and that may not ask the resolvers of the cluster, told once for each policy that closes them.
 * Nothing where a cache on the node answers, for which rules are about its address. Where no resolver was read, as in
 * manifests, one is asked about as it usually is, and rules for addresses or for pods that are not here may be meant for it.
 */
export function* namesNotResolved(engine: NetworkEngine): Iterable<Lint> {
  if (!engine.profile.enforces) return;
  const { universe, compiled } = engine;
  if (universe.classes.every(({ index }) => compiled.policiesOf(index, 'egress').length === 0)) return;
  const isCached = universe.classes.some(
    ({ example: { namespace, name } }) => namespace === 'kube-system' && name.startsWith(nodeLocal),
  );
  if (isCached) return;
  const resolvers = resolversIn(engine);
  if (resolvers.length > 0) {
    yield* notAsking(engine, resolvers, { isRead: true });
    return;
  }
  const store = createClusterStore({ from: engine.cluster });
  store.apply(usualResolver);
  const assumed = engine.after(store.snapshot());
  yield* notAsking(assumed, resolversIn(assumed), { isRead: false });
}

const usualResolver = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: dnsApp, namespace: 'kube-system', labels: { 'k8s-app': dnsApp } },
  spec: { containers: [] },
};

function resolversIn({ universe }: NetworkEngine): readonly PodClass[] {
  return universe.classes.filter(
    ({ example: { namespace, labels }, pods }) =>
      pods.length > 0 && namespace === 'kube-system' && labels['k8s-app'] === dnsApp,
  );
}

function* notAsking(
  engine: NetworkEngine,
  resolvers: readonly PodClass[],
  { isRead }: { readonly isRead: boolean },
): Iterable<Lint> {
  const { universe, compiled } = engine;
  const told = new Map<Policy, { missing: Set<Protocol>; pods: string[] }>();
  for (const { index, example, pods } of universe.classes) {
    if (pods.length === 0 || example.hostNetwork || !asksTheCluster(example.object)) continue;
    if (!isRead && resolvers.some((each) => each.index === index)) continue;
    const row = engine.row(index, 'egress');
    if (row === 'open' || pods.some((pod) => engine.unjudged(pod).length > 0)) continue;
    const missing = (['UDP', 'TCP'] as const).filter((protocol) => {
      const atom = universe.ports.at(protocol, 53);
      if (!isRead && mayBeMeant(engine, index, protocol)) return false;
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
      message: `${pods[0]}${pods.length > 1 ? ` and ${pods.length - 1} more` : ''} may not ask kube-dns${isRead ? '' : ', which was not read,'} over ${[...missing].join(' and ')} on port 53.`,
    };
}

/**
 * Whether a rule that lets out may be meant for a resolver that was not read: by a port of one, and about an address or about
 * pods that are not here. The resolver of OpenShift listens on 5353.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/networking_operators/dns-operator
 */
function mayBeMeant({ universe, compiled }: NetworkEngine, subject: number, protocol: Protocol): boolean {
  const atoms = [53, 5353].map((port) => universe.ports.at(protocol, port));
  const isElsewhere = (peer: Peer): boolean =>
    !('pods' in peer) || universe.selections.membersOf(peer.pods)[Symbol.iterator]().next().done === true;
  return compiled.policiesOf(subject, 'egress').some(({ rules }) =>
    rules.some((each) => {
      const { action, peers, ports } = each.rule;
      if (action !== 'allow' || peers?.some(isElsewhere) !== true) return false;
      const isNamed = (ports ?? []).some((port) => 'name' in port);
      return isNamed || atoms.some((atom) => has(each.in(universe).ports, atom));
    }),
  );
}

/** Pods with the resolver of their node, or with their own, ask nobody in the cluster. */
function asksTheCluster(object: ClusterObject): boolean {
  return podTemplatesOf(object).some(
    ({ spec }) => spec['dnsPolicy'] !== 'Default' && spec['dnsPolicy'] !== 'None',
  );
}
