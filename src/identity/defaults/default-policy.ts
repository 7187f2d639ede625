import type { ClusterObject, KubernetesObject, KubernetesVersion, Provider } from '../../cluster/index.ts';
import inventory from '../generated/default-policy.json' with { type: 'json' };
import { rulesCover } from '../rbac/covers.ts';
import { modelObject } from '../rbac/index-of-objects.ts';
import { readPolicyRules } from '../rbac/policy-rule.ts';
import { rbacGroup } from '../rbac/role.ts';
import { canonical, canonicalSubject } from './canonical.ts';
import { platformPolicy } from './platform-policy.ts';
import { releasedState, releasesOf } from './released-policy.ts';

/** How an object of a cluster stands to what Kubernetes or its platform makes there by itself. */
export type DefaultState =
  /** What they make, or less. */
  | 'default'
  /** Its name is one that they use, it grants more than they make it. */
  | 'modified'
  /** Its name is one that Kubernetes uses; what this version makes is not known, so that nothing is said. */
  | 'unknown-version'
  | 'own';

interface Entry {
  /** `Kubernetes`, `kubeadm`, `Amazon EKS`. */
  readonly maker: string;
  readonly provider?: Provider;
  /** First and last minor version that makes it so. */
  readonly minors: readonly [number, number];
  readonly key: string;
  readonly object: ClusterObject;
}

let entries: ReadonlyMap<string, readonly Entry[]> | undefined;

/**
 * Roles and bindings that the API server of a version makes by itself, as read from servers of 1.34 to 1.37; older and
 * newer versions get those of the nearest. Aggregated roles have no rules: a controller fills them.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function defaultPolicy(version: KubernetesVersion): readonly ClusterObject[] {
  const minor = nearestKnown(version);
  return [...inventoryByKey().values()].flatMap((all) =>
    all
      .filter(({ maker, minors: [from, to] }) => maker === kubernetes && from <= minor && minor <= to)
      .map(({ object }) => object),
  );
}

/** Names of the service accounts in kube-system that the default bindings of a version name. */
export function defaultAccounts(version: KubernetesVersion): ReadonlySet<string> {
  const minor = nearestKnown(version);
  let names = accountsByMinor.get(minor);
  if (names === undefined) {
    names = new Set(
      defaultPolicy(version).flatMap(({ body }) =>
        ((body['subjects'] ?? []) as readonly { kind?: string; namespace?: string; name?: string }[]).flatMap(
          ({ kind, namespace, name = '' }) =>
            kind === 'ServiceAccount' && namespace === 'kube-system' ? name : [],
        ),
      ),
    );
    accountsByMinor.set(minor, names);
  }
  return names;
}

const accountsByMinor = new Map<number, ReadonlySet<string>>();

function nearestKnown({ minor }: KubernetesVersion): number {
  return Math.min(Math.max(minor, firstMinor), lastMinor);
}

const firstMinor = 34;
const lastMinor = 37;

/**
 * Compares a role or binding with the defaults of its name, by content: those of Kubernetes, and those of the platform, for
 * which only a cluster of its provider is asked; of OpenShift what its releases have. An upgrade adds what a new version grants and takes
 * nothing away, so that a role may hold what any known version makes, and no more; less is no danger. Labels and order do
 * not count.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
 */
export function defaultStateOf(
  object: ClusterObject,
  version: KubernetesVersion,
  provider?: Provider,
): DefaultState {
  const state = writtenState(object, version, provider);
  if (state === 'default') return state;
  const of = releasedState(object, version, provider);
  if (of === 'as-released') return 'default';
  if (state !== 'own' || of === 'not-released') return state;
  return of === 'changed' ? 'modified' : 'unknown-version';
}

/** By what is written down of Kubernetes and its platforms. */
function writtenState(object: ClusterObject, version: KubernetesVersion, provider?: Provider): DefaultState {
  const made = inventoryByKey()
    .get(object.key)
    ?.filter((entry) => entry.provider === undefined || entry.provider === provider);
  const [first] = made ?? [];
  if (made === undefined || first === undefined) return 'own';
  if (object.body['roleRef'] === undefined ? isWithinRole(object, made) : isWithinBinding(object, made))
    return 'default';
  if (first.maker !== kubernetes) return 'modified';
  return version.minor >= firstMinor && version.minor <= lastMinor ? 'modified' : 'unknown-version';
}

/** Who makes an object of a name. */
export interface Maker {
  readonly maker: string;
  /** Whether it is known as a whole only: as it is made or not, but not whether it grants more. */
  readonly asWhole: boolean;
}

export function makerOf(object: ClusterObject, provider?: Provider): Maker {
  const written = inventoryByKey().get(object.key)?.[0]?.maker;
  const releases = written === undefined ? releasesOf(object, provider) : undefined;
  return { maker: written ?? releases ?? kubernetes, asWhole: releases !== undefined };
}

const kubernetes = 'Kubernetes';

function isWithinRole({ body }: ClusterObject, made: readonly Entry[]): boolean {
  const aggregated = made.flatMap(({ object }) => object.body['aggregationRule'] ?? []);
  if (aggregated.length > 0)
    return aggregated.some((rule) => canonical(rule) === canonical(body['aggregationRule']));
  if (body['aggregationRule'] !== undefined && body['aggregationRule'] !== null) return false;
  const { rules, malformed } = readPolicyRules(body['rules']);
  const known = made.flatMap(({ object }) => readPolicyRules(object.body['rules']).rules);
  return !malformed && rulesCover(known, rules);
}

function isWithinBinding({ body }: ClusterObject, made: readonly Entry[]): boolean {
  const role = canonical(body['roleRef']);
  const listed = body['subjects'] ?? [];
  if (!Array.isArray(listed)) return false;
  return made.some(({ object }) => {
    const subjects = new Set(((object.body['subjects'] ?? []) as readonly unknown[]).map(canonicalSubject));
    return (
      canonical(object.body['roleRef']) === role &&
      listed.every((subject) => subjects.has(canonicalSubject(subject)))
    );
  });
}

function inventoryByKey(): ReadonlyMap<string, readonly Entry[]> {
  entries ??= Map.groupBy(
    [
      ...inventory.map(({ minors: [from = firstMinor, to = lastMinor], ...body }): Entry => {
        const object = modelObject({ apiVersion: `${rbacGroup}/v1`, ...body } as object as KubernetesObject);
        return { maker: kubernetes, minors: [from, to], key: object.key, object };
      }),
      ...platformPolicy.map(({ maker, provider, object: body }): Entry => {
        const object = modelObject(body);
        const minors = [firstMinor, lastMinor] as const;
        return { maker, ...(provider && { provider }), minors, key: object.key, object };
      }),
    ],
    ({ key }) => key,
  );
  return entries;
}
