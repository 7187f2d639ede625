import type { ClusterObject } from './object.ts';
import type { SourceRule } from './source-rule.ts';
import type { SourceOfTruth } from './workload.ts';

/**
 * Argo CD writes `<application>:<group>/<kind>:<namespace>/<name>` and ignores an annotation that was copied to another
 * object, so only a tracking id that names this object counts. The `app.kubernetes.io/instance` label is also set by
 * charts: it counts where the Application is in the model or Argo CD's field manager wrote the object.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
export const argoApplication: SourceRule = (cluster, object) => {
  const { labels, annotations, managedFields } = object.body.metadata;
  const tracked = trackedApplication(object, annotations?.['argocd.argoproj.io/tracking-id']);
  if (tracked)
    return argo(cluster, tracked, `annotation argocd.argoproj.io/tracking-id names Application ${tracked}`);
  const own = labels?.['argocd.argoproj.io/instance'];
  if (own) return argo(cluster, own, `label argocd.argoproj.io/instance names Application ${own}`);
  const instance = labels?.['app.kubernetes.io/instance'];
  if (!instance) return undefined;
  const writer = managedFields?.find(({ manager }) => argoManagers.has(manager));
  if (writer) {
    return argo(cluster, instance, `field manager ${writer.manager} wrote it for instance label ${instance}`);
  }
  return findApplication(cluster, instance)
    ? argo(
        cluster,
        instance,
        `label app.kubernetes.io/instance names Application ${instance}, which is there`,
      )
    : undefined;
};

const argoManagers = new Set(['argocd-controller', 'argocd-application-controller']);

function trackedApplication(object: ClusterObject, trackingId: string | undefined): string | undefined {
  if (!trackingId) return undefined;
  const [application, groupKind, place] = trackingId.split(':');
  if (!application) return undefined;
  if (groupKind === undefined) return application;
  const name = place?.slice(place.indexOf('/') + 1);
  return groupKind === `${object.group}/${object.kind}` && name === object.name ? application : undefined;
}

function argo(cluster: Parameters<SourceRule>[0], application: string, fact: string): SourceOfTruth {
  const object = findApplication(cluster, application);
  const spec = fields(object?.body['spec']);
  const healing = fields(fields(spec['syncPolicy'])['automated'])['selfHeal'] === true;
  const sources = Array.isArray(spec['sources']) ? spec['sources'] : [spec['source']];
  const places = sources.map(placeInGit).filter((place) => place !== '');
  const namespace = object?.namespace;
  const evidence = [fact];
  if (object) {
    evidence.push(
      healing
        ? 'the Application heals itself (syncPolicy.automated.selfHeal)'
        : 'the Application does not self-heal',
    );
  }
  return {
    kind: 'argocd',
    name: application,
    ...(namespace && { namespace }),
    evidence,
    changeAt:
      places.length === 0
        ? `the Git source of Argo CD Application ${application}`
        : `${places.join(' and ')} (Argo CD Application ${application})`,
    reverts: object === undefined || healing,
  };
}

/** An Application outside Argo CD's own namespace is tracked as `<namespace>_<name>`. */
function findApplication(cluster: Parameters<SourceRule>[0], application: string): ClusterObject | undefined {
  const bar = application.indexOf('_');
  for (const object of cluster.ofKind('argoproj.io', 'Application')) {
    if (object.name === application) return object;
    if (
      bar > 0 &&
      object.namespace === application.slice(0, bar) &&
      object.name === application.slice(bar + 1)
    ) {
      return object;
    }
  }
  return undefined;
}

function placeInGit(source: unknown): string {
  const { repoURL, path, chart } = fields(source);
  if (typeof repoURL !== 'string') return '';
  const repository = repoURL.replace(/\/\/[^/@]*@/, '//');
  if (typeof chart === 'string') return `values of chart ${chart} from ${repository}`;
  return typeof path === 'string' ? `${repository}, path ${path}` : repository;
}

/**
 * The Kustomize controller corrects drift at every reconciliation; the Helm controller only where drift detection is
 * enabled. https://fluxcd.io/flux/components/kustomize/kustomizations/ https://fluxcd.io/flux/components/helm/helmreleases/
 */
export const fluxRelease: SourceRule = (cluster, object) => {
  const labels = object.body.metadata.labels ?? {};
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization) {
    const namespace = labels['kustomize.toolkit.fluxcd.io/namespace'];
    return {
      kind: 'flux',
      name: `Kustomization ${qualified(namespace, kustomization)}`,
      ...(namespace && { namespace }),
      evidence: [`label kustomize.toolkit.fluxcd.io/name names Kustomization ${kustomization}`],
      changeAt: `the Git source of Flux Kustomization ${qualified(namespace, kustomization)}`,
      reverts: true,
    };
  }
  const release = labels['helm.toolkit.fluxcd.io/name'];
  if (!release) return undefined;
  const namespace = labels['helm.toolkit.fluxcd.io/namespace'];
  const helm = cluster.find({
    group: 'helm.toolkit.fluxcd.io',
    kind: 'HelmRelease',
    namespace: namespace ?? object.namespace,
    name: release,
  });
  const detection = fields(fields(helm?.body['spec'])['driftDetection'])['mode'];
  return {
    kind: 'flux',
    name: `HelmRelease ${qualified(namespace, release)}`,
    ...(namespace && { namespace }),
    evidence: [
      `label helm.toolkit.fluxcd.io/name names HelmRelease ${release}`,
      ...(helm ? [`its drift detection is ${detection === 'enabled' ? 'enabled' : 'not enabled'}`] : []),
    ],
    changeAt: `values of Flux HelmRelease ${qualified(namespace, release)}`,
    reverts: helm === undefined || detection === 'enabled',
  };
};

/**
 * A release owns an object through two annotations. The `managed-by: Helm` label alone only says that a chart was
 * rendered. https://helm.sh/docs/topics/charts_hooks/ https://helm.sh/docs/chart_best_practices/labels/
 */
export const helmRelease: SourceRule = (_cluster, object) => {
  const { annotations, labels } = object.body.metadata;
  const release = annotations?.['meta.helm.sh/release-name'];
  if (!release) return undefined;
  const namespace = annotations?.['meta.helm.sh/release-namespace'] ?? object.namespace;
  const chart = labels?.['helm.sh/chart'];
  return {
    kind: 'helm',
    name: qualified(namespace, release),
    ...(namespace && { namespace }),
    evidence: [
      `annotation meta.helm.sh/release-name names release ${qualified(namespace, release)}`,
      ...(chart ? [`label helm.sh/chart says chart ${chart}`] : []),
    ],
    changeAt: `values of Helm release ${qualified(namespace, release)}${chart ? ` (chart ${chart})` : ''}; the next upgrade overwrites the object`,
    reverts: false,
  };
};

function qualified(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
