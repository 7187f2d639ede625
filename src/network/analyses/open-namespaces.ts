import type { Cluster } from '../../cluster/index.ts';
import { type Analysis, analysisOf, type ResultDraft, type UnknownReason } from '../../controls/index.ts';
import type { Direction } from '../policies/policy.ts';
import { evidenceOfNamespace, namespaceSubject, shortList } from './draft.ts';
import { connectingKinds, networkOf, policiesAreKnown } from './network-of.ts';
import { type Openness, opennessByNamespace, type WorkloadOpenness } from './openness.ts';

/**
 * Namespaces with workloads that one direction is wide open for in the end, whatever policies there are. A namespace is one
 * finding: one default deny cures it. Namespaces of the cluster itself are left out, where such a policy breaks the cluster.
 */
function openNamespaces(direction: Direction): Analysis {
  return analysisOf(connectingKinds, function* analyse({ cluster, parameters }) {
    const system = new Set((parameters['systemNamespaces'] ?? '').split('\n'));
    for (const [namespace, workloads] of opennessByNamespace(networkOf(cluster).engine, direction)) {
      const subject = namespaceSubject(namespace);
      if (system.has(namespace))
        yield { verdict: 'not-applicable', subject, message: 'It belongs to the cluster itself.' };
      // What was not read is told by its kind, not again of every namespace.
      else if (policiesAreKnown(cluster, namespace)) yield judged(cluster, namespace, workloads, direction);
    }
  });
}

/** Pods that accept connections from every pod on every port. */
export const openIngress = openNamespaces('ingress');

/** Pods that reach the internet on every port. */
export const openEgress = openNamespaces('egress');

const words: Readonly<
  Record<Direction, { readonly many: string; readonly one: string; readonly cure: string }>
> = {
  ingress: {
    many: 'accept connections from every pod of the cluster on every port',
    one: 'accepts connections from every pod of the cluster on every port',
    cure: 'policies that limit who connects to its pods',
  },
  egress: {
    many: 'reach the internet on every port',
    one: 'reaches the internet on every port',
    cure: 'policies that limit where its pods connect to',
  },
};

function judged(
  cluster: Cluster,
  namespace: string,
  workloads: readonly WorkloadOpenness[],
  direction: Direction,
): ResultDraft {
  const subject = namespaceSubject(namespace);
  const those = (...stand: readonly Openness[]) =>
    workloads.filter(({ openness }) => stand.includes(openness));
  const open = those('open');
  const { many, one, cure } = words[direction];
  if (open.length > 0) {
    const names = shortList(open.map(({ reference: { kind, name } }) => `${kind} ${name}`));
    const of = workloads.length - those('outside-policy').length;
    return {
      verdict: 'fail',
      subject,
      message:
        open.length === 1
          ? `${names} of ${namespace} ${one}.`
          : `${open.length === of ? `All ${of}` : `${open.length} of ${of}`} workloads of ${namespace} ${many}: ${names}.`,
      evidence: evidenceOfNamespace(cluster, namespace, cure),
    };
  }
  const unknown = those('unknown');
  if (unknown.length > 0) return notKnown(namespace, unknown);
  if (those('opened-by-rule').length > 0)
    return { verdict: 'not-applicable', subject, message: 'A policy opens it, of which that is told.' };
  if (those('not-enforced').length > 0)
    return {
      verdict: 'not-applicable',
      subject,
      message: 'Nobody enforces its policies, which is told of the cluster.',
    };
  return those('limited').length > 0
    ? { verdict: 'pass', subject, message: 'Policies limit all of its workloads.' }
    : { verdict: 'not-applicable', subject, message: 'It has no pods with a network of their own.' };
}

function notKnown(namespace: string, workloads: readonly WorkloadOpenness[]): ResultDraft {
  const policies = [...new Set(workloads.flatMap(({ unjudged }) => unjudged))];
  const because =
    policies.length === 0
      ? 'its policies name peers whose addresses the cluster does not tell'
      : `${shortList(policies)} cannot be judged`;
  const message = `How open ${workloads.length === 1 ? 'a workload' : `${workloads.length} workloads`} of ${namespace} ${workloads.length === 1 ? 'is' : 'are'} is not known: ${because}.`;
  return {
    verdict: 'unknown',
    subject: namespaceSubject(namespace),
    message,
    unknown: unknownBecause(policies, message),
  };
}

/** What only the cloud knows is said once; a policy that cannot be read is a fault of the reading. */
function unknownBecause(policies: readonly string[], message: string): UnknownReason {
  return policies.every((name) => name.startsWith('SecurityGroupPolicy '))
    ? { state: 'not-connected', source: 'cloud', message }
    : { state: 'partial', message };
}
