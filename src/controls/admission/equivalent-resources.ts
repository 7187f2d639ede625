import type { Cluster } from '../../cluster/index.ts';
import type { SeenAs } from './admission-request.ts';

/** Another form of a resource that the server also serves. */
export interface EquivalentResource extends SeenAs {
  /** Whether an object differs between the two in its apiVersion alone. */
  readonly sameForm: boolean;
}

/** Forms of a resource, and whether these are all. */
export interface Equivalents {
  readonly forms: readonly EquivalentResource[];
  readonly complete: boolean;
}

/** Built-in resources that are served in several versions at once, by default. */
const builtIn: readonly (Omit<SeenAs, 'kind'> & { readonly kind: string; readonly until?: number })[] = [
  {
    group: 'autoscaling',
    version: 'v1',
    resource: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
  },
  {
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
  },
  { group: '', version: 'v1', resource: 'events', kind: 'Event' },
  { group: 'events.k8s.io', version: 'v1', resource: 'events', kind: 'Event' },
  { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', resource: 'flowschemas', kind: 'FlowSchema' },
  {
    group: 'flowcontrol.apiserver.k8s.io',
    version: 'v1beta3',
    resource: 'flowschemas',
    kind: 'FlowSchema',
    until: 31,
  },
];

/**
 * The other forms of a resource, for `matchPolicy: Equivalent`: other served versions of the same group and resource.
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchpolicy
 */
export function equivalentsOf(seen: SeenAs, cluster: Cluster): Equivalents {
  const definition = definitionOf(seen, cluster);
  if (definition !== undefined) return definition;
  const { minor } = cluster.version;
  const isSame = (other: SeenAs) =>
    other.resource === seen.resource && (other.group === seen.group || seen.resource === 'events');
  const forms = builtIn
    .filter((each) => isSame(each) && (each.until === undefined || minor <= each.until))
    .filter(({ group, version }) => group !== seen.group || version !== seen.version)
    .map(({ group, version, resource, kind }) => ({ group, version, resource, kind, sameForm: false }));
  return { forms, complete: isBuiltIn(seen.group) };
}

/** Groups of the API server itself have no dot, or end in `.k8s.io` and are not a CustomResourceDefinition's. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || builtInGroups.has(group);
}

const builtInGroups: ReadonlySet<string> = new Set(
  [
    'admissionregistration',
    'apiextensions',
    'apiregistration',
    'authentication',
    'authorization',
    'certificates',
    'coordination',
    'discovery',
    'events',
    'flowcontrol.apiserver',
    'internal.apiserver',
    'networking',
    'node',
    'rbac.authorization',
    'resource',
    'scheduling',
    'storage',
    'storagemigration',
  ].map((name) => `${name}.k8s.io`),
);

interface DefinitionSpec {
  readonly group?: string;
  readonly names?: { readonly plural?: string };
  readonly versions?: readonly { readonly name?: string; readonly served?: boolean }[];
  readonly conversion?: { readonly strategy?: string };
}

function definitionOf(seen: SeenAs, cluster: Cluster): Equivalents | undefined {
  const name = `${seen.resource}.${seen.group}`;
  const definition = cluster.find({
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    namespace: '',
    name,
  });
  if (definition === undefined) return undefined;
  const { versions, conversion } = (definition.body['spec'] ?? {}) as DefinitionSpec;
  const sameForm = (conversion?.strategy ?? 'None') === 'None';
  const forms = (versions ?? []).flatMap(({ name: version, served }) =>
    served === true && version !== undefined && version !== seen.version
      ? [{ ...seen, version, sameForm }]
      : [],
  );
  return { forms, complete: true };
}
