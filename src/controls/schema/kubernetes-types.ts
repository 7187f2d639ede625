import { publishedTypes } from '../../cluster/schema/index.ts';
import { KubernetesTypes } from './schema-provider.ts';

const byVersion = new Map<string, KubernetesTypes>();

/** The types of Kubernetes' own kinds as a version publishes them: `1.36`. */
export function kubernetesTypes(version: string): KubernetesTypes {
  let found = byVersion.get(version);
  if (found === undefined) byVersion.set(version, (found = new KubernetesTypes(publishedTypes, version)));
  return found;
}
