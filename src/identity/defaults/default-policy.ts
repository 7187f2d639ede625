import { type ClusterObject, type KubernetesObject, type KubernetesVersion } from '../../cluster/index.ts';
import inventory from '../generated/default-policy.json' with { type: 'json' };
import { rulesCover } from '../rbac/covers.ts';
import { modelObject } from '../rbac/index-of-objects.ts';
import { readPolicyRules } from '../rbac/policy-rule.ts';
import { rbacGroup } from '../rbac/role.ts';

/** How an object of a cluster stands to what Kubernetes makes there by itself. */
export type DefaultState =
  /** What Kubernetes makes, or less. */
  | 'default'
  /** Its name is one that Kubernetes uses, it grants more than Kubernetes makes it. */
  | 'modified'
  /** Its name is one that Kubernetes uses; what this version makes is not known, so that nothing is said. */
  | 'unknown-version'
  | 'own';

interface Entry {
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
    all.filter(({ minors: [from, to] }) => from <= minor && minor <= to).map(({ object }) => object),
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
 * Compares a role or binding with the defaults of its name, by content. An upgrade adds what a new version grants and takes
 * nothing away, so that a role may hold what any known version makes, and no more; less is no danger. Labels and order do
 * not count.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
 */
export function defaultStateOf(object: ClusterObject, version: KubernetesVersion): DefaultState {
  const made = inventoryByKey().get(object.key);
  if (made === undefined) return 'own';
  if (object.body['roleRef'] === undefined ? isWithinRole(object, made) : isWithinBinding(object, made))
    return 'default';
  return version.minor >= firstMinor && version.minor <= lastMinor ? 'modified' : 'unknown-version';
}

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
    const subjects = new Set(((object.body['subjects'] ?? []) as readonly unknown[]).map(canonical));
    return (
      canonical(object.body['roleRef']) === role &&
      listed.every((subject) => subjects.has(canonical(subject)))
    );
  });
}

function inventoryByKey(): ReadonlyMap<string, readonly Entry[]> {
  entries ??= Map.groupBy(
    inventory.map(({ minors, ...body }): Entry => {
      const object = modelObject({ apiVersion: `${rbacGroup}/v1`, ...body } as object as KubernetesObject);
      const [from = firstMinor, to = lastMinor] = minors;
      return { minors: [from, to], key: object.key, object };
    }),
    ({ key }) => key,
  );
  return entries;
}

/** A value as text in which neither the order of fields and lists nor empty ones count. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, content]) => content !== undefined && content !== null && !isEmptyList(content))
    .map(([field, content]) => `${JSON.stringify(field)}:${canonical(content)}`);
  return `{${fields.sort().join()}}`;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
