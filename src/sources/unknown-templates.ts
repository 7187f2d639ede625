import {
  formatPath,
  type KubernetesObject,
  type Problem,
  splitApiVersion,
  unknownPodTemplate,
  visibleText,
} from '../cluster/index.ts';

/** Notices kinds of a cluster that hold pod templates which nobody here knows, each kind once. */
export class UnknownTemplates {
  private readonly kinds = new Map<string, Problem>();

  learn(object: KubernetesObject): void {
    const { group } = splitApiVersion(object.apiVersion);
    const kind = `${object.kind}.${group}`;
    if (this.kinds.has(kind)) return;
    const path = unknownPodTemplate(object);
    if (path === undefined) return;
    const { namespace, name } = object.metadata;
    const place = [namespace, name].filter((part) => part !== undefined).join('/');
    this.kinds.set(kind, {
      code: 'pod-template-unknown',
      message: visibleText(
        `${kind} holds pod templates where none is known to be, such as ${place} at ${formatPath(path)}; they were not judged, only the pods and workloads that are made of them`,
      ),
      hint: 'A template without a pod or workload in the cluster stays unseen until it runs.',
      severity: 'warning',
    });
  }

  problems(): readonly Problem[] {
    return [...this.kinds]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([, problem]) => problem);
  }
}
