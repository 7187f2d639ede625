import { nearest } from '../cluster/index.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { objectVerbs, pathVerbs, specialVerbs } from './rbac/verbs.ts';
import { builtInResources } from './resource-names.ts';

const verbs: Readonly<Record<'resource' | 'path', ReadonlySet<string>>> = {
  resource: new Set([...objectVerbs, ...specialVerbs, '*']),
  path: new Set([...pathVerbs, '*']),
};

/** Subresources by their resource; beside these everything may have `status`, and custom resources `scale`. */
const subresources: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'attach',
    'binding',
    'ephemeralcontainers',
    'eviction',
    'exec',
    'log',
    'portforward',
    'proxy',
    'resize',
  ],
  // https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization
  nodes: ['proxy', 'stats', 'metrics', 'log', 'spec', 'checkpoint', 'configz', 'healthz', 'pods'],
  services: ['proxy'],
  serviceaccounts: ['token'],
  namespaces: ['finalize'],
  replicationcontrollers: ['scale'],
  deployments: ['scale'],
  replicasets: ['scale'],
  statefulsets: ['scale'],
  certificatesigningrequests: ['approval'],
  resourceclaims: ['binding', 'driver'],
};

const builtIn = new Set([...builtInResources()].map(({ resource }) => resource));

/** A word of a request that nothing knows, so that it may be mistyped, and the one that it most resembles. */
export interface UnknownWord {
  readonly word: string;
  readonly near: string | undefined;
}

/** A verb that neither Kubernetes asks about nor a rule names. */
export function unknownVerb(
  verb: string,
  isPath: boolean,
  clusters: readonly ClusterAccess[],
): UnknownWord | undefined {
  const known = verbs[isPath ? 'path' : 'resource'];
  if (known.has(verb) || verb.startsWith('impersonate:') || verb.startsWith('impersonate-on:'))
    return undefined;
  if (
    clusters.some((access) =>
      isNamed(
        access,
        ({ verbs, nonResourceURLs }) => nonResourceURLs.length > 0 === isPath && verbs.includes(verb),
      ),
    )
  )
    return undefined;
  return {
    word: verb,
    near: nearest(
      verb.toLowerCase(),
      [...known].filter((each) => each !== '*'),
    ),
  };
}

/** A subresource that neither Kubernetes serves nor a rule names. `pods/*` is none: the star stands for a resource alone. */
export function unknownSubresource(
  resource: string,
  subresource: string,
  clusters: readonly ClusterAccess[],
): UnknownWord | undefined {
  const own = subresources[resource];
  const served = resource === '*' ? Object.values(subresources).flat() : (own ?? []);
  const open = resource === 'userextras' || (!builtIn.has(resource) && subresource === 'scale');
  if (open || subresource === 'status' || served.includes(subresource)) return undefined;
  const text = `${resource}/${subresource}`;
  if (
    subresource !== '*' &&
    clusters.some((access) => isNamed(access, ({ resources }) => resources.includes(text)))
  )
    return undefined;
  const near = nearest(subresource, served);
  return { word: text, near: near === undefined ? undefined : `${resource}/${near}` };
}

/** The built-in resource that a mistyped one most resembles. */
export function nearestResource(name: string): string | undefined {
  return nearest(name.toLowerCase(), builtIn);
}

interface RuleWords {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

function isNamed({ index }: ClusterAccess, has: (rule: RuleWords) => boolean): boolean {
  for (const { rules } of index.roles()) if (rules.some(({ rule }) => has(rule))) return true;
  return false;
}
