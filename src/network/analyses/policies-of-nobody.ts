import { type ClusterObject, formatPath, isFields } from '../../cluster/index.ts';
import { type Analysis, analysisOf, type Evidence, type ResultDraft } from '../../controls/index.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Lint } from '../lint/finding.ts';
import { blocksOfPods, peersOfNobody, portNames, subjectsOfNobody } from '../lint/peers.ts';
import type { Policy } from '../policies/policy.ts';
import { isPrivate } from '../private-networks.ts';
import { connectingKinds, networkOf, unreadReason } from './network-of.ts';

/**
 * Policies whose selector takes no pod and no workload. One that is about all of its namespace is meant for what will come.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export const policiesOfNobody = aboutPolicies({
  find: subjectsOfNobody,
  isLeftOut: (policy) => isEverybody(policy),
  passed: 'It is about pods that are here.',
  expected: 'a selector that takes pods',
});

/**
 * Rules that can match nothing: their peers are no pods that are here, or none of the pods has a port of the name.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 */
export const rulesOfNobody = aboutPolicies({
  find: (engine) => [...peersOfNobody(engine), ...portNames(engine)],
  passed: 'Each of its rules is about pods that are here.',
  expected: 'peers and ports that pods have',
});

/** More addresses than this are meant as a network: 256, a block of 24 bits. */
const mostAddresses = 0xffn;

/**
 * Pods and Services by their addresses.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 */
export const podsByAddress = aboutPolicies({
  find: (engine) => blocksOfPods(engine, mostAddresses),
  passed: 'It names no pod and no Service by its address.',
  expected: 'podSelector or namespaceSelector',
  unknownOf: ({ policy, engine }) =>
    hasNarrowBlock(policy) && engine.pods.every(({ addresses }) => addresses.length === 0)
      ? 'No pod that is here has an address, as in manifests: whether its blocks hold pods is not known.'
      : undefined,
});

interface About {
  readonly find: (engine: NetworkEngine) => Iterable<Lint>;
  /** Policies that are as they should be, whatever was found. */
  readonly isLeftOut?: (policy: Policy) => boolean;
  readonly passed: string;
  readonly expected: string;
  /** Why it is not known of a policy of which nothing was found. */
  readonly unknownOf?: (of: {
    readonly policy: Policy;
    readonly engine: NetworkEngine;
  }) => string | undefined;
}

/** Each policy with what was found of it; nothing is concluded from pods that are not here where not all were read. */
function aboutPolicies({ find, isLeftOut, passed, expected, unknownOf }: About): Analysis {
  return analysisOf(connectingKinds, function* analyse({ cluster }) {
    const { engine } = networkOf(cluster);
    const found = Map.groupBy(find(engine), ({ object }) => object);
    const unread = unreadReason(cluster, connectingKinds(cluster));
    for (const policy of engine.policies) {
      const { object, name } = policy;
      const subject = referenceOf(object);
      const lints = isLeftOut?.(policy) === true ? [] : (found.get(object) ?? []);
      if (lints.length > 0 && unread !== undefined)
        yield { verdict: 'unknown', subject, message: unread.message, unknown: unread };
      else
        for (const lint of lints)
          yield {
            verdict: 'fail',
            subject,
            ...(lint.path.length > 1 && { detail: formatPath(lint.path) }),
            message: `${name}: ${lint.message}`,
            evidence: [evidenceOf(lint, object, expected)],
          };
      if (lints.length > 0) continue;
      const message = unknownOf?.({ policy, engine });
      if (message === undefined) yield { verdict: 'pass', subject, message: passed };
      else yield { verdict: 'unknown', subject, message, unknown: { state: 'not-connected', message } };
    }
  });
}

function referenceOf({ group, kind, namespace, name }: ClusterObject): ResultDraft['subject'] {
  return { group, kind, namespace, name };
}

function evidenceOf({ path }: Lint, object: ClusterObject, expected: string): Evidence {
  const value = path.reduce<unknown>(
    (inner, step) =>
      Array.isArray(inner) ? inner[Number(step)] : isFields(inner) ? inner[String(step)] : undefined,
    object.body,
  );
  const position = object.origin?.locate(path);
  return {
    path: formatPath(path),
    ...(value !== undefined && { value: JSON.stringify(value) }),
    expected,
    ...(position !== undefined && { position }),
  };
}

function isEverybody({ subject: { pods, expression } }: Policy): boolean {
  return (
    expression === undefined &&
    Object.keys(pods?.matchLabels ?? {}).length === 0 &&
    (pods?.matchExpressions ?? []).length === 0
  );
}

function hasNarrowBlock({ rules }: Policy): boolean {
  return [...(rules.ingress ?? []), ...(rules.egress ?? [])].some(({ peers }) =>
    peers?.some(
      (peer) =>
        'addresses' in peer &&
        peer.addresses.block.last - peer.addresses.block.first <= mostAddresses &&
        isPrivate(peer.addresses.block),
    ),
  );
}
