import { expect, test } from 'vitest';
import type { KubernetesObject } from '../src/cluster/index.ts';
import { judge, loadCatalogue } from '../src/controls/index.ts';
import { readCatalogueFiles } from '../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../testkit/world/synthetic-cluster.ts';

const catalogue = loadCatalogue(readCatalogueFiles(), { cases: false, skipBroken: true });

/** Verdicts of a control over a workload, by container; by `pod` where it is about the pod. */
function verdictsOf(
  control: string,
  kind: string,
  name: string,
  spec: object,
  namespace = 'kube-system',
): Record<string, string> {
  const object = {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace, uid: 'u' },
    spec: { template: { spec } },
  } as KubernetesObject;
  const { results } = judge(clusterOf([object]), catalogue, { now: 0 });
  const own = results.filter((result) => result.control === control);
  return Object.fromEntries(own.map(({ subject, verdict }) => [subject.container ?? 'pod', verdict]));
}

// https://github.com/kubernetes-retired/external-storage/tree/master/local-volume
test('the provisioner of local volumes is known by its old image too, and another program under its name is not', () => {
  const provisioner = (image: string) => ({
    containers: [{ name: 'provisioner', image, securityContext: { privileged: true } }],
  });
  const verdicts = (image: string) =>
    verdictsOf('privileged-container', 'DaemonSet', 'local-volume-provisioner', provisioner(image));
  expect(verdicts('quay.io/external_storage/local-volume-provisioner:v2.3.2')).toEqual({
    provisioner: 'excepted',
  });
  expect(verdicts('quay.io/external_storage/other:v2.3.2')).toEqual({ provisioner: 'fail' });
});

// https://helm.sh/docs/topics/charts_hooks/
test('what cleans up after a network of pods runs without it; another Job of the same image need not', () => {
  const pod = {
    hostNetwork: true,
    hostPID: true,
    containers: [
      { name: 'clean', image: 'docker.io/kubeovn/kube-ovn:v1.17.0', command: ['sh', '-c', 'true'] },
    ],
  };
  expect(verdictsOf('host-network', 'Job', 'kube-ovn-post-delete-hook', pod)).toEqual({ pod: 'excepted' });
  expect(verdictsOf('host-pid', 'Job', 'kube-ovn-post-delete-hook', pod)).toEqual({ pod: 'fail' });
  expect(verdictsOf('host-network', 'Job', 'kube-ovn-report', pod)).toEqual({ pod: 'fail' });
});

// https://man7.org/linux/man-pages/man7/capabilities.7.html: a file with an effective capability that the bounding set lacks fails with EPERM
test('a program with a capability of its file starts only where that is allowed; the containers beside are judged', () => {
  const container = (name: string) => ({
    name,
    image: 'docker.io/kubeovn/kube-ovn:v1.16.0',
    command: ['sh', '-c', 'true'],
    securityContext: { runAsUser: 65534, capabilities: { add: ['NET_ADMIN'] } },
  });
  const pod = { initContainers: [container('init-peer')], containers: [container('reconcile')] };
  expect(verdictsOf('added-capabilities', 'DaemonSet', 'openbfdd', pod)).toEqual({
    'init-peer': 'excepted',
    reconcile: 'fail',
  });
});

// https://github.com/kubeedge/kubeedge/tree/master/cloud/cmd/iptablesmanager
test('who writes the iptables rules of KubeEdge has the network of its node, not its processes', () => {
  const pod = {
    hostNetwork: true,
    hostPID: true,
    containers: [
      {
        name: 'iptables-manager',
        image: 'kubeedge/iptables-manager:v1.23.0',
        securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
      },
    ],
  };
  const verdicts = (control: string, spec: object = pod) =>
    verdictsOf(control, 'DaemonSet', 'cloud-iptables-manager', spec, 'kubeedge');
  expect(verdicts('added-capabilities')).toEqual({ 'iptables-manager': 'excepted' });
  expect(verdicts('host-network')).toEqual({ pod: 'excepted' });
  expect(verdicts('host-pid')).toEqual({ pod: 'fail' });
  const shell = pod.containers.map((container) => ({ ...container, command: ['sh', '-c', 'true'] }));
  expect(verdicts('host-network', { ...pod, containers: shell })).toEqual({ pod: 'fail' });
});

// https://github.com/piraeusdatastore/piraeus-ha-controller
test('who takes DRBD devices from pods is privileged; under an image that nobody published it is judged', () => {
  const pod = (image: string) => ({
    containers: [{ name: 'ha-controller', image, args: ['/agent'], securityContext: { privileged: true } }],
  });
  const verdicts = (image: string) =>
    verdictsOf('privileged-container', 'DaemonSet', 'ha-controller', pod(image), 'piraeus-datastore');
  expect(verdicts('quay.io/piraeusdatastore/piraeus-ha-controller:v1.3.2')).toEqual({
    'ha-controller': 'excepted',
  });
  expect(verdicts('ha-controller')).toEqual({ 'ha-controller': 'fail' });
});
