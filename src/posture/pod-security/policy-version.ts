import { type KubernetesVersion, newestKnownVersion } from '../../cluster/index.ts';

/** The oldest version whose checks are judged: Pod Security is stable since 1.25. */
export const oldestMinor = 25;
export const newestMinor: number = newestKnownVersion.minor;

/** `latest`, or the minor of `v1.35`; undefined for a text that is no version of a policy. */
export function parsePolicyVersion(text: string): 'latest' | number | undefined {
  if (text === 'latest') return 'latest';
  const match = /^v1\.(0|[1-9][0-9]{0,8})$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** As the version labels have it: `v1.37`. */
export function formatPolicyVersion(version: 'latest' | number): string {
  return version === 'latest' ? version : `v1.${version}`;
}

/**
 * The minor version whose checks a server of this version runs. A server takes a version newer than its own as latest;
 * versions outside what is known here are judged by the nearest that is.
 */
export function judgedMinor(version: 'latest' | number, server: Pick<KubernetesVersion, 'minor'>): number {
  const asked = version === 'latest' ? server.minor : Math.min(version, server.minor);
  return Math.min(Math.max(asked, oldestMinor), newestMinor);
}
