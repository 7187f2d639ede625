import {
  type ClusterIdentity,
  type ClusterObject,
  type Container,
  type FieldPath,
  type ObjectReference,
  objectKey,
  type Workload,
} from '../../cluster/index.ts';
import type { PolicyInput } from './policy-activation.ts';
import type { TemplateView } from './template-view.ts';
import { withoutNulls } from './without-nulls.ts';

/** What one policy run looks at, and whom its verdict is about. */
export interface Place {
  readonly judged: ClusterObject;
  /** The owner workload, or the object itself. */
  readonly subject: NamedObject;
  /** The pod template, for controls over pod templates. */
  readonly view?: TemplateView;
  /** What policies are given here, shared by all of them. */
  readonly input: PolicyInput;
}

/** An owner that could not be read is known by its name alone. */
export type NamedObject = Pick<ClusterObject, keyof ObjectReference | 'key'>;

/** Whom verdicts about a workload are about. */
export function workloadSubject({ object, reference }: Workload): NamedObject {
  const key = objectKey(reference);
  return key === object.key ? object : { ...reference, key };
}

/** What paths of a finding start from: the way there from the judged object, and the value that policies saw. */
export interface Base {
  readonly path: FieldPath;
  readonly value: unknown;
}

export function objectBase(place: Place): Base {
  return { path: [], value: withoutNulls(place.judged.body) };
}

export function podBase({ view, ...place }: Place): Base {
  return view === undefined ? objectBase(place) : { path: view.template.specPath, value: view.podSpec };
}

export function containerBase(container: Container): Base {
  return { path: container.path, value: withoutNulls(container.spec) };
}

/** The four fields that name an object; a cluster object itself must not leak into results. */
export function referenceTo({ group, kind, namespace, name }: ObjectReference): ObjectReference {
  return { group, kind, namespace, name };
}

/** For what is said about a cluster as a whole. */
export function clusterSubject({ id }: ClusterIdentity): ObjectReference {
  return { group: '', kind: 'Cluster', namespace: '', name: id };
}
