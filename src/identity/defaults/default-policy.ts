import { type ClusterObject, type KubernetesObject, type KubernetesVersion } from '../../cluster/index.ts';
import inventory from '../generated/default-policy.json' with { type: 'json' };
import { modelObject } from '../rbac/index-of-objects.ts';
import { rbacGroup } from '../rbac/role.ts';

/** How an object of a cluster stands to what Kubernetes makes there by itself. */
export type DefaultState =
  /** Exactly what this Kubernetes version makes. */
  | 'default'
  /** Its name is one that Kubernetes uses, its content is not what Kubernetes makes. */
  | 'modified'
  /** Its name is one that Kubernetes uses; what this version makes is not known, so that nothing is said. */
  | 'unknown-version'
  | 'own';

interface Entry {
  /** First and last minor version that makes it so. */
  readonly minors: readonly [number, number];
  readonly key: string;
  readonly object: ClusterObject;
  readonly content: string;
}

let entries: ReadonlyMap<string, readonly Entry[]> | undefined;

/**
 * Roles and bindings that the API server of a version makes by itself, as read from servers of 1.34 to 1.37; older and
 * newer versions get those of the nearest. Aggregated roles have no rules: a controller fills them.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function defaultPolicy(version: KubernetesVersion): readonly ClusterObject[] {
  const minor = Math.min(Math.max(version.minor, firstMinor), lastMinor);
  return [...inventoryByKey().values()].flatMap((all) =>
    all.filter(({ minors: [from, to] }) => from <= minor && minor <= to).map(({ object }) => object),
  );
}

const firstMinor = 34;
const lastMinor = 37;

/**
 * Compares a role or binding with the default of its name, by content: rules or aggregation, role and subjects. Labels do
 * not count, and neither does the order of anything.
 */
export function defaultStateOf(object: ClusterObject, version: KubernetesVersion): DefaultState {
  const known = inventoryByKey().get(object.key);
  if (known === undefined) return 'own';
  const content = contentOf(object.body);
  if (
    known.some(
      ({ minors: [from, to], content: made }) =>
        from <= version.minor && version.minor <= to && made === content,
    )
  )
    return 'default';
  if (version.minor >= firstMinor && version.minor <= lastMinor) return 'modified';
  return known.some((entry) => entry.content === content) ? 'default' : 'unknown-version';
}

function inventoryByKey(): ReadonlyMap<string, readonly Entry[]> {
  entries ??= Map.groupBy(
    inventory.map(({ minors, ...body }): Entry => {
      const object = modelObject({ apiVersion: `${rbacGroup}/v1`, ...body } as object as KubernetesObject);
      const [from = firstMinor, to = lastMinor] = minors;
      return { minors: [from, to], key: object.key, object, content: contentOf(object.body) };
    }),
    ({ key }) => key,
  );
  return entries;
}

/** What decides about an object, as text that does not depend on order. */
function contentOf(body: KubernetesObject): string {
  const aggregation = body['aggregationRule'];
  const decides =
    body['roleRef'] === undefined
      ? (aggregation ?? body['rules'] ?? [])
      : { roleRef: body['roleRef'], subjects: body['subjects'] ?? [] };
  return canonical(decides);
}

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
