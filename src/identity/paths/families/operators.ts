import type { Workload } from '../../../cluster/index.ts';
import type { PowerName } from '../powers.ts';
import type { Terrain } from '../terrain.ts';
import { everywhere } from '../vertex.ts';
import { type Family, leads } from './family.ts';

/** An operator that does for others what it may do itself. */
interface Operator {
  readonly power: PowerName;
  /** The program, by the label or name that its own manifests give it. */
  readonly controller: string;
  /** It reads its resources in its own namespace alone, unless somebody opened others. */
  readonly ownNamespace?: boolean;
}

const steered: readonly Operator[] = [
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
  { power: 'putApplication', controller: 'argocd-application-controller', ownNamespace: true },
  // https://fluxcd.io/flux/installation/configuration/multitenancy/
  { power: 'putKustomization', controller: 'kustomize-controller' },
  { power: 'putHelmRelease', controller: 'helm-controller' },
];

/** Resources that an operator makes pods from in the same namespace, with any service account. */
const making: readonly Operator[] = [
  { power: 'createWorkflow', controller: 'workflow-controller' },
  { power: 'createRollout', controller: 'argo-rollouts' },
  { power: 'createTaskRun', controller: 'tekton-pipelines-controller' },
  { power: 'createRayCluster', controller: 'kuberay-operator' },
];

/**
 * Confused deputies: whoever writes an operator's resource has what the operator has. Only operators whose controller is in
 * the cluster count.
 */
export const operators: Family = function* operators(held, place, terrain) {
  for (const { power, controller, ownNamespace } of steered) {
    if (held.get(power) === undefined) continue;
    for (const workload of controllersNamed(controller, terrain)) {
      const { namespace } = workload.reference;
      if (ownNamespace === true && place !== everywhere && place !== namespace) continue;
      const to = terrain.knownSubject({
        kind: 'ServiceAccount',
        namespace,
        name: workload.serviceAccountName,
      });
      if (to !== undefined) yield leads('steer-operator', to, power);
    }
  }
  for (const { power, controller } of making)
    if (held.get(power) === 'all' && controllersNamed(controller, terrain).length > 0)
      yield leads('operator-pod', terrain.hub('run-pods', place), power);
};

function controllersNamed(name: string, terrain: Terrain): readonly Workload[] {
  return terrain.namespaces.flatMap((namespace) =>
    (['Deployment', 'StatefulSet'] as const).flatMap((kind) =>
      terrain
        .workloads(kind, namespace)
        .filter(
          ({ object, templates }) =>
            object.name === name || templates.some(({ labels }) => labels['app.kubernetes.io/name'] === name),
        ),
    ),
  );
}
