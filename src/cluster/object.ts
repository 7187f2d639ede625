/** Any JSON value, as Kubernetes "unstructured" objects hold it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
  readonly controller?: boolean;
}

/** One `managedFields` entry, reduced at the door to who wrote, how and when. */
export interface FieldManager {
  readonly manager: string;
  readonly operation: string;
  readonly time?: string;
}

/**
 * The metadata the product reads. `managedFields` has been reduced to {@link FieldManager} entries.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
 */
export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly FieldManager[];
  readonly creationTimestamp?: string;
  readonly resourceVersion?: string;
  readonly generateName?: string;
}

/** The JSON of a Kubernetes object, redacted: values of secrets never enter the model. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** Steps from the root of an object: `['spec', 'containers', 0, 'image']`. */
export type FieldPath = readonly (string | number)[];

/** A place in a text file; line and column count from 1, column in UTF-16 units. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The file that the text was rendered from, such as a chart template; the line is one of the rendered text. */
  readonly template?: string;
}

/** Where an object was read. Only manifests have positions; objects of a live cluster have none. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The file that a rendered object came from: Helm's `# Source:` comment, the origin annotation of kustomize. */
  readonly template?: string;
  /** What rendered the object; Helm where there is a template and nothing else is said. */
  readonly renderer?: 'kustomize';
  /** The text names no namespace, or one that only the renderer chose: the object may be applied anywhere. */
  readonly namespaceAssumed?: boolean;
  /** Position of a field, or of its nearest ancestor that is written in the file. */
  locate(path: FieldPath): Position;
}

/** An object in the model. `key` is unique in one cluster. */
export interface ClusterObject {
  readonly key: ObjectKey;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Empty for objects that belong to no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly body: KubernetesObject;
  readonly origin?: Origin;
}

/** `group/kind/namespace/name`, empty segments kept: `apps/Deployment/shop/api`, `/Namespace//shop`. */
export type ObjectKey = string & { readonly brand?: 'ObjectKey' };

/** What names an object without its content. */
export interface ObjectReference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The key of a reference. No segment can contain `/`, so the key is unambiguous. */
export function objectKey(reference: ObjectReference): ObjectKey {
  return `${reference.group}/${reference.kind}/${reference.namespace}/${reference.name}`;
}

/** `apps/v1` → `{group: 'apps', version: 'v1'}`; the core group is empty. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `spec.containers[0].image`; keys that are not plain identifiers are quoted as in JSONPath: `metadata.labels['app.kubernetes.io/name']`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `['${step.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  }
  return text;
}

/** Whether two references name one object. */
export function isSameObject(one: ObjectReference, other: ObjectReference): boolean {
  return (
    one.name === other.name &&
    one.namespace === other.namespace &&
    one.kind === other.kind &&
    one.group === other.group
  );
}
