import { unconnected } from '../../cluster/index.ts';
import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import { workloadIdentities } from '../workload-identity/index.ts';
import { evidenceOf, referenceTo } from './draft.ts';
import { serviceAccounts, workloads } from './reads.ts';

/**
 * Workloads whose declared identity the cloud does not accept, or accepts for more than them. Only an answer of the cloud
 * makes a pass.
 */
export const workloadIdentity = analysisOf(
  [...workloads, ...serviceAccounts],
  function* analyse({ cluster }) {
    for (const { workload, template, state, message, proof, wide, object, path } of workloadIdentities(
      cluster,
    )) {
      const subject = referenceTo(workload.reference);
      const draft = (verdict: ResultDraft['verdict'], text: string, detail = template.name): ResultDraft => ({
        verdict,
        subject,
        ...(detail !== '' && { detail }),
        message: text,
      });
      const evidence = () => [evidenceOf(object, path)];
      if (state === 'broken')
        yield {
          ...draft('fail', `${message}: it has no identity of its own, and may be its node.`),
          evidence: evidence(),
        };
      else if (state === 'federated' && wide !== undefined)
        yield {
          ...draft('fail', `${wide}.`, `trust${template.name === '' ? '' : ` of ${template.name}`}`),
          evidence: evidence(),
        };
      else if (state === 'federated') yield draft('pass', `${message}.`);
      else if (state === 'unknown')
        yield {
          ...draft('unknown', `${message}${proof === undefined ? '' : ` (${proof})`}`),
          unknown: {
            state: 'not-connected',
            source: 'cloud',
            message: unconnected(['cloud'])[0]?.meaning ?? message,
          },
        };
      else yield draft('not-applicable', `${message}.`);
    }
  },
);
