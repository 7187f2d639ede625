import {
  type FieldPath,
  formatPath,
  type KubernetesObject,
  type Origin,
  objectKey,
  type Problem,
  splitApiVersion,
  unknownPodTemplate,
} from '../../cluster/index.ts';
import { manifestProblem } from './errors.ts';

interface Found {
  readonly key: string;
  readonly object: KubernetesObject;
  readonly origin: Origin;
  /** Of the template in the object. */
  readonly path: FieldPath;
}

/** Notices pod templates in custom resources of kinds that are not known to make pods. */
export class CustomTemplates {
  private readonly found: Found[] = [];
  private readonly owners = new Set<string>();

  learn(object: KubernetesObject, origin: Origin): void {
    const namespace = object.metadata.namespace ?? '';
    for (const { apiVersion, kind, name } of object.metadata.ownerReferences ?? [])
      this.owners.add(objectKey({ group: splitApiVersion(apiVersion).group, kind, namespace, name }));
    const path = unknownPodTemplate(object);
    if (path === undefined) return;
    const { group } = splitApiVersion(object.apiVersion);
    const key = objectKey({ group, kind: object.kind, namespace, name: object.metadata.name });
    this.found.push({ key, object, origin, path });
  }

  /**
   * One problem for each object whose pods nobody judged. A dump of a cluster holds what was made of them, as owned objects
   * or because it is all that the cluster holds; there it is only said.
   */
  problems(complete: boolean): readonly Problem[] {
    return this.found
      .filter(({ key }) => !this.owners.has(key))
      .map((found) => templateProblem(found, complete ? 'warning' : 'error'));
  }
}

function templateProblem({ object, origin, path }: Found, severity: Problem['severity']): Problem {
  const { file, line, column } = origin.locate(path);
  const message = `${object.kind} ${object.metadata.name} holds a pod template at ${formatPath(path)}, and ${object.kind} in ${object.apiVersion} is no kind that is known to make pods, so the template was not judged`;
  return manifestProblem('pod-template-unknown', message, { file, line, column }, severity);
}
