import { type KubernetesVersion, splitApiVersion } from '../../cluster/index.ts';
import { near } from './near.ts';
import { type ServedKinds, servedKinds } from './served-kinds.ts';

type Version = Pick<KubernetesVersion, 'major' | 'minor'>;

/**
 * Why no API server of a version takes an object of this apiVersion and kind, with what was meant where that can be told;
 * undefined where it is taken, or nobody here can know: a group with a dot is somebody's CustomResourceDefinition, unless
 * it is one of Kubernetes with a typing mistake.
 * https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export function whyNotServed(apiVersion: string, kind: string, version: Version): string | undefined {
  const { group, version: apiGroupVersion } = splitApiVersion(apiVersion);
  if (!groups.has(group)) return whyNoGroup(group, kind, version);
  const spans = spansOf(apiVersion);
  if (spans.length === 0) {
    const where = group === '' ? 'the core API group' : `the API group ${group}`;
    return `there is no version ${apiGroupVersion} of ${where}${meant(kind, group, version)}`;
  }
  const span = spans.find(({ kinds }) => kinds.includes(kind));
  if (span === undefined) return `there is no kind ${kind} in ${apiVersion}${meant(kind, group, version)}`;
  if (isServed(span, version)) return undefined;
  const name = `${kind} in ${apiVersion}`;
  const at = `Kubernetes ${version.major}.${version.minor}`;
  return span.until !== undefined && version.minor > span.until
    ? `${at} serves no ${name} any more, which ended with 1.${span.until}${meant(kind, group, version)}`
    : `${at} serves no ${name} yet, which begins with 1.${span.from}${meant(kind, group, version)}`;
}

/** `apps/v1/Deployment`, `v1/Pod`: what API servers of a version serve that no switch turns on or off, the stable kinds. */
export function stableKinds(version: Version): string[] {
  return Object.entries(servedKinds)
    .filter(([apiVersion]) => /^v\d+$/.test(splitApiVersion(apiVersion).version))
    .flatMap(([apiVersion, spans]) =>
      spans
        .filter((span) => isServed(span, version))
        .flatMap(({ kinds }) => kinds.map((kind) => `${apiVersion}/${kind}`)),
    );
}

/** Every kind that Kubernetes itself has in a version known here. */
export function builtInKinds(): ReadonlySet<string> {
  return new Set(Object.values(servedKinds).flatMap((spans) => spans.flatMap(({ kinds }) => kinds)));
}

const groups: ReadonlySet<string> = new Set(
  Object.keys(servedKinds).map((apiVersion) => splitApiVersion(apiVersion).group),
);

/**
 * API groups that are not Kubernetes' own need a dot: the API server takes no CustomResourceDefinition without one.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
function whyNoGroup(group: string, kind: string, version: Version): string | undefined {
  const candidates = [...groups].filter((each) => each !== '');
  const nearest = near(group, candidates);
  if (!group.includes('.')) return `there is no API group ${group}${meant(kind, nearest, version)}`;
  const isTyping = nearest !== undefined && apiVersionFor(kind, nearest, version) !== undefined;
  return isTyping ? `there is no API group ${group}${meant(kind, nearest, version)}` : undefined;
}

function spansOf(apiVersion: string): readonly ServedKinds[] {
  return Object.hasOwn(servedKinds, apiVersion) ? (servedKinds[apiVersion] ?? []) : [];
}

function isServed({ from = 0, until = Number.POSITIVE_INFINITY }: ServedKinds, { minor }: Version): boolean {
  return minor >= from && minor <= until;
}

/** What to write instead: the kind in the group that was named or meant, else in any, else the kind that looks like it. */
function meant(kind: string, group: string | undefined, version: Version): string {
  const exact = apiVersionFor(kind, group, version) ?? apiVersionFor(kind, undefined, version);
  if (exact !== undefined) return `; write apiVersion: ${exact}, kind: ${kind}`;
  const names = Object.values(servedKinds).flatMap((spans) => spans.flatMap(({ kinds }) => kinds));
  const similar = near(kind, names);
  const found = similar === undefined ? undefined : apiVersionFor(similar, undefined, version);
  return found === undefined ? '' : `; write apiVersion: ${found}, kind: ${similar}`;
}

function apiVersionFor(kind: string, group: string | undefined, version: Version): string | undefined {
  return Object.entries(servedKinds).find(
    ([apiVersion, spans]) =>
      (group === undefined || splitApiVersion(apiVersion).group === group) &&
      spans.some((span) => span.kinds.includes(kind) && isServed(span, version)),
  )?.[0];
}
