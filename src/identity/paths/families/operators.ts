import type { Workload } from '../../../cluster/index.ts';
import type { PowerName } from '../../powers/power.ts';
import type { Consequence } from '../graph-builder.ts';
import type { Terrain } from '../terrain.ts';
import { everywhere, type Place } from '../vertex.ts';
import { applicationTargets } from './argo-projects.ts';
import { type Family, leads } from './family.ts';

/** An operator that does for others what it may do itself. */
interface Operator {
  readonly power: PowerName;
  /** The program, by the label or name that its own manifests give it. */
  readonly controller: string;
  /** Its resource belongs to no namespace. */
  readonly ofCluster?: boolean;
}

/** Controllers that carry out resources of every namespace with their own account. */
const steered: readonly Operator[] = [
  // https://kyverno.io/docs/policy-types/cluster-policy/generate/
  { power: 'putClusterPolicy', controller: 'kyverno-background-controller', ofCluster: true },
  // https://olm.operatorframework.io/docs/concepts/crds/clusterserviceversion/
  { power: 'putServiceVersion', controller: 'olm-operator' },
  // https://github.com/crossplane-contrib/provider-kubernetes
  { power: 'putProviderObject', controller: 'provider-kubernetes', ofCluster: true },
  // https://github.com/crossplane-contrib/provider-helm
  { power: 'putProviderRelease', controller: 'provider-helm', ofCluster: true },
];

/** https://fluxcd.io/flux/installation/configuration/multitenancy/ */
const flux: readonly Operator[] = [
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
  for (const { power, controller, ofCluster } of steered) {
    if (held.get(power) === undefined || (ofCluster === true && place !== everywhere)) continue;
    for (const workload of controllersNamed(controller, terrain)) yield* steer(power, workload, terrain);
  }
  for (const { power, controller } of flux) {
    if (held.get(power) === undefined) continue;
    for (const workload of controllersNamed(controller, terrain)) {
      if (!actsAsOthers(workload)) yield* steer(power, workload, terrain);
      // It acts as an account of the namespace that the resource names.
      else yield leads('steer-operator', terrain.hub('any-account', place), power);
    }
  }
  for (const power of ['putApplication', 'putApplicationSet'] as const)
    if (held.get(power) !== undefined) yield* applications(power, place, terrain);
  for (const { power, controller } of making)
    if (held.get(power) === 'all' && controllersNamed(controller, terrain).length > 0)
      yield leads('operator-pod', terrain.hub('run-pods', place), power);
};

function* steer(power: PowerName, workload: Workload, terrain: Terrain): Iterable<Consequence> {
  const { namespace } = workload.reference;
  const name = workload.serviceAccountName;
  const to = terrain.knownSubject({ kind: 'ServiceAccount', namespace, name });
  if (to !== undefined) yield leads('steer-operator', to, power);
}

/** Whether Flux acts as the account of whoever wrote the resource, and as a weak one where none is named. */
function actsAsOthers({ templates }: Workload): boolean {
  return templates.some(({ containers }) =>
    containers.some(({ spec }) =>
      ['command', 'args'].some((field) => {
        const texts = spec[field];
        return (
          Array.isArray(texts) &&
          texts.some((text) => typeof text === 'string' && text.startsWith('--default-service-account='))
        );
      }),
    ),
  );
}

/**
 * Applications are read in the namespace of Argo CD alone, unless somebody opened others, and their project says where they
 * may go.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
 */
function* applications(power: PowerName, place: Place, terrain: Terrain): Iterable<Consequence> {
  const makesApplications = controllersNamed('argocd-applicationset-controller', terrain);
  if (power === 'putApplicationSet' && makesApplications.length === 0) return;
  for (const workload of controllersNamed('argocd-application-controller', terrain)) {
    const { namespace } = workload.reference;
    if (place !== everywhere && place !== namespace) continue;
    const targets = applicationTargets(terrain.cluster, namespace);
    if (targets === 'everything') yield* steer(power, workload, terrain);
    else
      for (const target of targets)
        if (terrain.namespaces.includes(target))
          yield leads('steer-operator', terrain.hub('run-pods', target), power);
  }
}

function controllersNamed(name: string, terrain: Terrain): readonly Workload[] {
  return terrain.namespaces.flatMap((namespace) =>
    (['Deployment', 'StatefulSet'] as const).flatMap((kind) =>
      terrain
        .workloads(kind, namespace)
        .filter(
          ({ object, templates }) =>
            object.name === name ||
            templates.some(
              ({ labels }) =>
                labels['app.kubernetes.io/name'] === name || labels['pkg.crossplane.io/provider'] === name,
            ),
        ),
    ),
  );
}
