import { analysisOf } from '../../controls/index.ts';
import { evidenceAbout } from '../evidence/cluster-evidence.ts';
import { cloudAnalysis } from './cloud-facts.ts';
import { evidenceOf, referenceTo } from './draft.ts';

const group = 'aadpodidentity.k8s.io';
const kinds = ['AzureIdentity', 'AzureIdentityBinding', 'AzurePodIdentityException'];
const readKinds = kinds.map((kind) => ({ group, kind }));

const setting = cloudAnalysis({
  *aks({ description: { podManagedIdentity } }) {
    yield podManagedIdentity === true
      ? { verdict: 'fail', message: 'Pod-managed identity is on, and nobody maintains it any more.' }
      : { verdict: 'pass', message: 'Pod-managed identity is off.' };
  },
});

/**
 * The way to an identity of Azure before workload identity: every pod with a label takes it, and its agent answers for the
 * metadata service. It is archived.
 * https://learn.microsoft.com/azure/aks/use-azure-ad-pod-identity
 */
export const podManagedIdentity = analysisOf(readKinds, function* analyse(context) {
  const { cluster } = context;
  let found = false;
  for (const kind of kinds)
    for (const object of cluster.ofKind(group, kind)) {
      found = true;
      yield {
        verdict: 'fail',
        subject: referenceTo(object),
        message: `${kind} ${object.name} is of pod-managed identity, which nobody maintains any more.`,
        evidence: [evidenceOf(object, ['spec'], 'a federated credential in its place')],
      };
    }
  if (!found || evidenceAbout(cluster)?.description !== undefined) yield* setting(context);
});
