import { unconnected } from '../../cluster/index.ts';
import { analysisOf } from '../../controls/index.ts';
import { type WorkloadIdentity, workloadIdentities } from '../workload-identity/index.ts';
import { evidenceOf, referenceTo, shortList } from './draft.ts';
import { serviceAccounts, workloads } from './reads.ts';

/**
 * Identities of a cloud that several service accounts use: each of their programs has what any of them needs, and the
 * cloud's log cannot tell them apart. Several workloads of one account are one program's parts, and no finding.
 */
export const sharedCloudRole = analysisOf([...workloads, ...serviceAccounts], function* analyse({ cluster }) {
  const named = workloadIdentities(cluster).filter(({ identity }) => identity !== undefined);
  const accounts = new Map<string, Set<string>>();
  for (const row of named) {
    const key = row.identity ?? '';
    accounts.set(key, (accounts.get(key) ?? new Set()).add(accountOf(row)));
  }
  for (const row of named) {
    const { workload, template, identity = '', state, object, path } = row;
    const subject = referenceTo(workload.reference);
    const about = { subject, ...(template.name !== '' && { detail: template.name }) };
    const others = [...(accounts.get(identity) ?? [])].filter((each) => each !== accountOf(row)).sort();
    if (others.length > 0)
      yield {
        ...about,
        verdict: 'fail',
        message: `${identity} is also the identity of service account${others.length === 1 ? '' : 's'} ${shortList(others)}.`,
        evidence: [evidenceOf(object, path, 'an identity of its own')],
      };
    else if (state === 'federated')
      yield {
        ...about,
        verdict: 'pass',
        message: `No other service account of the cluster has ${identity}.`,
      };
    else
      yield {
        ...about,
        verdict: 'unknown',
        message: `Whether the cloud gives ${identity} to other service accounts is not known`,
        unknown: {
          state: 'not-connected',
          source: 'cloud',
          message: unconnected(['cloud'])[0]?.meaning ?? 'the cloud was not asked',
        },
      };
  }
});

function accountOf({ workload, template }: WorkloadIdentity): string {
  return `${workload.reference.namespace}/${template.serviceAccountName}`;
}
