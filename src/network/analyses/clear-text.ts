import type { Cluster } from '../../cluster/index.ts';
import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import { encryptionOf, encryptionText } from '../encryption.ts';
import { clusterSubject } from './draft.ts';
import { networkOf, settingsKinds } from './network-of.ts';

/** Whether what pods send each other leaves their node in clear text, by the settings of the network plugin. */
export const clearText = analysisOf(
  (cluster) => [
    ...settingsKinds(cluster),
    { group: '', kind: 'Node' },
    { group: 'apps', kind: 'Deployment' },
  ],
  function* analyse({ cluster }) {
    yield { subject: clusterSubject(cluster), ...judged(cluster) };
  },
);

function judged(cluster: Cluster): Pick<ResultDraft, 'verdict' | 'message' | 'unknown'> {
  const nodes = cluster.knowledgeOf('', 'Node').complete ? [...cluster.ofKind('', 'Node')].length : 0;
  if (nodes === 1) return { verdict: 'not-applicable', message: 'There is one node: nothing leaves it.' };
  const { profile, certain } = networkOf(cluster).detected;
  const encryption = encryptionOf(cluster, profile);
  const message = encryptionText(encryption);
  if (encryption.state === 'on') return { verdict: 'pass', message };
  const mesh = meshIn(cluster);
  if (encryption.state !== 'unknown' && mesh === undefined) return { verdict: 'fail', message };
  const because =
    mesh === undefined
      ? message
      : `${mesh} encrypts between the pods that are in its mesh, and which these are is not judged. ${message}`;
  // What lies below a plugin that is known, only the cloud says.
  const source = certain && mesh === undefined ? ({ source: 'cloud' } as const) : {};
  return {
    verdict: 'unknown',
    message: because,
    unknown: { state: 'not-connected', message: because, ...source },
  };
}

const meshes: ReadonlySet<string> = new Set([
  'istiod',
  'linkerd-destination',
  'kuma-control-plane',
  'consul-connect-injector',
]);

function meshIn(cluster: Cluster): string | undefined {
  for (const { namespace, name } of cluster.ofKind('apps', 'Deployment'))
    if (meshes.has(name.replace(/^(istiod)-.*$/, '$1'))) return `Deployment ${namespace}/${name}`;
  return undefined;
}
