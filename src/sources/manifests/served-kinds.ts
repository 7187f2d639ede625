/** Kinds of one version of an API group that were served over the same span of Kubernetes 1.x. */
export interface ServedKinds {
  /** First minor version; absent when it is older than the oldest that is known here. */
  readonly from?: number;
  /** Last minor version; absent when the newest known one still serves them. */
  readonly until?: number;
  readonly kinds: readonly string[];
}

/**
 * What API servers of Kubernetes 1.25 to 1.37 serve, every feature and alpha version switched on, by apiVersion; of older
 * versions only that they are gone. Stable versions stand before beta and alpha, newer before older.
 *
 * Taken from `AddKnownTypes` and `APILifecycleRemoved` of every k8s.io/api release from v0.25 to v0.37; a test holds it
 * against what real servers say. https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export const servedKinds: Readonly<Record<string, readonly ServedKinds[]>> = {
  v1: [
    {
      kinds: [
        'Binding',
        'ComponentStatus',
        'ConfigMap',
        'Endpoints',
        'Event',
        'LimitRange',
        'Namespace',
        'Node',
        'PersistentVolume',
        'PersistentVolumeClaim',
        'Pod',
        'PodTemplate',
        'RangeAllocation',
        'ReplicationController',
        'ResourceQuota',
        'Secret',
        'SerializedReference',
        'Service',
        'ServiceAccount',
      ],
    },
  ],
  'admission.k8s.io/v1': [{ kinds: ['AdmissionReview'] }],
  'admission.k8s.io/v1beta1': [{ until: 21, kinds: ['AdmissionReview'] }],
  'admissionregistration.k8s.io/v1': [
    { from: 36, kinds: ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'] },
    { kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] },
    { from: 30, kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'] },
  ],
  'admissionregistration.k8s.io/v1beta1': [
    { from: 34, kinds: ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'] },
    { until: 21, kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] },
    { from: 28, until: 33, kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'] },
  ],
  'admissionregistration.k8s.io/v1alpha1': [
    { from: 32, kinds: ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'] },
    { from: 26, until: 31, kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'] },
  ],
  'apidiscovery.k8s.io/v2': [{ from: 30, kinds: ['APIGroupDiscovery'] }],
  'apidiscovery.k8s.io/v2beta1': [{ from: 26, until: 34, kinds: ['APIGroupDiscovery'] }],
  'apiextensions.k8s.io/v1': [{ kinds: ['ConversionReview', 'CustomResourceDefinition'] }],
  'apiextensions.k8s.io/v1beta1': [{ until: 21, kinds: ['ConversionReview', 'CustomResourceDefinition'] }],
  'apiregistration.k8s.io/v1': [{ kinds: ['APIService'] }],
  'apiregistration.k8s.io/v1beta1': [{ until: 21, kinds: ['APIService'] }],
  'apps/v1': [{ kinds: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] }],
  'apps/v1beta2': [
    {
      until: 15,
      kinds: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'Scale', 'StatefulSet'],
    },
  ],
  'apps/v1beta1': [
    { until: 15, kinds: ['ControllerRevision', 'Deployment', 'DeploymentRollback', 'Scale', 'StatefulSet'] },
  ],
  'authentication.k8s.io/v1': [
    { from: 28, kinds: ['SelfSubjectReview'] },
    { kinds: ['TokenRequest', 'TokenReview'] },
  ],
  'authentication.k8s.io/v1beta1': [
    { from: 27, until: 32, kinds: ['SelfSubjectReview'] },
    { until: 21, kinds: ['TokenReview'] },
  ],
  'authentication.k8s.io/v1alpha1': [{ from: 26, until: 31, kinds: ['SelfSubjectReview'] }],
  'authorization.k8s.io/v1': [
    {
      kinds: [
        'LocalSubjectAccessReview',
        'SelfSubjectAccessReview',
        'SelfSubjectRulesReview',
        'SubjectAccessReview',
      ],
    },
  ],
  'authorization.k8s.io/v1beta1': [
    {
      until: 21,
      kinds: [
        'LocalSubjectAccessReview',
        'SelfSubjectAccessReview',
        'SelfSubjectRulesReview',
        'SubjectAccessReview',
      ],
    },
  ],
  'autoscaling/v2': [{ kinds: ['HorizontalPodAutoscaler'] }],
  'autoscaling/v1': [{ kinds: ['HorizontalPodAutoscaler', 'Scale'] }],
  'autoscaling/v2beta2': [{ until: 25, kinds: ['HorizontalPodAutoscaler'] }],
  'autoscaling/v2beta1': [{ until: 24, kinds: ['HorizontalPodAutoscaler'] }],
  'batch/v1': [{ kinds: ['CronJob', 'Job'] }],
  'batch/v1beta1': [{ until: 24, kinds: ['CronJob', 'JobTemplate'] }],
  'batch/v2alpha1': [{ until: 20, kinds: ['CronJob'] }],
  'certificates.k8s.io/v1': [
    { kinds: ['CertificateSigningRequest'] },
    { from: 37, kinds: ['ClusterTrustBundle', 'PodCertificateRequest'] },
  ],
  'certificates.k8s.io/v1beta1': [
    { until: 21, kinds: ['CertificateSigningRequest'] },
    { from: 33, kinds: ['ClusterTrustBundle'] },
    { from: 35, kinds: ['PodCertificateRequest'] },
  ],
  'certificates.k8s.io/v1alpha1': [
    { from: 27, until: 36, kinds: ['ClusterTrustBundle'] },
    { from: 34, until: 34, kinds: ['PodCertificateRequest'] },
  ],
  'coordination.k8s.io/v1': [{ kinds: ['Lease'] }],
  'coordination.k8s.io/v1beta1': [
    { until: 21, kinds: ['Lease'] },
    { from: 33, kinds: ['LeaseCandidate'] },
  ],
  'coordination.k8s.io/v1alpha2': [{ from: 32, kinds: ['LeaseCandidate'] }],
  'coordination.k8s.io/v1alpha1': [{ from: 31, until: 31, kinds: ['LeaseCandidate'] }],
  'discovery.k8s.io/v1': [{ kinds: ['EndpointSlice'] }],
  'discovery.k8s.io/v1beta1': [{ until: 24, kinds: ['EndpointSlice'] }],
  'events.k8s.io/v1': [{ kinds: ['Event'] }],
  'events.k8s.io/v1beta1': [{ until: 24, kinds: ['Event'] }],
  'extensions/v1beta1': [
    {
      until: 15,
      kinds: [
        'DaemonSet',
        'Deployment',
        'DeploymentRollback',
        'NetworkPolicy',
        'PodSecurityPolicy',
        'ReplicaSet',
        'Scale',
      ],
    },
    { until: 21, kinds: ['Ingress'] },
  ],
  'flowcontrol.apiserver.k8s.io/v1': [{ from: 29, kinds: ['FlowSchema', 'PriorityLevelConfiguration'] }],
  'flowcontrol.apiserver.k8s.io/v1beta3': [
    { from: 26, until: 31, kinds: ['FlowSchema', 'PriorityLevelConfiguration'] },
  ],
  'flowcontrol.apiserver.k8s.io/v1beta2': [
    { until: 28, kinds: ['FlowSchema', 'PriorityLevelConfiguration'] },
  ],
  'flowcontrol.apiserver.k8s.io/v1beta1': [
    { until: 25, kinds: ['FlowSchema', 'PriorityLevelConfiguration'] },
  ],
  'flowcontrol.apiserver.k8s.io/v1alpha1': [
    { until: 20, kinds: ['FlowSchema', 'PriorityLevelConfiguration'] },
  ],
  'imagepolicy.k8s.io/v1alpha1': [{ kinds: ['ImageReview'] }],
  'internal.apiserver.k8s.io/v1alpha1': [{ kinds: ['StorageVersion'] }],
  'lifecycle.k8s.io/v1alpha1': [{ from: 37, kinds: ['Eviction', 'EvictionRequest'] }],
  'networking.k8s.io/v1': [
    { from: 33, kinds: ['IPAddress', 'ServiceCIDR'] },
    { kinds: ['Ingress', 'IngressClass', 'NetworkPolicy'] },
  ],
  'networking.k8s.io/v1beta1': [
    { from: 31, until: 36, kinds: ['IPAddress', 'ServiceCIDR'] },
    { until: 21, kinds: ['Ingress', 'IngressClass'] },
  ],
  'networking.k8s.io/v1alpha1': [
    { until: 28, kinds: ['ClusterCIDR'] },
    { from: 27, until: 32, kinds: ['IPAddress'] },
    { from: 29, until: 32, kinds: ['ServiceCIDR'] },
  ],
  'node.k8s.io/v1': [{ kinds: ['RuntimeClass'] }],
  'node.k8s.io/v1beta1': [{ until: 24, kinds: ['RuntimeClass'] }],
  'node.k8s.io/v1alpha1': [{ until: 22, kinds: ['RuntimeClass'] }],
  'policy/v1': [{ kinds: ['Eviction', 'PodDisruptionBudget'] }],
  'policy/v1beta1': [{ until: 24, kinds: ['Eviction', 'PodDisruptionBudget', 'PodSecurityPolicy'] }],
  'rbac.authorization.k8s.io/v1': [{ kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'] }],
  'rbac.authorization.k8s.io/v1beta1': [
    { until: 21, kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'] },
  ],
  'rbac.authorization.k8s.io/v1alpha1': [
    { until: 22, kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'] },
  ],
  'resource.k8s.io/v1': [
    { from: 34, kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'] },
    { from: 37, kinds: ['DeviceTaintRule'] },
  ],
  'resource.k8s.io/v1beta2': [
    { from: 33, kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'] },
    { from: 36, kinds: ['DeviceTaintRule'] },
  ],
  'resource.k8s.io/v1beta1': [
    { from: 32, kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'] },
  ],
  'resource.k8s.io/v1alpha3': [
    {
      from: 31,
      until: 33,
      kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
    },
    { from: 33, kinds: ['DeviceTaintRule'] },
    { from: 31, until: 31, kinds: ['PodSchedulingContext'] },
    { from: 36, kinds: ['ResourcePoolStatusRequest'] },
  ],
  'resource.k8s.io/v1alpha2': [
    {
      from: 27,
      until: 30,
      kinds: ['PodSchedulingContext', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceClass'],
    },
    { from: 30, until: 30, kinds: ['ResourceClaimParameters', 'ResourceClassParameters', 'ResourceSlice'] },
  ],
  'resource.k8s.io/v1alpha1': [
    {
      from: 26,
      until: 26,
      kinds: ['PodScheduling', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceClass'],
    },
  ],
  'scheduling.k8s.io/v1': [{ kinds: ['PriorityClass'] }],
  'scheduling.k8s.io/v1beta1': [
    { from: 37, kinds: ['PodGroup', 'Workload'] },
    { until: 21, kinds: ['PriorityClass'] },
  ],
  'scheduling.k8s.io/v1alpha3': [{ from: 37, kinds: ['CompositePodGroup', 'PodGroup', 'Workload'] }],
  'scheduling.k8s.io/v1alpha2': [{ from: 36, until: 36, kinds: ['PodGroup', 'Workload'] }],
  'scheduling.k8s.io/v1alpha1': [
    { until: 22, kinds: ['PriorityClass'] },
    { from: 35, until: 35, kinds: ['Workload'] },
  ],
  'storage.k8s.io/v1': [
    { kinds: ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment'] },
    { from: 34, kinds: ['VolumeAttributesClass'] },
  ],
  'storage.k8s.io/v1beta1': [
    { until: 21, kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'] },
    { until: 26, kinds: ['CSIStorageCapacity'] },
    { from: 31, until: 36, kinds: ['VolumeAttributesClass'] },
  ],
  'storage.k8s.io/v1alpha1': [
    { until: 23, kinds: ['CSIStorageCapacity', 'VolumeAttachment'] },
    { from: 29, until: 34, kinds: ['VolumeAttributesClass'] },
  ],
  'storagemigration.k8s.io/v1': [{ from: 37, kinds: ['StorageVersionMigration'] }],
  'storagemigration.k8s.io/v1beta1': [{ from: 35, kinds: ['StorageVersionMigration'] }],
  'storagemigration.k8s.io/v1alpha1': [{ from: 30, until: 34, kinds: ['StorageVersionMigration'] }],
};
