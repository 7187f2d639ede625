import { type Cluster, type ClusterObject, sourceOfTruthOf } from '../../cluster/index.ts';
import { kustomizationSource } from './kustomization-source.ts';

/** An object is changed in a file, or elsewhere: then `changeAt` says where, to a person. */
export type Place = { readonly file: string } | { readonly changeAt: string };

/**
 * Where a change of an object lasts. Only manifests that are not rendered from something and not the dump of a live object
 * are edited: in everything else the next rendering, or a controller, would undo it.
 */
export function placeOf(cluster: Cluster, object: ClusterObject | undefined): Place {
  if (object === undefined) return { changeAt: 'an object that is not in what was read' };
  const { origin } = object;
  const { kind, changeAt } = sourceOfTruthOf(cluster, object);
  if (origin === undefined) return { changeAt };
  if (origin.renderer === 'kustomize') return { changeAt: kustomized(origin.file, object) };
  return kind === 'file' ? { file: origin.file } : { changeAt };
}

function kustomized(folder: string, object: ClusterObject): string {
  const source = kustomizationSource(folder, object);
  const overlay = `a patch in the kustomization ${folder}`;
  return source === undefined ? overlay : `${source}, or ${overlay}`;
}
