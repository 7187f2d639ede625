import {
  formatMinor,
  type KubernetesVersion,
  knownMinor,
  newestKnownVersion,
  oldestKnownVersion,
  type Problem,
} from '../cluster/index.ts';

/** What is to be said about a cluster whose version is outside of those that are known: it is judged, by the nearest rules. */
export function versionProblem(version: KubernetesVersion): Problem | undefined {
  const side = knownMinor(version);
  if (side === 'known') return undefined;
  const bound = side === 'newer' ? newestKnownVersion : oldestKnownVersion;
  const end = side === 'newer' ? 'newest' : 'oldest';
  return {
    code: 'server-version-unknown',
    message: `the server is Kubernetes ${formatMinor(version)}, ${side} than the ${end} version that is known, ${formatMinor(bound)}, so rules that differ there are not known`,
    hint:
      side === 'newer'
        ? 'Update Plimsoll; until then the verdicts rest on the newest rules it knows.'
        : 'Upgrade the cluster: this version gets no security fixes any more.',
    severity: 'warning',
  };
}
