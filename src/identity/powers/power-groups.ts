import type { PowerName } from './power.ts';

/** Each of them makes pods. */
export const creatingPods: readonly PowerName[] = [
  'createPod',
  'createDeployment',
  'createDaemonSet',
  'createStatefulSet',
  'createReplicaSet',
  'createReplicationController',
  'createJob',
  'createCronJob',
];

/**
 * Changing what runs, with the kind that is changed. What of a Job runs is fixed when it is made, so that changing one changes
 * nothing.
 */
export const changingPods: Readonly<Partial<Record<PowerName, string>>> = {
  changeDeployment: 'Deployment',
  changeDaemonSet: 'DaemonSet',
  changeStatefulSet: 'StatefulSet',
  changeReplicaSet: 'ReplicaSet',
  changeReplicationController: 'ReplicationController',
  changeCronJob: 'CronJob',
};

/** What makes whoever creates it as another user as strong as that user. */
export const createdAsUser: readonly PowerName[] = ['bindAsUser', 'createPodAsUser', 'mintTokenAsUser'];

/** The same as a service account. */
export const createdAsAccount: readonly PowerName[] = [
  'bindAsAccount',
  'createPodAsAccount',
  'mintTokenAsAccount',
];

/** The signer of client certificates that the API server takes. */
export const clientSigner = 'kubernetes.io/kube-apiserver-client';

/** The signer of the certificates of nodes. */
export const nodeSigner = 'kubernetes.io/kube-apiserver-client-kubelet';

/** The name in a rule that means every signer of Kubernetes. */
export const allSigners = 'kubernetes.io/*';
