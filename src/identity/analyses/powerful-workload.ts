import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import { strongAccounts } from '../abilities/strong-accounts.ts';
import { accessOf } from '../cluster-access.ts';
import { formatSubject } from '../subject.ts';
import { evidenceOf, referenceTo } from './draft.ts';
import { clusterWideAccess, workloads } from './reads.ts';

/**
 * Workloads that run as a service account which may do everything in the cluster, or is one step from it: whoever gets code
 * to run there has the cluster. A pod that gets no token of its account does not count.
 */
export const powerfulWorkload = analysisOf(
  [...clusterWideAccess, ...workloads],
  function* analyse({ cluster }) {
    const access = accessOf(cluster);
    const powerful = strongAccounts(access);
    for (const workload of cluster.workloads()) {
      const subject = referenceTo(workload.reference);
      const found = workload.templates.flatMap((template): ResultDraft[] => {
        const power = powerful.get(`${subject.namespace}/${template.serviceAccountName}`);
        if (
          power === undefined ||
          !getsToken(template.spec, access.cluster.find({ group: '', ...power.account })?.body)
        )
          return [];
        const givers = new Set(power.holder.ways.flatMap(({ bindings }) => bindings.slice(0, 1)));
        return [
          {
            verdict: 'fail',
            subject,
            ...(template.name !== '' && { detail: template.name }),
            message: `${subject.kind} ${subject.name} runs as ${formatSubject(power.account)}, which may ${power.holder.what} in the whole cluster.`,
            evidence: [
              evidenceOf(
                template.object,
                [...template.specPath, 'serviceAccountName'],
                'an account that may do what the program needs',
              ),
              ...[...givers].map((binding) => evidenceOf(binding.object, ['roleRef'])),
            ],
          },
        ];
      });
      if (found.length === 0)
        yield { verdict: 'pass', subject, message: 'Its service account is not that powerful.' };
      yield* found;
    }
  },
);

/**
 * Whether pods get a token of their account: the pod's word goes before the account's, and a projected token counts.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
export function getsToken(
  spec: Readonly<Record<string, unknown>>,
  account: Readonly<Record<string, unknown>> | undefined,
): boolean {
  const automount = spec['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'];
  if (automount !== false) return true;
  const volumes = Array.isArray(spec['volumes']) ? (spec['volumes'] as readonly unknown[]) : [];
  return volumes.some((volume) => {
    const sources = (volume as { projected?: { sources?: unknown } } | null)?.projected?.sources;
    return (
      Array.isArray(sources) &&
      (sources as readonly unknown[]).some(
        (source) => typeof source === 'object' && source !== null && 'serviceAccountToken' in source,
      )
    );
  });
}
