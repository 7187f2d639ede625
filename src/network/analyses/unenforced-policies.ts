import { capitalised } from '../../cluster/index.ts';
import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import type { Policy } from '../policies/policy.ts';
import { clusterSubject, shortList } from './draft.ts';
import { type Network, networkOf, networkPolicies, settingsKinds } from './network-of.ts';

/**
 * Policies that are stored and that no plugin enforces. Each reason is one finding about the cluster, however many policies
 * there are: one switch cures all of them.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
 */
export const unenforcedPolicies = analysisOf(
  (cluster) => [networkPolicies, ...settingsKinds(cluster)],
  function* analyse({ cluster }) {
    const subject = clusterSubject(cluster);
    const network = networkOf(cluster);
    const { unenforced, policies } = network.engine;
    if (policies.length + unenforced.length === 0)
      yield { verdict: 'not-applicable', subject, message: 'There is no network policy.' };
    else if (!network.detected.certain) yield notKnown(network, subject);
    else if (unenforced.length === 0)
      yield {
        verdict: 'pass',
        subject,
        message: `Somebody enforces its policies: ${network.detected.evidence.join('; ')}.`,
      };
    else yield* failures(network, subject);
  },
);

/** What is missing to know it is told by the kinds that are read; manifests may have all there is and not the plugin. */
function notKnown({ detected }: Network, subject: ResultDraft['subject']): ResultDraft {
  const message = `which network plugin enforces policies is not known: ${detected.evidence.join('; ')}`;
  return {
    verdict: 'unknown',
    subject,
    message: `${capitalised(message)}.`,
    unknown: { state: 'not-connected', message },
  };
}

function* failures({ detected, engine }: Network, subject: ResultDraft['subject']): Iterable<ResultDraft> {
  const { profile, evidence } = detected;
  const because = evidence.join('; ');
  if (!profile.enforces) {
    yield {
      verdict: 'fail',
      subject,
      message: `Nobody enforces ${named(engine.unenforced)}: ${because}.`,
    };
    return;
  }
  for (const [kind, policies] of Map.groupBy(engine.unenforced, ({ object }) => object.kind))
    yield {
      verdict: 'fail',
      subject,
      detail: kind,
      message: `Nobody enforces ${named(policies)}, which the network plugin does not know or is told to leave alone: ${because}.`,
    };
}

/** `NetworkPolicy shop/api`, `3 policies (NetworkPolicy shop/api, NetworkPolicy shop/web and NetworkPolicy shop/db)`. */
function named(policies: readonly Policy[]): string {
  const objects = [...new Map(policies.map(({ object }) => [object.key, object])).values()];
  const names = objects.map(({ kind, namespace, name }) =>
    namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
  );
  return names.length === 1 ? shortList(names) : `${names.length} policies (${shortList(names)})`;
}
