import { getsApiToken } from '../../cluster/index.ts';
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
          !getsApiToken(template.spec, access.cluster.find({ group: '', ...power.account })?.body)
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
