/** Fields and the values that they get where nothing is written; `since` names the minor version that began with it. */
export interface FixedDefaults {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly since?: number;
}

const always = (fields: FixedDefaults['fields']): readonly FixedDefaults[] => [{ fields }];

const probe = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const container = { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' };
const mode = always({ defaultMode: 0o644 });
const iscsi = always({ iscsiInterface: 'default' });
const rbd = always({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' });
const scaleIo = always({ storageMode: 'ThinProvisioned', fsType: 'xfs' });

/**
 * What the API server writes into an object that does not say it, by the name of the type, wherever the type is used.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go and the files of the same name beside it,
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/zz_generated.defaults.go
 */
export const fixedDefaults: Readonly<Record<string, readonly FixedDefaults[]>> = {
  'apps.v1.DeploymentSpec': always({ replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
  'apps.v1.DeploymentStrategy': always({ type: 'RollingUpdate' }),
  'apps.v1.DaemonSetSpec': always({ revisionHistoryLimit: 10 }),
  'apps.v1.DaemonSetUpdateStrategy': always({ type: 'RollingUpdate' }),
  'apps.v1.ReplicaSetSpec': always({ replicas: 1 }),
  'apps.v1.RollingUpdateDaemonSet': always({ maxUnavailable: 1, maxSurge: 0 }),
  'apps.v1.RollingUpdateDeployment': always({ maxUnavailable: '25%', maxSurge: '25%' }),
  'apps.v1.RollingUpdateStatefulSetStrategy': [
    { fields: { partition: 0 } },
    // https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/961-maxunavailable-for-statefulset
    { fields: { maxUnavailable: 1 }, since: 37 },
  ],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': always({
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  }),
  'apps.v1.StatefulSetSpec': always({
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: {},
  }),
  'autoscaling.v1.HorizontalPodAutoscalerSpec': always({
    minReplicas: 1,
    targetCPUUtilizationPercentage: 80,
  }),
  'autoscaling.v2.HorizontalPodAutoscalerSpec': always({
    minReplicas: 1,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ],
  }),
  'batch.v1.CronJobSpec': always({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  }),
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': always({ status: 'True' }),
  'core.v1.AzureDiskVolumeSource': always({
    cachingMode: 'ReadWrite',
    fsType: 'ext4',
    readOnly: false,
    kind: 'Shared',
  }),
  'core.v1.ConfigMapVolumeSource': mode,
  'core.v1.Container': always(container),
  'core.v1.ContainerPort': always({ protocol: 'TCP' }),
  'core.v1.DownwardAPIVolumeSource': mode,
  'core.v1.EphemeralContainer': always(container),
  'core.v1.FileKeySelector': always({ optional: false }),
  'core.v1.GRPCAction': always({ service: '' }),
  'core.v1.HTTPGetAction': always({ path: '/', scheme: 'HTTP' }),
  'core.v1.HostPathVolumeSource': always({ type: '' }),
  'core.v1.ISCSIPersistentVolumeSource': iscsi,
  'core.v1.ISCSIVolumeSource': iscsi,
  'core.v1.ObjectFieldSelector': always({ apiVersion: 'v1' }),
  'core.v1.PersistentVolumeClaimSpec': always({ volumeMode: 'Filesystem' }),
  'core.v1.PersistentVolumeSpec': always({
    persistentVolumeReclaimPolicy: 'Retain',
    volumeMode: 'Filesystem',
  }),
  'core.v1.PodSpec': always({
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  }),
  'core.v1.Probe': always(probe),
  'core.v1.ProjectedVolumeSource': mode,
  'core.v1.RBDPersistentVolumeSource': rbd,
  'core.v1.RBDVolumeSource': rbd,
  'core.v1.ReplicationControllerSpec': always({ replicas: 1 }),
  'core.v1.ResourceFieldSelector': always({ divisor: '0' }),
  'core.v1.ScaleIOPersistentVolumeSource': scaleIo,
  'core.v1.ScaleIOVolumeSource': scaleIo,
  'core.v1.Secret': always({ type: 'Opaque' }),
  'core.v1.SecretVolumeSource': mode,
  'core.v1.ServiceAccountTokenProjection': always({ expirationSeconds: 3600 }),
  'core.v1.ServicePort': always({ protocol: 'TCP' }),
  'core.v1.ServiceSpec': always({ sessionAffinity: 'None', type: 'ClusterIP' }),
  'networking.v1.NetworkPolicyPort': always({ protocol: 'TCP' }),
  'rbac.v1.RoleRef': always({ apiGroup: 'rbac.authorization.k8s.io' }),
};
