import type { ClusterObject, FieldManager } from './object.ts';
import type { SourceRule } from './source-rule.ts';

/** Field managers that are tools of a person, by how they leave an object behind. */
const handManagers =
  /^kubectl-(?:edit|create|run|patch|set|expose|label|annotate|scale|rollout|replace|debug|taint|autoscale)$/;
const applyManagers = /^(?:kubectl|kubectl-client-side-apply|kapp|skaffold|kustomize)$/;
const infrastructureManagers = /^(?:terraform|hashicorp|pulumi)/i;
/** Parts of Kubernetes that write fields of objects they do not own: status, scale, defaults, injected fields. */
const systemManagers =
  /^(?:kube-controller-manager|kube-scheduler|kubelet|kube-apiserver|k3s|rke2|cloud-controller-manager|cluster-autoscaler|vpa-.*|horizontal-pod-autoscaler|gke-.*|eks)$/;
const controllerName = /(?:operator|controller|controller-manager|manager)$/;

/** A controller without an owner reference shows as the field manager that wrote the object last. */
export const managingController: SourceRule = (_cluster, object) => {
  if (object.body.metadata.annotations?.[lastApplied] !== undefined) return undefined;
  const writers = writersOf(object).filter(({ manager }) => !systemManagers.test(manager));
  const [writer] = writers;
  if (writer === undefined || !writers.every(({ manager }) => controllerName.test(manager))) return undefined;
  return {
    kind: 'operator',
    name: writer.manager,
    evidence: [`field manager ${writer.manager} is the only writer${at(writer)}`],
    changeAt: `the configuration that ${writer.manager} makes this ${object.kind} from`,
    reverts: true,
  };
};

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * A file that was applied, with or without kustomize, or infrastructure code. Later changes by hand are said, because
 * the next apply may undo them. https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
 */
export const appliedManifest: SourceRule = (_cluster, object) => {
  const { annotations } = object.body.metadata;
  const writers = writersOf(object);
  const evidence = writers.filter(({ manager }) => handManagers.test(manager)).map(handChange);
  const kustomize = annotations?.['config.kubernetes.io/origin'];
  if (kustomize) {
    const path = /^path: (.+)$/m.exec(kustomize)?.[1];
    return {
      kind: 'kustomize',
      ...(path && { name: path }),
      evidence: ['annotation config.kubernetes.io/origin says that kustomize built it', ...evidence],
      changeAt: path ? `kustomize source ${path}` : 'the kustomization that builds it',
      reverts: false,
    };
  }
  const infrastructure = writers.find(({ manager }) => infrastructureManagers.test(manager));
  if (infrastructure) {
    return {
      kind: 'file',
      name: infrastructure.manager,
      evidence: [`field manager ${infrastructure.manager} wrote it${at(infrastructure)}`, ...evidence],
      changeAt: `the ${infrastructure.manager} code; its next run overwrites the object`,
      reverts: false,
    };
  }
  const applied = writers.find(
    ({ manager, operation }) => applyManagers.test(manager) && operation === 'Apply',
  );
  if (annotations?.[lastApplied] === undefined && applied === undefined) return undefined;
  const fact = applied
    ? `${applied.manager} applied it${at(applied)}`
    : `annotation ${lastApplied} says that kubectl apply made it`;
  return {
    kind: 'file',
    evidence: [fact, ...evidence],
    changeAt: 'the manifest that was applied with kubectl apply; its next apply overwrites the object',
    reverts: false,
  };
};

/** Made or changed with kubectl, and nothing else claims the object. */
export const editedByHand: SourceRule = (_cluster, object) => {
  const hands = writersOf(object).filter(({ manager }) => handManagers.test(manager));
  if (hands.length === 0) return undefined;
  return {
    kind: 'hand',
    evidence: hands.map(handChange),
    changeAt: `the ${object.kind} itself; keep the change in a file, because nothing else does`,
    reverts: false,
  };
};

/** Newest first; an entry without a time is oldest. Status writers do not count. */
function writersOf(object: ClusterObject): readonly FieldManager[] {
  return (object.body.metadata.managedFields ?? []).toSorted((left, right) =>
    (right.time ?? '') < (left.time ?? '') ? -1 : 1,
  );
}

function handChange(writer: FieldManager): string {
  return `${writer.manager} changed it by hand${at(writer)}`;
}

function at({ time }: FieldManager): string {
  return time ? ` at ${time}` : '';
}
