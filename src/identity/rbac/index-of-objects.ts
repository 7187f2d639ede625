import {
  type ClusterObject,
  clusterObject,
  type KubernetesObject,
  splitApiVersion,
} from '../../cluster/index.ts';
import { RbacIndex, type RbacIndexOptions } from './rbac-index.ts';

/** An index of plain objects, for whoever has no cluster model at hand. */
export function indexOfObjects(objects: Iterable<KubernetesObject>, options: RbacIndexOptions): RbacIndex {
  const index = new RbacIndex(options);
  for (const body of objects) index.apply(modelObject(body));
  return index;
}

/** A plain object as the model holds it. */
export function modelObject(body: KubernetesObject): ClusterObject {
  return clusterObject(body, splitApiVersion(body.apiVersion));
}
