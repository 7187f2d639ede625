import type { ContainerType } from './workload.ts';

/**
 * Where one kind keeps a pod template. Paths are dotted from the root of the object; `[]` stands for every element of a
 * list and `*` for every value of a map.
 */
export interface PodTemplateShape {
  /** The template; empty for an object that is a pod itself. */
  readonly path: string;
  /** Pod spec below the template; empty when pod spec fields stand in the template itself. Default `spec`. */
  readonly spec?: string;
  /** Pod labels and annotations below the template. Default `metadata`. */
  readonly metadata?: string;
  /** Fields of the pod spec that hold containers beside the standard three, single or (with `[]`) as a list. */
  readonly containers?: readonly { readonly path: string; readonly type?: ContainerType }[];
  /** Fields for which a controller runs a container of its own; with neither those nor containers there is no pod. */
  readonly ownContainerFor?: readonly string[];
  /** Pod spec fields that this kind has with another type than a pod. */
  readonly ownTypes?: readonly string[];
  /** Pod spec fields that the template takes from elsewhere in the object where it does not set them itself. */
  readonly inherits?: { readonly path: string; readonly fields: readonly string[] };
}

/** A kind that makes pods. */
export interface PodTemplateKind {
  readonly group: string;
  readonly kind: string;
  readonly templates: readonly PodTemplateShape[];
  /** The operator fills in most of the pod: where the object it makes from it is in the model, that one is judged. */
  readonly partial?: boolean;
  /** An object reference (`kind`, `name`) to the object that holds the template instead. */
  readonly reference?: string;
}

const specTemplate: readonly PodTemplateShape[] = [{ path: 'spec.template' }];
const jobTemplate: readonly PodTemplateShape[] = [{ path: 'spec.jobTemplate.spec.template' }];

const trainingRuntime: readonly PodTemplateShape[] = [
  { path: 'spec.template.spec.replicatedJobs[].template.spec.template' },
];

function rayCluster(path: string): readonly PodTemplateShape[] {
  return [{ path: `${path}.headGroupSpec.template` }, { path: `${path}.workerGroupSpecs[].template` }];
}

function replicaSpecs(field: string): readonly PodTemplateShape[] {
  return [{ path: `spec.${field}.*.template` }];
}

function argoWorkflow(spec: string): readonly PodTemplateShape[] {
  const containers = [
    { path: 'container' },
    { path: 'script' },
    { path: 'sidecars[]' },
    { path: 'containerSet.containers[]' },
  ];
  const fields = [
    'serviceAccountName',
    'automountServiceAccountToken',
    'securityContext',
    'hostNetwork',
    'volumes',
    'imagePullSecrets',
    'nodeSelector',
    'tolerations',
  ];
  const ownTypes = ['activeDeadlineSeconds'];
  const shape = { spec: '', containers, ownTypes, inherits: { path: spec, fields } };
  return [
    { ...shape, path: `${spec}.templates[]`, ownContainerFor: ['resource', 'data'] },
    { ...shape, path: `${spec}.templateDefaults`, ownContainerFor: [] },
  ];
}

const kserveModels = [
  'model',
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
].map((path) => ({ path }));

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
const builtIn: readonly PodTemplateKind[] = [
  { group: '', kind: 'Pod', templates: [{ path: '' }] },
  { group: '', kind: 'PodTemplate', templates: [{ path: 'template' }] },
  { group: '', kind: 'ReplicationController', templates: specTemplate },
  { group: 'apps', kind: 'Deployment', templates: specTemplate },
  { group: 'apps', kind: 'StatefulSet', templates: specTemplate },
  { group: 'apps', kind: 'DaemonSet', templates: specTemplate },
  { group: 'apps', kind: 'ReplicaSet', templates: specTemplate },
  { group: 'batch', kind: 'Job', templates: specTemplate },
  { group: 'batch', kind: 'CronJob', templates: jobTemplate },
];

const custom: readonly PodTemplateKind[] = [
  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  { group: 'argoproj.io', kind: 'Rollout', templates: specTemplate, reference: 'spec.workloadRef' },
  // https://argo-workflows.readthedocs.io/en/latest/fields/
  { group: 'argoproj.io', kind: 'Workflow', templates: argoWorkflow('spec') },
  { group: 'argoproj.io', kind: 'WorkflowTemplate', templates: argoWorkflow('spec') },
  { group: 'argoproj.io', kind: 'ClusterWorkflowTemplate', templates: argoWorkflow('spec') },
  { group: 'argoproj.io', kind: 'CronWorkflow', templates: argoWorkflow('spec.workflowSpec') },
  // https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/workloads_apis/
  { group: 'apps.openshift.io', kind: 'DeploymentConfig', templates: specTemplate },
  // https://knative.dev/docs/serving/reference/serving-api/
  { group: 'serving.knative.dev', kind: 'Service', templates: specTemplate },
  { group: 'serving.knative.dev', kind: 'Configuration', templates: specTemplate },
  { group: 'serving.knative.dev', kind: 'Revision', templates: [{ path: '' }] },
  // https://kserve.github.io/website/docs/reference/crd-api
  {
    group: 'serving.kserve.io',
    kind: 'InferenceService',
    partial: true,
    templates: [
      { path: 'spec.predictor', spec: '', metadata: '', containers: kserveModels },
      { path: 'spec.predictor.workerSpec', spec: '', metadata: '' },
      { path: 'spec.transformer', spec: '', metadata: '' },
      { path: 'spec.explainer', spec: '', metadata: '', containers: [{ path: 'art' }, { path: 'alibi' }] },
    ],
  },
  {
    group: 'serving.kserve.io',
    kind: 'LLMInferenceService',
    partial: true,
    templates: [
      { path: 'spec.template', spec: '' },
      { path: 'spec.worker', spec: '' },
      { path: 'spec.prefill.template', spec: '' },
      { path: 'spec.prefill.worker', spec: '' },
      { path: 'spec.router.scheduler.template', spec: '' },
    ],
  },
  // https://docs.ray.io/en/latest/cluster/kubernetes/references.html
  { group: 'ray.io', kind: 'RayCluster', templates: rayCluster('spec') },
  {
    group: 'ray.io',
    kind: 'RayJob',
    templates: [...rayCluster('spec.rayClusterSpec'), { path: 'spec.submitterPodTemplate' }],
  },
  { group: 'ray.io', kind: 'RayService', templates: rayCluster('spec.rayClusterConfig') },
  // https://openkruise.io/docs/
  { group: 'apps.kruise.io', kind: 'CloneSet', templates: specTemplate },
  { group: 'apps.kruise.io', kind: 'StatefulSet', templates: specTemplate },
  { group: 'apps.kruise.io', kind: 'DaemonSet', templates: specTemplate },
  { group: 'apps.kruise.io', kind: 'BroadcastJob', templates: specTemplate },
  {
    group: 'apps.kruise.io',
    kind: 'AdvancedCronJob',
    templates: [
      { path: 'spec.template.jobTemplate.spec.template' },
      { path: 'spec.template.broadcastJobTemplate.spec.template' },
    ],
  },
  // https://www.kubeflow.org/docs/components/trainer/legacy-v1/
  { group: 'kubeflow.org', kind: 'PyTorchJob', templates: replicaSpecs('pytorchReplicaSpecs') },
  { group: 'kubeflow.org', kind: 'TFJob', templates: replicaSpecs('tfReplicaSpecs') },
  { group: 'kubeflow.org', kind: 'MPIJob', templates: replicaSpecs('mpiReplicaSpecs') },
  { group: 'kubeflow.org', kind: 'XGBoostJob', templates: replicaSpecs('xgbReplicaSpecs') },
  { group: 'kubeflow.org', kind: 'PaddleJob', templates: replicaSpecs('paddleReplicaSpecs') },
  { group: 'kubeflow.org', kind: 'JAXJob', templates: replicaSpecs('jaxReplicaSpecs') },
  { group: 'kubeflow.org', kind: 'Notebook', templates: specTemplate },
  // https://www.kubeflow.org/docs/components/trainer/operator-guides/runtime/
  { group: 'trainer.kubeflow.org', kind: 'TrainingRuntime', templates: trainingRuntime },
  { group: 'trainer.kubeflow.org', kind: 'ClusterTrainingRuntime', templates: trainingRuntime },
  // https://jobset.sigs.k8s.io/docs/reference/jobset.v1alpha2/
  {
    group: 'jobset.x-k8s.io',
    kind: 'JobSet',
    templates: [{ path: 'spec.replicatedJobs[].template.spec.template' }],
  },
  // https://lws.sigs.k8s.io/docs/reference/leaderworkerset.v1/
  {
    group: 'leaderworkerset.x-k8s.io',
    kind: 'LeaderWorkerSet',
    templates: [
      { path: 'spec.leaderWorkerTemplate.leaderTemplate' },
      { path: 'spec.leaderWorkerTemplate.workerTemplate' },
    ],
  },
  // https://agent-sandbox.sigs.k8s.io/
  { group: 'agents.x-k8s.io', kind: 'Sandbox', templates: [{ path: 'spec.podTemplate' }] },
  { group: 'extensions.agents.x-k8s.io', kind: 'SandboxTemplate', templates: [{ path: 'spec.podTemplate' }] },
  // https://volcano.sh/en/docs/vcjob/
  { group: 'batch.volcano.sh', kind: 'Job', templates: [{ path: 'spec.tasks[].template' }] },
  // https://keda.sh/docs/latest/reference/scaledjob-spec/
  { group: 'keda.sh', kind: 'ScaledJob', templates: [{ path: 'spec.jobTargetRef.template' }] },
];

/** Every kind that makes pods, as data. */
export const podTemplateKinds: readonly PodTemplateKind[] = [...builtIn, ...custom];

const byGroup = new Map<string, Map<string, PodTemplateKind>>();
for (const entry of podTemplateKinds) {
  const ofGroup = byGroup.get(entry.group) ?? new Map<string, PodTemplateKind>();
  byGroup.set(entry.group, ofGroup.set(entry.kind, entry));
}

/** The entry of a kind; undefined for kinds that make no pods. */
export function podTemplateKindOf(group: string, kind: string): PodTemplateKind | undefined {
  return byGroup.get(group)?.get(kind);
}
